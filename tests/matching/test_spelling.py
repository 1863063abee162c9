"""EnglishSpeller of the hand are mended, other words left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.ranker import Phrasing, Ranker
from bot.matching.spelling import Speller, is_slip

WORDS = {"price": 3, "registration": 2, "borrow": 5, "library": 4, "account": 2, "self": 1}


@pytest.fixture(scope="module")
def speller() -> Speller:
    return Speller(WORDS, english={"rice", "sell", "borrows"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("borow", "borrow"),  # a letter left out
        ("libraary", "library"),  # doubled
        ("acocunt", "account"),  # swapped
        ("pricw", "price"),  # the key beside
        ("eccount", "account"),  # a vowel for a vowel
        ("rehistartion", "registration"),  # two slips in a long word
    ],
)
def test_slips_are_mended(speller: Speller, typed: str, read: str) -> None:
    """A slip of the hand is read as the word that was meant."""
    assert speller.read(typed) == read


@pytest.mark.parametrize("typed", ["rice", "sell", "zorblax", "prize", "ab", "2021"])
def test_other_words_are_left_alone(speller: Speller, typed: str) -> None:
    """English words, short ones, numbers and words that no slip explains stay as typed."""
    assert speller.read(typed) == typed


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_what_is_read_is_known_or_typed(speller: Speller, typed: str) -> None:
    """A word is read as itself or as a known word that a slip turns into it."""
    read = speller.read(typed)
    assert read == typed or (read in WORDS and is_slip(typed, read))


def test_a_matcher_mends_to_its_own_words() -> None:
    """Each word is read as one of the phrasings', or stays as it was typed."""
    ranker = Ranker.build([Phrasing(0, "renew my library card")])
    assert ranker.spelt(["renew", "my", "libary", "zorb"]) == ("renew", "my", "library", "zorb")
