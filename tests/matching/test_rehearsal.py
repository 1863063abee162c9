"""Phrasings asked as questions tell where to speak and where not."""

from __future__ import annotations

import pytest

from bot.matching.ranker import Phrasing, Ranker
from bot.matching.ridge import Rehearsal, best_threshold
from tests.matching.conftest import PHRASINGS


def without(left_out: list[int]) -> Ranker:
    """The ranker that knows every text but lets some of them teach nothing."""
    kept = [p for i, p in enumerate(PHRASINGS) if i not in left_out]
    return Ranker(kept)


def test_a_phrasing_left_out_scores_as_if_it_had_not_been_there(ranker: Ranker) -> None:
    """The closed form agrees with a ranker built anew, but for how rare words seem to each."""
    rehearsal = ranker.leave_one_out()
    for number in (2, 5, 8):
        phrasing = PHRASINGS[number]
        found = {one.entry: one.score for one in without([number]).rank(phrasing.text, 9)}
        assert rehearsal.own[number] == pytest.approx(found[phrasing.entry], abs=0.12)


def test_a_rehearsal_has_a_row_for_each_phrasing(ranker: Ranker) -> None:
    """Own, best other and absent scores line up with the phrasings, and a rival is another."""
    rehearsal = ranker.leave_one_out()
    assert rehearsal.phrasings == tuple(range(len(PHRASINGS)))
    pairs = zip(PHRASINGS, rehearsal.rival, strict=True)
    assert all(phrasing.entry != rival for phrasing, rival in pairs)
    assert all(a >= b for a, b in zip(rehearsal.absent, rehearsal.absent_next, strict=True))


def rehearsal_of(own: list[float], absent: list[float]) -> Rehearsal:
    count = len(own)
    some = tuple([0.0] * count)
    number = tuple(range(count))
    return Rehearsal(40, number, tuple(own), some, number, tuple(absent), tuple(absent))


def test_the_threshold_divides_own_from_strange() -> None:
    """Where all own ones score above all strange, the threshold refuses and answers every one."""
    threshold = best_threshold(rehearsal_of([0.6, 0.7, 0.9], [0.1, 0.2, 0.3]))
    assert 0.3 < threshold <= 0.6


def test_a_faq_that_can_not_tell_has_a_middling_threshold() -> None:
    """Without phrasings, or with one entry, nothing is known: half sure is asked for."""
    assert best_threshold(Ranker([]).leave_one_out()) == 0.5
    assert best_threshold(Ranker([Phrasing(0, "a word")]).leave_one_out()) == 0.5
