"""JSON lines: questions as they come in, and responses as they go out.

A question is a line of plain text, or an object with an id and a history; a response is one object.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO

from bot.answering.reply import (
    Answer,
    CandidateEvidence,
    Evidence,
    Match,
    Part,
    Reply,
    Response,
    citations_of,
    entry_of,
    suggestions_of,
)
from bot.article.article import Citation
from bot.faq.change_lines import advice, why_lines
from bot.terminal.output import part_text, text_of

# A response as a record for machines: one JSON object, every key always there.

MAX_RANKED = 5


def record_of(response: Response, *, why: bool = False) -> dict[str, Any]:
    """The record of a response; of several questions, each has its own under `parts`.

    Questions that were too many to be looked at stand under `left`. A message of several
    questions is as sure as its least sure part. With `why` each question has under `why` what
    decided in five lines, and under `evidence` all of it.
    """
    several = len(response.parts) > 1
    parts = [_part(part) | (_evidence(part.evidence) if why else {}) for part in response.parts]
    whole = _together(response, parts) if several else parts[0]
    return {
        **whole,
        "question": response.question,
        "text": text_of(response),
        "parts": parts if several else [],
        "left": list(response.left),
        "fingerprint": response.fingerprint,
    }


def _together(response: Response, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "question": response.question,
        "reply": "multiple",
        "entry": None,
        "score": min(part["score"] for part in parts),
        "text": "",
        "citations": [cited for part in parts for cited in part["citations"]],
        "suggestions": list(dict.fromkeys(s for part in parts for s in part["suggestions"])),
        "ranking": _merged(response.parts),
    }


def _part(part: Part) -> dict[str, Any]:
    reply = part.reply
    shown = entry_of(reply)
    return {
        "question": part.question,
        "reply": reply.kind,
        **_chosen_by(reply),
        "entry": shown.id if shown else None,
        "score": round(part.score, 6),
        "text": part_text(part),
        "citations": [_citation(cited) for cited in citations_of(reply)],
        "suggestions": [entry.id for entry in suggestions_of(reply)],
        "ranking": [_match(match) for match in part.ranking[:MAX_RANKED]],
    }


def _chosen_by(reply: Reply) -> dict[str, str]:
    """Who chose the answer, where it was not the matcher: the key is there with `--model` alone."""
    model = isinstance(reply, Answer) and reply.chosen_by == "model"
    return {"chosen_by": "model"} if model else {}


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "why": {"lines": list(why_lines(evidence))},
        "evidence": {
            "words": [asdict(word) for word in evidence.words],
            "candidates": [_candidate(one) for one in evidence.candidates],
            "thresholds": [
                {"name": name, "reached": reached, "needed": needed}
                for name, reached, needed in evidence.thresholds
            ],
            "rule": evidence.rule,
            "advice": advice(evidence),
        },
    }


def _candidate(one: CandidateEvidence) -> dict[str, Any]:
    adds = {feature.name: round(feature.adds, 6) for feature in one.features}
    return {
        "entry": one.entry.id,
        "score": one.score,
        "confidence": one.confidence,
        "figures": {feature.name: feature.value for feature in one.features},
        "adds": {"start": one.start, **adds, "score": round(one.by_score, 6)},
        "fit": one.fit,
    }


def _citation(cited: Citation) -> dict[str, Any]:
    return {
        "article": cited.article.name,
        "sentence": cited.number,
        "start": cited.start,
        "end": cited.end,
        "quote": cited.quote,
    }


def _match(match: Match) -> dict[str, Any]:
    return {"entry": match.entry.id, "score": round(match.score, 6)}


def _merged(parts: tuple[Part, ...]) -> list[dict[str, Any]]:
    """The best of all parts' matches, each entry once, at its best."""
    best: dict[str, Match] = {}
    for match in (match for part in parts for match in part.ranking):
        earlier = best.get(match.entry.id)
        if earlier is None or match.score > earlier.score:
            best[match.entry.id] = match
    ranked = sorted(best.values(), key=lambda match: -match.score)
    return [_match(match) for match in ranked[:MAX_RANKED]]


# Questions, line by line.

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
    if not isinstance(history, list) or not all(isinstance(earlier, str) for earlier in history):
        return BadRequest("`history` must be a list of texts, oldest first.", identity)
    return Request(
        _without_surrogates(question),
        identity,
        tuple(_without_surrogates(earlier) for earlier in history),
    )


def _without_surrogates(text: str) -> str:
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
