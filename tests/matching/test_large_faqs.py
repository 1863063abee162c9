"""A FAQ too large to be learnt whole is answered alike."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from bot.matching import arrays as policy
from bot.matching.arrays import Parameters
from bot.matching.ranker import Ranker
from bot.matching.ridge import best_threshold
from tests.matching.conftest import PHRASINGS


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


def test_texts_that_are_near_are_compared_as_all_are(large: Ranker) -> None:
    """What few texts are read to find has to the last bit the cosine that all texts give it."""
    index = large.index
    for question in ("wifi passwrd", "pay rent by card", "zzzz", PHRASINGS[0].text):
        vector = index.vector(large.spelt(question.split()))
        near, cosines = index.nearest(vector)
        assert np.array_equal(cosines, index.similarity(vector)[near])
        assert list(cosines) == sorted(cosines, reverse=True)
        assert (cosines > 0.0).all()
    assert near[0] == 0
