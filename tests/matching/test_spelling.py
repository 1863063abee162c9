"""EnglishSpeller of the hand are mended, other words left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.ranker import Phrasing, Ranker
from bot.matching.spelling import EnglishSpeller, PhrasingSpeller, is_slip
from bot.matching.text import words

WORDS = {"price": 3, "registration": 2, "borrow": 5, "library": 4, "account": 2, "self": 1}


@pytest.fixture(scope="module")
def speller() -> PhrasingSpeller:
    return PhrasingSpeller(WORDS, english={"rice", "sell", "borrows"})


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
def test_slips_are_corrected(speller: PhrasingSpeller, typed: str, read: str) -> None:
    """A slip of the hand is read as the word that it was made of."""
    assert speller.read(typed) == read


@pytest.mark.parametrize("typed", ["rice", "sell", "zorblax", "prize", "ab", "2021"])
def test_other_words_are_left_alone(speller: PhrasingSpeller, typed: str) -> None:
    """English words, short ones, numbers and words that no slip explains stay as typed."""
    assert speller.read(typed) == typed


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_what_is_read_is_a_word_of_the_faq_or_as_typed(
    speller: PhrasingSpeller, typed: str
) -> None:
    """A word is read as itself or as a word of the FAQ that a slip turns into it."""
    read = speller.read(typed)
    assert read == typed or (read in WORDS and is_slip(typed, read))


def test_a_ranker_corrects_to_its_own_words() -> None:
    """Each word is read as one of the phrasings', or stays as it was typed."""
    ranker = Ranker.build([Phrasing(0, "renew my library card")])
    assert ranker.spelt(["renew", "my", "libary", "zorb"]) == ("renew", "my", "library", "zorb")


ENGLISH = EnglishSpeller.build([["hopper", "burr", "wat"]])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("lugage", "luggage"),
        ("hoper", "hopper"),
        ("atacked", "attacked"),
        ("burr", "burr"),
        ("xyz", "xyz"),
        ("2104", "2104"),
    ],
)
def test_a_word_that_is_none_is_read_as_the_nearest(typed: str, expected: str) -> None:
    """The FAQ's own words come first; short words and numbers are left alone."""
    assert ENGLISH.read([typed]) == (expected,)


def test_shorthand_is_opened_unless_the_faq_writes_so() -> None:
    """`teh` is "the"; but where a FAQ speaks of a wat it stays one."""
    opened = [word.text for word in ENGLISH.opened(words("teh wat rn"))]
    assert opened == ["the", "wat", "right", "now"]


def test_dose_asks_only_where_it_opens() -> None:
    """`dose it work` is a question, a dose within it is a dose."""
    assert [word.text for word in ENGLISH.opened(words("dose the dose"))] == ["does", "the", "dose"]


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_no_word_gets_lost(typed: list[str]) -> None:
    """Each word is read as one word."""
    assert len(ENGLISH.read(typed)) == len(typed)
