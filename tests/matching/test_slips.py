"""EnglishSpeller: what somebody meant who typed a word that is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.spelling import EnglishSpeller
from bot.matching.text import words

SLIPS = EnglishSpeller.build(["hopper", "burr", "wat"])


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lugage", "luggage"),
        ("hoper", "hopper"),
        ("atacked", "attacked"),
        ("burr", "burr"),
        ("xyz", "xyz"),
        ("2104", "2104"),
    ],
)
def test_a_word_that_is_none_is_read_as_the_nearest(typed: str, meant: str) -> None:
    """The FAQ's own words come first; short words and numbers are left alone."""
    assert SLIPS.read([typed]) == (meant,)


def test_shorthand_is_opened_unless_the_faq_writes_so() -> None:
    """`teh` is the; but a FAQ that speaks of a wat means it."""
    opened = [word.text for word in SLIPS.opened(words("teh wat rn"))]
    assert opened == ["the", "wat", "right", "now"]


def test_dose_asks_only_where_it_opens() -> None:
    """`dose it work` is a question, a dose within it is a dose."""
    assert [word.text for word in SLIPS.opened(words("dose the dose"))] == ["does", "the", "dose"]


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6))
def test_no_word_gets_lost(typed: list[str]) -> None:
    """Each word is read as one word."""
    assert len(SLIPS.read(typed)) == len(typed)
