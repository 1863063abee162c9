"""Edits of a FAQ file: what is added is there, and nothing else moved by a byte."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

from bot.faq.edit import Edit, edited
from bot.faq.edits import AddEntry, AddNearMiss, AddPhrasing, EditRefused, Replace, edited_value
from bot.faq.yaml_reading import Value, read
from tests.faq.layouts import NEW_TEXTS, Laid, layouts

ADDITIONS: st.SearchStrategy[Edit] = (
    st.builds(AddPhrasing, st.just("entry-0"), NEW_TEXTS)
    | st.builds(AddNearMiss, NEW_TEXTS)
    | st.builds(
        AddEntry,
        st.sampled_from(["new-entry", "123", "null"]),
        st.lists(NEW_TEXTS, min_size=1, max_size=3).map(tuple),
        st.lists(NEW_TEXTS, min_size=1, max_size=2).map(tuple),
        st.none() | NEW_TEXTS,
    )
)
PATHS = st.sampled_from(
    [("entries", 0, "cite", 0), ("entries", 0, "questions", 0), ("article", "file")]
)


def stripped(value: Value) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [stripped(item) for item in value]
    return [(key, stripped(item)) for key, item in value.items()]


def lines_of(data: bytes) -> list[bytes]:
    return re.split(rb"\r\n|\n|\r", data)


def kept_in_order(few: Any, many: Any) -> bool:
    """Whether one sequence is the other with items taken out."""
    rest = iter(many)
    return all(any(item == other for other in rest) for item in few)


def shared(one: list[bytes], other: list[bytes]) -> int:
    """How many lines two lists share from their beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(laid=layouts(), edit=ADDITIONS)
def test_an_addition_leaves_every_byte_in_place(laid: Laid, edit: Edit) -> None:
    """In any layout the old bytes stay, and the file loads to the old content plus the new."""
    before = read("faq", laid.data)
    assume(not before.faults and stripped(before.value) == stripped(laid.content))
    event(type(edit).__name__)
    data = edited("faq", laid.data, [edit])
    after = read("faq", data)
    assert not after.faults
    assert stripped(after.value) == stripped(edited_value(before.value, edit))
    assert kept_in_order(laid.data, data)
    old, new = lines_of(laid.data), lines_of(data)
    above = shared(old, new)
    below = shared(old[above:][::-1], new[above:][::-1])
    assert len(old) - above - below <= 1


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(laid=layouts(), path=PATHS, text=NEW_TEXTS)
def test_a_replaced_text_is_the_only_change(laid: Laid, path: Any, text: str) -> None:
    """A replaced scalar loads to exactly the given text, and all lines around it stay."""
    before = read("faq", laid.data)
    assume(not before.faults and stripped(before.value) == stripped(laid.content))
    data = edited("faq", laid.data, [Replace(path, text)])
    assert stripped(read("faq", data).value) == stripped(
        edited_value(before.value, Replace(path, text))
    )
    place = before.places[path]
    shift = len(b"\xef\xbb\xbf") if laid.data.startswith(b"\xef\xbb\xbf") else 0
    head = laid.data[shift:].decode()[: place.start].encode()
    tail = laid.data[shift:].decode()[place.end :].encode()
    assert data[shift:].startswith(head)
    assert data.endswith(tail)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(laid=layouts(), edits=st.lists(ADDITIONS, min_size=2, max_size=5))
def test_several_edits_are_one_change(laid: Laid, edits: list[Edit]) -> None:
    """Edits follow each other in one file, whatever the ones before have left there."""
    before = read("faq", laid.data)
    assume(not before.faults and stripped(before.value) == stripped(laid.content))
    expected = before.value
    for edit in edits:
        expected = edited_value(expected, edit)
    data = edited("faq", laid.data, edits)
    assert stripped(read("faq", data).value) == stripped(expected)
    assert kept_in_order(laid.data, data)


HEAD = "article: {file: a.txt}\nentries:\n"
GOLDEN: dict[str, tuple[str, Edit, str]] = {
    "a list under its key": (
        HEAD + "  - id: one\n    questions:\n      - a?  # the first\n\n    cite: [b]\n",
        AddPhrasing("one", "what else"),
        HEAD + "  - id: one\n    questions:\n      - a?  # the first\n      - what else\n\n"
        "    cite: [b]\n",
    ),
    "a list not indented, in single quotes": (
        HEAD + "- id: one\n  questions:\n  - 'a?'\n  cite: [b]\n",
        AddPhrasing("one", "what's this"),
        HEAD + "- id: one\n  questions:\n  - 'a?'\n  - 'what''s this'\n  cite: [b]\n",
    ),
    "a list in brackets": (
        HEAD + "- {id: one, questions: [a?, b], cite: [b]}\n",
        AddPhrasing("one", "is it, really"),
        HEAD + '- {id: one, questions: [a?, b, "is it, really"], cite: [b]}\n',
    ),
    "brackets over several lines": (
        HEAD + "- id: one\n  questions: [\n    a,  # first\n    b  # last\n  ]\n  cite: [b]\n",
        AddPhrasing("one", "c"),
        HEAD + "- id: one\n  questions: [\n    a,  # first\n    b,  # last\n    c\n  ]\n"
        "  cite: [b]\n",
    ),
    "no near misses yet": (
        HEAD + "  - id: one\n    questions: [a?]\n    cite: [b]",
        AddNearMiss("12"),
        HEAD + '  - id: one\n    questions: [a?]\n    cite: [b]\nnot_covered:\n  - "12"',
    ),
    "an empty list of near misses": (
        HEAD + "- {id: one, questions: [a?], cite: [b]}\nnot_covered: []  # none\r\n",
        AddNearMiss("who"),
        HEAD + "- {id: one, questions: [a?], cite: [b]}\nnot_covered: [who]  # none\r\n",
    ),
    "comments behind the last item stay behind": (
        HEAD + "- {id: one, questions: [a?], cite: [b]}\nnot_covered:\n- a\n# - out\n\n# end\n",
        AddNearMiss("who"),
        HEAD
        + "- {id: one, questions: [a?], cite: [b]}\nnot_covered:\n- a\n- who\n# - out\n\n# end\n",
    ),
    "a new entry is laid out like the last": (
        HEAD + "  -   id: one\n      questions:\n          - a?\n      cite:\n          - b\n",
        AddEntry("two", ("A: b?", "yes"), ("c",), "So [1]."),
        HEAD + "  -   id: one\n      questions:\n          - a?\n      cite:\n          - b\n\n"
        '  -   id: two\n      questions:\n          - "A: b?"\n          - "yes"\n'
        "      answer: So [1].\n      cite:\n          - c\n",
    ),
    "all of it in braces": (
        '{"article": {"file": "a"}, "entries": [{"id": "a", "questions": ["a"], "cite": ["b"]}]}',
        AddNearMiss("c"),
        '{"article": {"file": "a"}, "entries": [{"id": "a", "questions": ["a"], "cite": ["b"]}],'
        ' "not_covered": ["c"]}',
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_what_is_added_looks_like_its_neighbours(name: str) -> None:
    """An item takes over its list's indentation, quotes and lines."""
    old, edit, new = GOLDEN[name]
    assert edited("faq", old.encode(), [edit]).decode() == new


SMALL = b"article: {file: a.txt}\nentries:\n- {id: one, questions: [a?], cite: [b]}\n"


@pytest.mark.parametrize(
    ("data", "edit", "words"),
    [
        (SMALL, AddPhrasing("two", "x"), "No entry has the id `two`"),
        (SMALL, AddPhrasing("one", " \n"), "is empty"),
        (SMALL, AddPhrasing("one", "x" * 501), "Shorten it to 500"),
        (SMALL, AddPhrasing("one", "\ud800"), "half a character"),
        (SMALL, AddPhrasing("one", "a\x1b[2J"), "[one] The character U+001B"),
        (SMALL, AddEntry("Two words", ("a",), ("b",)), "lower-case words and hyphens"),
        (SMALL, Replace(("entries", 0), "x"), "No text stands at entries.0"),
        (SMALL, Replace(("entries", 4, "cite", 0), "x"), "No text stands at"),
        (b"entries: []\n", AddNearMiss("x"), "Mend this first"),
        (b"article: [\n", AddNearMiss("x"), "This is not YAML"),
    ],
)
def test_what_can_not_be_edited_is_refused_in_words(data: bytes, edit: Edit, words: str) -> None:
    """A faulty file, a faulty text or a place that is not there changes nothing."""
    with pytest.raises(EditRefused, match=re.escape(words)):
        edited("faq", data, [edit])
