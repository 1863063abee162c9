"""Completion: natural questions for what somebody has typed so far."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import complete
from bot.answering.knowledge import Knowledge


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("who ow", "owner"),
        ("linkdin own", "owner"),
        ("how many us", "members-in-china"),
        ("is inst", "instagram-blocked"),
        ("maim", "maimai"),
        ("when will re", "when-resume"),
    ],
)
def test_unfinished_and_wrong_words_find_their_entry(
    knowledge: Knowledge, typed: str, entry: str
) -> None:
    """The likeliest question stands first."""
    assert complete(knowledge, typed, 25)[0].id == entry


def test_an_empty_field_shows_the_first_entries(knowledge: Knowledge) -> None:
    """In the FAQ's own order, one for each set of sentences."""
    shown = complete(knowledge, "  ", 25)
    assert shown[0] == knowledge.entries[0]
    assert len({entry.sources for entry in shown}) == len(shown)


@settings(max_examples=40, deadline=None)
@given(typed=st.text(max_size=80), limit=st.integers(-1, 40))
def test_never_more_than_was_asked_for(knowledge: Knowledge, typed: str, limit: int) -> None:
    """Any text gets at most `limit` and never more than 25 entries, each once, always the same."""
    found = complete(knowledge, typed, limit)
    assert len(found) <= max(0, min(limit, 25))
    assert len(set(found)) == len(found)
    assert found == complete(knowledge, typed, limit)
