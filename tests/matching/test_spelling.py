"""EnglishSpeller of the hand are mended, other words left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.completion import Completer
from bot.matching.ranker import Phrasing, Ranker
from bot.matching.spelling import EnglishSpeller, PhrasingSpeller, is_slip
from bot.matching.text import tokens, words

WORDS = {"price": 3, "registration": 2, "borrow": 5, "library": 4, "account": 2, "self": 1}


@pytest.fixture(scope="module")
def speller() -> PhrasingSpeller:
    return PhrasingSpeller(WORDS, {"rice", "sell", "borrows"})


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("borow", "borrow"),  # a letter left out
        ("libraary", "library"),  # doubled
        ("acocunt", "account"),  # swapped
        ("pricw", "price"),  # the key beside
        ("eccount", "account"),  # a vowel for a vowel
        ("rehistartion", "registration"),  # two slips in a long word
        *((typed, typed) for typed in ("rice", "sell", "zorblax", "prize", "ab", "2021")),
    ],
)
def test_slips_are_corrected(speller: PhrasingSpeller, typed: str, read: str) -> None:
    """A slip of the hand is read as the word that it was made of.

    English words, short ones, numbers and words that no slip explains stay as typed.
    """
    assert speller.read(typed) == read


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=14))
def test_what_is_read_is_a_word_of_the_faq_or_as_typed(
    speller: PhrasingSpeller, typed: str
) -> None:
    """A word is read as itself or as a word of the FAQ that a slip turns into it."""
    read = speller.read(typed)
    assert read == typed or (read in WORDS and is_slip(typed, read))


def test_a_ranker_corrects_to_its_own_words() -> None:
    """Each word is read as one of the phrasings', or stays as it was typed."""
    ranker = Ranker([Phrasing(0, "renew my library card")])
    assert ranker.spelt(["renew", "my", "libary", "zorb"]) == ("renew", "my", "library", "zorb")


ENGLISH = EnglishSpeller([["hopper", "burr", "wat"]])


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


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("teh wat rn", ["the", "wat", "right", "now"]),  # a FAQ that speaks of a wat
        ("dose the dose", ["does", "the", "dose"]),  # it asks where it opens the question alone
    ],
)
def test_shorthand_is_opened_unless_the_faq_writes_so(typed: str, read: list[str]) -> None:
    """What is typed for short is read whole; what the FAQ itself writes so stays."""
    assert [word.text for word in ENGLISH.opened(words(typed))] == read


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_no_word_gets_lost(typed: list[str]) -> None:
    """Each word is read as one word."""
    assert len(ENGLISH.read(typed)) == len(typed)


SPACED = EnglishSpeller(
    tokens(text)
    for text in (
        "is proc-macro1 on crates.io or GitLab",
        "sign ups, snake_case and node.js with --no-cache",
        "arrayref@0.3.10 at 5pm with 2FA",
        "the jobseeker may come back",
    )
)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("proc macro1", "procmacro1"),
        ("git lab, git-lab", "gitlab gitlab"),
        ("signups", "sign ups"),
        ("node js nodejs", "node.js node.js"),
        ("snakecase snake case", "snake_case snake_case"),
        ("no-cache", "--no-cache"),
        ("crates io", "crates.io"),
        ("arrayref 0.3.10", "arrayref@0.3.10"),
        ("5 p.m. 2 fa", "5pm 2fa"),
        ("job seeker", "jobseeker"),
        *((typed, typed) for typed in ("comeback", "may be", "proc macro2", "signup", "maycome")),
    ],
)
def test_words_are_parted_as_in_the_faq(typed: str, read: str) -> None:
    """Two words that the FAQ writes as one are that one, and the other way round.

    Common words and words of grammar are not joined, nor what the FAQ does not write.
    """
    opened = SPACED.opened(words(typed))
    assert " ".join(word.text for word in opened) == read
    assert [word.start for word in opened] == sorted(word.start for word in opened)


@pytest.mark.parametrize("typed", ["proc-macro2", "procmacro", "0.3.1", "gitlab2", "snake_cast"])
def test_no_identifier_is_corrected(typed: str) -> None:
    """An identifier is not read as another, nor a word as one that is spelt otherwise."""
    read = tuple(tokens(typed))
    assert SPACED.read(read) == read
    assert PhrasingSpeller(dict.fromkeys(SPACED.own, 1)).read(read[0]) == read[0]


def test_completion_corrects_no_identifier() -> None:
    """Nor does completion offer what is said of one for another."""
    completer = Completer([["is proc-macro1 there"], ["who came"]])
    assert completer.scores("proc-macro1 ")
    assert not completer.scores("proc-macro2 ")
    assert not completer.scores("procmacr2 ")
