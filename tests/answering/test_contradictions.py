"""Contradictions: what asks about another thing than an entry, however alike the words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.contradictions import Claims, Signs, signs
from bot.matching.lexicon import asks
from bot.matching.text import tokens

TABLE = yaml.safe_load(Path(__file__).with_name("contradictions.yaml").read_text(encoding="utf-8"))
WORDS = (
    "how do i not turn it on off can why who is from to the a and without second plan tier 1 2 b "
    "mute unmute allowed banned switch mit gpl 404 v2"
)
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=12)


def read(text: str | Sequence[str]) -> Signs:
    words = tokens(text) if isinstance(text, str) else text
    return signs(tuple(words), asks(words))


def contradiction(question: str | Sequence[str], phrasings: str, own: str = "") -> str:
    """What contradicts an entry with phrasings parted by semicolons."""
    claims = Claims([read(one) for one in phrasings.split(";")], [read(own)])
    return claims.contradiction(read(question))


@pytest.mark.parametrize("kind", TABLE)
def test_what_contradicts_is_caught_and_its_twin_is_not(kind: str) -> None:
    """Of the table nineteen in twenty are caught, and no more than one in twenty of the twins."""
    rows = TABLE[kind]
    missed = [(entry, asked) for entry, asked, _ in rows if not contradiction(asked, entry)]
    alarms = [(entry, twin) for entry, _, twin in rows if contradiction(twin, entry)]
    assert len(missed) <= 0.05 * len(rows), missed
    assert len(alarms) <= 0.05 * len(rows), alarms


@given(TEXTS, st.lists(TEXTS, max_size=3))
def test_no_phrasing_contradicts_its_own_entry(
    question: list[str], others: list[list[str]]
) -> None:
    """What an entry is asked word for word it is asked about."""
    assert Claims([read(question), *map(read, others)], []).contradiction(read(question)) == ""


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("is proc-macro2 on crates.io", "is proc-macro1 on crates.io"),
        ("is arrayref@0.3.9 malicious", "is arrayref@0.3.10 malicious"),
        ("is arrayref 0.3.9 malicious", "is arrayref 0.3.10 malicious"),
        ("do you support http/3", "do you support http/2"),
    ],
)
def test_another_identifier_of_the_same_shape_contradicts(asked: str, entry: str) -> None:
    """Names that differ in a number alone are different names."""
    claims = Claims([read(entry.split())], [])
    assert claims.contradiction(read(asked.split()))
    assert not claims.contradiction(read(entry.split()))


def test_it_is_said_what_contradicts() -> None:
    """An editor reads both words."""
    found = contradiction("how do i unmute someone", "how do i mute someone")
    assert found == "asks about “unmute”, the entry about “mute”"


@pytest.mark.parametrize(
    ("asked", "entry", "own"),
    [
        ("how do i unmute someone", "how do i mute someone", "Press again to unmute them."),
        ("what does tier 1 include", "what does tier 2 include", "Tiers 1 to 3 include a badge."),
        ("switch from mit to gpl", "switch from gpl to mit", "To go from MIT to GPL ask first."),
        ("who can not post", "who can post", "Those who are muted can not post."),
    ],
)
def test_what_the_answer_speaks_of_contradicts_nothing(asked: str, entry: str, own: str) -> None:
    """An entry that holds what is asked in its answer or a cited sentence may answer it."""
    assert contradiction(asked, entry)
    assert contradiction(asked, entry, own) == ""


@pytest.mark.parametrize(
    ("asked", "entry"),
    [
        ("is the shop closed", "is the shop open"),
        ("is it not blocked", "is it blocked"),
        ("can't i just sign up", "can i sign up"),
        ("can i bring 3 guests", "can i bring two guests"),
        ("when does the season end", "when does season 1 end"),
        ("where is the old bakery", "is there a new member list; where is the bakery"),
    ],
)
def test_what_an_entry_answers_all_the_same_contradicts_nothing(asked: str, entry: str) -> None:
    """Yes or no settles a fact either way, and a quantity is no name."""
    assert contradiction(asked, entry) == ""
