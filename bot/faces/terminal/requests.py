"""Questions as lines of a stream: plain text, or objects with an id and a history."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

MAX_LINE = 64 * 1024  # bytes


@dataclass(frozen=True, slots=True)
class Request:
    """A question with its id, as given, and the earlier questions, oldest first."""

    question: str
    id: Any = None
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BadRequest:
    """A line that is no question, and why; `id` where it could be read."""

    error: str
    id: Any = None


def requests_in(stream: BinaryIO) -> Iterator[Request | BadRequest]:
    """Each line of a stream as a request, read one at a time in bounded memory."""
    most = MAX_LINE + len(b"\r\n")
    while line := stream.readline(most):
        if len(line.rstrip(b"\r\n")) > MAX_LINE or (len(line) == most and line[-1:] != b"\n"):
            _skip_line(stream, line)
            yield BadRequest(f"The line is longer than {MAX_LINE:,} bytes.")
            continue
        yield parse(line)


def parse(line: bytes) -> Request | BadRequest:
    """One line as a request: an object if its first character is `{`, else plain text."""
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        return BadRequest(f"The line is not UTF-8 (byte {error.start + 1}).")
    if not text.lstrip().startswith("{"):
        return Request(text)
    try:
        given = json.loads(text, parse_constant=_refuse, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        return BadRequest(f"The line is not a JSON object: {error}.")
    return _request(given)


def _request(given: dict[str, Any]) -> Request | BadRequest:
    identity = given.get("id")
    question = given.get("question")
    history = given.get("history")
    if not isinstance(question, str):
        return BadRequest("The object has no text under `question`.", identity)
    if history is None:
        history = []
    if not isinstance(history, list) or not all(isinstance(said, str) for said in history):
        return BadRequest("`history` must be a list of texts, oldest first.", identity)
    return Request(_sound(question), identity, tuple(_sound(said) for said in history))


def _sound(text: str) -> str:
    """The text without halves of surrogate pairs, which JSON can spell and UTF-8 can't."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant[:40]} is no number of JSON")


def _finite(number: str) -> float:
    if math.isinf(float(number)):
        _refuse(number)
    return float(number)


def _skip_line(stream: BinaryIO, start: bytes) -> None:
    while start and not start.endswith(b"\n"):
        start = stream.readline(MAX_LINE)
