"""Edits of a FAQ file: what is added is there, and nothing else moved by a byte."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from functools import reduce
from operator import getitem
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.visible import first_unseen
from bot.faq.edits import (
    AddComment,
    AddEntry,
    AddNearMiss,
    AddPhrasing,
    Edit,
    EditRefused,
    Replace,
    edited,
)
from bot.faq.yaml_reading import Value, read

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
TEXTS = st.sampled_from(
    ["yes", "null", "2026-11-23", "12", "a: b", "a #b", "- a", "x:", "---", "<<", "it's",
     "word " * 40]
) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40).filter(
    lambda text: bool(text.strip()) and first_unseen(text.strip()) is None
)  # fmt: skip
ADDITIONS: st.SearchStrategy[Edit] = (
    st.builds(AddPhrasing, st.just("one"), TEXTS)
    | st.builds(AddNearMiss, TEXTS)
    | st.builds(
        AddEntry,
        st.sampled_from(["new-entry", "123", "null"]),
        st.lists(TEXTS, min_size=1, max_size=3).map(tuple),
        st.lists(TEXTS, min_size=1, max_size=2).map(tuple),
        st.none() | TEXTS,
    )
)

LAYOUTS = {
    "as the shipped FAQ": """\
# yaml-language-server: $schema=faq.schema.json
article:
  file: a.txt

entries:
  - id: one
    questions:
      - What is it?  # shown to people
      - what's it

    answer: >-
      A text over
      two lines [1].
    cite:
      - the quote
    next: [two]

  # the other
  - id: two
    questions: [where, 'when']
    cite:
      - |-
        another quote

synonyms:
  sign up: [join, register]
not_covered:
  - who
  # - how much
# the end
""",
    "not indented, in quotes, near misses before the entries": """\
---
not_covered:
- "who"
"article":
  'file': "a.txt"
entries:
- id: 'one'
  cite: ["the quote"]
  questions:
  -   'a'
  -   'a phrasing
    over lines'
- {id: two, questions: [b], cite: [c, d]}
...
""",
    "without near misses, ending in a block that keeps its blank lines": """\
article: {file: a.txt}
entries:
  -
    cite:
        - >
          folded
    id: one
    next: []
    questions:
        - 中🙂 é\xa0ß
        - |+
          kept

""",
    "without a last line break": """\
  ? article
  : file: a.txt
  entries:
    - id: one
      questions: ["a, b"
        , c]
      cite: [b]
    - id: two
      cite: [b]
      questions:
        - a""",
}
LINE_BREAKS = ["\n", "\r\n", "\r"]


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A FAQ file in one of the layouts, with any line breaks, with a byte order mark or without."""
    text = draw(st.sampled_from(list(LAYOUTS.values())))
    data = text.replace("\n", draw(st.sampled_from(LINE_BREAKS))).encode()
    return draw(st.sampled_from([b"", BYTE_ORDER_MARK])) + data


def stripped(value: Value) -> Any:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, list):
        return [stripped(item) for item in value]
    return {key: stripped(item) for key, item in value.items()}


def with_edits(value: Any, edits: list[Edit]) -> Any:
    """What a file is to hold once edits of its first entry, or of no entry, are made."""
    new = deepcopy(value)
    for edit in edits:
        match edit:
            case AddPhrasing(_, text):
                new["entries"][0]["questions"].append(text)
            case AddNearMiss(text):
                new.setdefault("not_covered", []).append(text)
            case AddEntry(name, questions, cite, answer):
                entry = {"id": name, "questions": [*questions], "cite": [*cite], "answer": answer}
                new["entries"].append({key: one for key, one in entry.items() if one})
            case Replace((*above, last), text):
                reduce(getitem, above, new)[last] = text
    return stripped(new)


def is_kept(old: Iterable[object], new: Iterable[object]) -> bool:
    """Whether the new is the old with more put between its parts."""
    rest = iter(new)
    return all(part in rest for part in old)


def changed_lines(old: bytes, new: bytes) -> int:
    """How many of the old lines stand neither above the first change nor below the last."""
    before, after = (re.split(rb"\r\n|\n|\r", data) for data in (old, new))
    above = shared(before, after)
    return len(before) - above - shared(before[above:][::-1], after[above:][::-1])


def shared(one: list[bytes], other: list[bytes]) -> int:
    """How many lines two lists share from their beginning."""
    pairs = zip(one, other, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


@settings(max_examples=2 * settings().max_examples)
@given(data=files(), edits=st.lists(ADDITIONS, min_size=1, max_size=3))
def test_additions_leave_every_byte_in_place(data: bytes, edits: list[Edit]) -> None:
    """The old bytes stay, and the file loads to the old content plus the new."""
    before = read("faq", data)
    if b'["a, b"' in data:  # the phrasings stand in brackets
        edits = [edit for edit in edits if not isinstance(edit, AddPhrasing)]
    after = edited("faq", data, edits)
    assert stripped(read("faq", after).value) == with_edits(before.value, edits)
    assert is_kept(data, after)
    if len(edits) == 1:
        assert changed_lines(data, after) <= 1


REPLACED = [
    ("article", "file"),
    ("entries", 0, "id"),
    ("entries", 0, "questions", 0),
    ("entries", 0, "questions", 1),
    ("entries", 0, "cite", 0),
]


@settings(max_examples=2 * settings().max_examples)
@given(data=files(), path=st.sampled_from(REPLACED))
def test_a_comment_changes_nothing_and_outlives_edits(data: bytes, path: Any) -> None:
    """A comment stands behind the line of any text, and stays when texts beside it change."""
    before = read("faq", data)
    line = before.comment_line(path)
    after = edited("faq", data, [AddComment(line, "fine: 3f2a")])
    marked = read("faq", after)
    assert marked.value == before.value
    assert marked.comments[line].endswith("# fine: 3f2a")
    other = ("entries", 0, "cite", 0)
    changed = read("faq", edited("faq", after, [Replace(other, "other"), AddNearMiss("and why")]))
    assert any(one.endswith("# fine: 3f2a") for one in changed.comments.values())


@given(data=files(), path=st.sampled_from(REPLACED), text=TEXTS)
def test_a_replaced_text_is_the_only_change(data: bytes, path: Any, text: str) -> None:
    """A replaced scalar loads to exactly the given text, and all lines around it stay."""
    if path[-1] == "id":
        text = "an-id"
    elif path[-1] == "file":  # it is shown on one line
        text = " ".join(text.split())
    before = read("faq", data)
    after = edited("faq", data, [Replace(path, text)])
    assert stripped(read("faq", after).value) == with_edits(before.value, [Replace(path, text)])
    place, whole = before.places[path], data.removeprefix(BYTE_ORDER_MARK).decode()
    assert after.removeprefix(BYTE_ORDER_MARK).startswith(whole[: place.start].encode())
    assert after.endswith(whole[place.end :].encode())


HEAD = "article: {file: a.txt}\nentries:\n"
ONE = "- {id: one, questions: [a?], cite: [b]}\n"
TWO = "\n- id: two\n  questions: [c]\n  cite:\n  - d\n#  - e\n"
WIDE = "  -   id: one\n      questions:\n          - a?\n      cite:\n          - b\n"
NEW = '  -   id: two\n      questions:\n          - "A: b?"\n          - "yes"\n'
ADDED: dict[str, tuple[str, Edit, tuple[str, str]]] = {
    "a list under its key": (
        "  - id: one\n    questions:\n      - a?  # the first\n\n    cite: [b]\n",
        AddPhrasing("one", "what else"),
        ("      - a?  # the first\n", "      - what else\n"),
    ),
    "a list not indented, in single quotes": (
        "- id: one\n  questions:\n  - 'a?'\n  cite: [b]\n",
        AddPhrasing("one", "what's this"),
        ("  - 'a?'\n", "  - 'what''s this'\n"),
    ),
    "no near misses yet": (
        "  - id: one\n    questions: [a?]\n    cite: [b]",
        AddNearMiss("12"),
        ("cite: [b]", '\nnot_covered:\n  - "12"'),
    ),
    "comments behind the last item stay behind": (
        f"{ONE}not_covered:\n- a\n# - out\n\n# end\n",
        AddNearMiss("who"),
        ("not_covered:\n- a\n", "- who\n"),
    ),
    "near misses below all comments": (
        f"{ONE}{TWO}",
        AddNearMiss("who"),
        (TWO, "\nnot_covered:\n  - who\n"),
    ),
    "a new entry is laid out like the last": (
        WIDE,
        AddEntry("two", ("A: b?", "yes"), ("c",), "So [1]."),
        (WIDE, f"\n{NEW}      answer: So [1].\n      cite:\n          - c\n"),
    ),
}
"""Entries and what is around them, an edit, and behind which lines it puts what."""


@pytest.mark.parametrize(("old", "edit", "change"), ADDED.values(), ids=ADDED)
def test_what_is_added_looks_like_its_neighbours(
    old: str, edit: Edit, change: tuple[str, str]
) -> None:
    """An item takes over its list's indentation, quotes and lines."""
    behind, added = change
    new = edited("faq", f"{HEAD}{old}".encode(), [edit]).decode()
    assert new == HEAD + old.replace(behind, behind + added)


def test_a_text_in_brackets_is_replaced_in_them() -> None:
    """What would end a list in brackets is put in quotes."""
    new = edited("faq", f"{HEAD}{ONE}".encode(), [Replace(("entries", 0, "cite", 0), "c, d")])
    assert new.decode() == HEAD + ONE.replace("cite: [b]", 'cite: ["c, d"]')


SMALL = f"{HEAD}- id: one\n  questions:\n  - a?\n  cite: [b]\n".encode()
BRACKETS = f"{HEAD}{ONE}".encode()
BRACES = b"{article: {file: a.txt}, entries: [{id: one, questions: [a?], cite: [b]}]}\n"


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
        (BRACKETS, AddPhrasing("one", "x"), "faq:3:24: What stands here in brackets can't be"),
        (BRACKETS + b"not_covered: []\n", AddNearMiss("x"), "a line of its own after `- `"),
        (BRACES, AddEntry("two", ("a",), ("b",)), "faq:1:35: What stands here in brackets"),
        (BRACES, AddNearMiss("x"), "Write each key on a line of its own, without braces"),
    ],
)
def test_what_can_not_be_edited_is_refused_in_words(data: bytes, edit: Edit, words: str) -> None:
    """A faulty file or text, a place that is not there or is in brackets changes nothing."""
    with pytest.raises(EditRefused, match=re.escape(words)):
        edited("faq", data, [edit])
