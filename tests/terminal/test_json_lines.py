"""JSON lines: questions as they come in, however malformed."""

from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.terminal.json_lines import MAX_LINE, BadRequest, Request, parse, requests_in


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"who owns it\n", Request("who owns it")),
        (b"who owns it\r\n", Request("who owns it")),
        (b"\n", Request("")),
        (b'"quoted"\n', Request('"quoted"')),
        (b'[1, "a"]', Request('[1, "a"]')),
        (b'{"question": "q"}', Request("q")),
        (b'  {"id": [7], "question": "q"}', Request("q", [7])),
        (b'{"id": "a", "question": "q", "history": ["x", "y"]}', Request("q", "a", ("x", "y"))),
        (b'{"question": "q", "history": null, "more": 1}', Request("q")),
        (b'{"question": "\\ud800!"}', Request("\N{REPLACEMENT CHARACTER}!")),
    ],
)
def test_a_line_is_text_or_an_object(line: bytes, expected: Request) -> None:
    """A line whose first non-blank character is `{` is an object; anything else is plain text."""
    assert parse(line) == expected


@pytest.mark.parametrize(
    ("line", "message", "identity"),
    [
        (b'{"id": 1}', "The object has no text under `question`.", 1),
        (b'{"id": 1, "question": 2}', "The object has no text under `question`.", 1),
        (b'{"id": "a", "question": "q", "history": "x"}', "`history` must be a list", "a"),
        (b'{"question": "q", "history": [1]}', "`history` must be a list", None),
        (b"{", "The line is not a JSON object", None),
        (b'{"id": NaN, "question": "q"}', "NaN is no number of JSON", None),
        (b'{"id": 1e999, "question": "q"}', "1e999 is no number of JSON", None),
        (b'{"question": "q"} x', "The line is not a JSON object", None),
        (b'{"a":' * 10_000, "The line is not a JSON object", None),
        (b"caf\xe9", "The line is not UTF-8 (byte 4).", None),
    ],
)
def test_a_bad_line_is_reported(line: bytes, message: str, identity: object) -> None:
    """Bad UTF-8 or a bad object gives an error, with the id where it can be read."""
    bad = parse(line)
    assert isinstance(bad, BadRequest)
    assert message in bad.error
    assert bad.id == identity


def test_a_long_line_is_reported_and_the_next_one_read() -> None:
    """A line over 64 KiB gives an error and the run goes on."""
    whole_line = b"b" * MAX_LINE
    stream = io.BytesIO(b"a" * (MAX_LINE + 1) + b"\n" + whole_line + b"\n" + whole_line + b"\r\nc")
    long, whole, windows, last = requests_in(stream)
    assert isinstance(long, BadRequest)
    assert "longer than 65,536 bytes" in long.error
    assert whole == windows == Request("b" * MAX_LINE)
    assert last == Request("c")


@given(st.lists(st.binary(max_size=30)))
def test_no_line_is_lost(lines: list[bytes]) -> None:
    """Every line gets its request or its error, whatever it holds."""
    clean = [line.replace(b"\n", b"") for line in lines]
    stream = io.BytesIO(b"".join(line + b"\n" for line in clean))
    assert len(list(requests_in(stream))) == len(clean)


@given(st.text(), st.lists(st.text()))
def test_an_object_says_what_it_was_given(question: str, history: list[str]) -> None:
    """Question and history arrive as they were written."""
    line = json.dumps({"question": question, "history": history}).encode()
    assert parse(line) == Request(question, None, tuple(history))
