"""Opposites: a list that does not contradict itself, and words that only look like one."""

from __future__ import annotations

from collections import Counter

import pytest

from bot.matching.opposites import Side, sides
from bot.matching.text import normalise
from bot.matching.word_lists import lines

PAIRS = [
    [side.split(", ") for side in line.name.split(" / ")]
    for line in lines("opposites.txt", "acts", "states")
]


def opposed(text: str, other: str) -> bool:
    mine: set[Side] = {side.opposite for side in sides(text.split())}
    return not mine.isdisjoint(sides(other.split()))


def test_every_line_has_two_sides_and_no_word_stands_on_both() -> None:
    """Nothing is its own opposite."""
    for pair in PAIRS:
        assert len(pair) == 2, pair
        assert set(pair[0]).isdisjoint(pair[1]), pair


def test_every_member_is_written_as_it_is_read_and_no_pair_stands_twice() -> None:
    """A member that normalises to something else would never be found."""
    members = [word for pair in PAIRS for side in pair for word in side]
    assert [word for word in members if normalise(word) != word or len(word.split()) > 2] == []
    count = Counter(frozenset((a, b)) for one, other in PAIRS for a in one for b in other)
    assert [pair for pair, times in count.items() if times > 1] == []


@pytest.mark.parametrize(
    ("text", "other", "opposite"),
    [
        ("muting", "unmuted", True),
        ("installed", "uninstall", True),
        ("refundable", "non refundable", True),
        ("useful", "useless", True),
        ("possible", "impossible", True),
        ("deactivating", "activate", True),
        ("log me in", "logged out", True),
        ("turn it on", "turning the light off", True),
        ("not blocked", "blocked", True),
        ("unit", "it", False),
        ("discuss", "cuss", False),
        ("island", "land", False),
        ("inform", "form", False),
        ("understand", "stand", False),
        ("increase", "crease", False),
        ("install", "stall", False),
        ("reopen", "open", False),
        ("union", "ion", False),
        ("sign up in may", "sign out", False),
    ],
)
def test_opposites_are_found_in_all_forms(text: str, other: str, opposite: bool) -> None:
    """Inflected words and phrases with others between are opposites, whichever comes first.

    A word that begins like an opposite is not made from the rest of it.
    """
    assert opposed(text, other) == opposed(other, text) == opposite
