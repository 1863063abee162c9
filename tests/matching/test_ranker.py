"""The right entry comes first, and its score says how sure that is; of a large FAQ, too."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matching import arrays as policy
from bot.matching.arrays import Parameters
from bot.matching.ranker import Phrasing, Ranker
from bot.matching.ridge import Rehearsal, best_threshold
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


# Phrasings asked as questions tell where to speak and where not.


@pytest.mark.parametrize("number", [2, 5, 8])
def test_a_phrasing_left_out_scores_as_if_it_had_not_been_there(
    ranker: Ranker, number: int
) -> None:
    """The closed form agrees with a ranker built anew, but for how rare words seem to each."""
    phrasing = PHRASINGS[number]
    anew = Ranker([one for one in PHRASINGS if one is not phrasing])
    found = {one.entry: one.score for one in anew.rank(phrasing.text, 9)}
    own = ranker.leave_one_out().own[number]
    assert own == pytest.approx(found[phrasing.entry], abs=0.12)


def test_a_rehearsal_has_a_row_for_each_phrasing(ranker: Ranker) -> None:
    """Own, best other and absent scores line up with the phrasings, and a rival is another."""
    rehearsal = ranker.leave_one_out()
    assert rehearsal.phrasings == tuple(range(len(PHRASINGS)))
    pairs = zip(PHRASINGS, rehearsal.rival, strict=True)
    assert all(phrasing.entry != rival for phrasing, rival in pairs)
    assert all(a >= b for a, b in zip(rehearsal.absent, rehearsal.absent_next, strict=True))


def rehearsal_of(own: list[float], absent: list[float]) -> Rehearsal:
    number = tuple(range(len(own)))
    none = (0.0,) * len(own)
    return Rehearsal(40, number, tuple(own), none, number, tuple(absent), tuple(absent))


def test_the_threshold_divides_own_from_strange() -> None:
    """Where all own ones score above all strange, the threshold refuses and answers every one."""
    threshold = best_threshold(rehearsal_of([0.6, 0.7, 0.9], [0.1, 0.2, 0.3]))
    assert 0.3 < threshold <= 0.6


def test_a_faq_that_can_not_tell_has_a_middling_threshold() -> None:
    """Without phrasings, or with one entry, nothing is known: half sure is asked for."""
    assert best_threshold(Ranker([]).leave_one_out()) == 0.5
    assert best_threshold(Ranker([Phrasing(0, "a word")]).leave_one_out()) == 0.5


# A FAQ too large to be learnt whole is answered alike.


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Ranker:
    """A ranker that takes the FAQ for a large one and solves each question locally."""
    small = dataclasses.replace(Parameters(), trained=0)
    monkeypatch.setattr("bot.matching.ranker.PARAMETERS", small)
    return Ranker(PHRASINGS)


def test_a_large_faq_is_answered_like_a_small_one(large: Ranker, ranker: Ranker) -> None:
    """Solved over the nearest phrasings alone, the best entry and about its score stay."""
    for phrasing in PHRASINGS:
        local, whole = large.rank(phrasing.text)[0], ranker.rank(phrasing.text)[0]
        assert (local.entry, local.phrasing) == (whole.entry, whole.phrasing)
        assert local.score == pytest.approx(whole.score, abs=0.1)


def test_a_large_faq_is_rehearsed_like_a_small_one(large: Ranker, ranker: Ranker) -> None:
    """Left out of its neighbourhood, a phrasing scores about what it does left out of all."""
    local, whole = large.leave_one_out(), ranker.leave_one_out()
    assert local.phrasings == whole.phrasings
    assert local.own == pytest.approx(whole.own, abs=0.15)
    assert best_threshold(local) == pytest.approx(best_threshold(whole), abs=0.15)


def test_named_phrasings_are_rehearsed_alone(large: Ranker, ranker: Ranker) -> None:
    """Named phrasings are asked and no others, with the scores that they have among all."""
    for built in (large, ranker):
        every, some = built.leave_one_out(), built.leave_one_out([7, 2])
        assert some.phrasings == (2, 7)
        assert some.own == (every.own[2], every.own[7])
    assert ranker.learnt_once
    assert not large.learnt_once


@pytest.mark.parametrize("question", ["", "xyzzy", "!!", "librarx"])
def test_a_large_faq_takes_any_question(large: Ranker, question: str) -> None:
    """A question that has nothing in common with any phrasing finds little or nothing."""
    assert all(found.score < 0.5 for found in large.rank(question))


def test_small_and_large_meet_at_the_policy() -> None:
    """The limit between the two ways is a constant of the policy, above any FAQ kept by hand."""
    assert policy.PARAMETERS.trained >= 1_000


def test_many_texts_are_compared_as_each_is(large: Ranker) -> None:
    """The cosines of many texts at once are to the last bit those of each by itself."""
    index = large.index
    for row, cosines in index.similarities(range(len(PHRASINGS))):
        alone = index.similarity(index.vector(large.texts[row].split()))
        assert np.array_equal(cosines, alone)


@pytest.mark.parametrize("budget", [1, 20, Parameters().budget])
def test_texts_that_are_near_are_compared_as_all_are(
    large: Ranker, monkeypatch: pytest.MonkeyPatch, budget: int
) -> None:
    """However little is read to find texts, each has to the last bit the cosine that all give."""
    few = dataclasses.replace(Parameters(), budget=budget, shortlist=8, nearest=3)
    monkeypatch.setattr("bot.matching.index.PARAMETERS", few)
    index = large.index
    for question in ("wifi passwrd", "pay rent by card", "zzzz", PHRASINGS[0].text):
        vector = index.vector(large.spelt(question.split()))
        near, cosines = index.nearest(vector)
        assert np.array_equal(cosines, index.similarity(vector)[near])
        assert list(cosines) == sorted(cosines, reverse=True)
        assert (cosines > 0.0).all()
    assert near[0] == 0
