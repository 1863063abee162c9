"""The right entry comes first, and its score says how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching.ranker import Phrasing, Ranker
from tests.matching.conftest import PHRASINGS


def test_every_phrasing_finds_its_entry(ranker: Ranker) -> None:
    """Asked word for word, a phrasing ranks its own entry first and is its own nearest."""
    for number, phrasing in enumerate(PHRASINGS):
        best = ranker.rank(phrasing.text)[0]
        assert (best.entry, best.phrasing) == (phrasing.entry, number)
        assert best.score > 0.5


@pytest.mark.parametrize(
    ("question", "entry"),
    [
        ("how long can i prolong my book loan", 2),
        ("reimbursement for lost card??", 4),
        ("WHEN DOES THE READING ROOM REOPEN", 1),
        ("hwo much does a libary card csot", 3),
    ],
)
def test_other_words_find_the_entry(ranker: Ranker, question: str, entry: int) -> None:
    """Inflections, synonyms, capitals and slips of the hand do not hide what is asked."""
    assert ranker.rank(question)[0].entry == entry


def test_strange_questions_score_low(ranker: Ranker) -> None:
    """The top score says how sure the match is, so a question about something else scores low."""
    for question in ("what is the weather like today", "who won the match", "the", "xyzzy", ""):
        assert all(found.score < 0.35 for found in ranker.rank(question))


def test_an_unknown_word_lowers_the_score(ranker: Ranker) -> None:
    """A rare word that no phrasing has makes a question less like all of them."""
    plain = ranker.rank("what does a library card cost")[0]
    other = ranker.rank("what does a library parrot cost")[0]
    assert other.score < plain.score


def test_ties_break_by_entry_order() -> None:
    """Where nothing speaks for one of two entries, the earlier stands first."""
    twins = [Phrasing(1, "where is the key"), Phrasing(0, "where is the key")]
    assert [found.entry for found in Ranker(twins).rank("where is the key")] == [0, 1]


def test_limit_bounds_the_ranking(ranker: Ranker) -> None:
    """No more entries come back than were asked for, best first."""
    found = ranker.rank("library card", limit=3)
    assert len(found) == 3
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_an_empty_faq_ranks_nothing() -> None:
    """Without phrasings there is no entry to rank, and no fault either."""
    assert Ranker([]).rank("anything") == ()
    assert Ranker([]).leave_one_out().phrasings == ()


def test_an_answer_helps_to_find_its_entry() -> None:
    """Words that only the answer has lead to its entry, if nothing speaks for another."""
    phrasings = [Phrasing(0, "why is it closed"), Phrasing(1, "what does it cost")]
    ranker = Ranker(phrasings, answers=["The roof leaks.", "Ten pounds."])
    assert ranker.rank("leaking roof")[0].entry == 0
    assert ranker.rank("leaking roof")[0].phrasing == 0


def test_an_editors_synonyms_join_words() -> None:
    """A synonym of the FAQ, of several words if need be, finds the entry that uses the name."""
    phrasings = [Phrasing(0, "what about the zorb"), Phrasing(1, "what about the parking")]
    plain = Ranker(phrasings)
    joined = Ranker(phrasings, synonyms={"zorb": ["big plastic ball"]})
    question = "big plastic ball"
    assert joined.rank(question)[0].entry == 0
    assert joined.rank(question)[0].score > plain.rank(question)[0].score


@given(st.text(max_size=80))
def test_any_text_is_ranked(ranker: Ranker, question: str) -> None:
    """Whatever is typed, entries come back once each with scores from 0 to 1."""
    found = ranker.rank(question)
    assert len({one.entry for one in found}) == len(found) == 5
    assert all(0.0 <= one.score <= 1.0 for one in found)
    assert all(PHRASINGS[one.phrasing].entry == one.entry for one in found)
