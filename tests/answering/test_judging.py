"""Judging: which entry is meant, and whether it answers, from figures and the FAQ's scale."""

from __future__ import annotations

import pytest

from bot.answering.features import Features
from bot.answering.scorer import Scale, confidence, judge_rows, rank
from bot.answering.thresholds import THRESHOLDS

SURE = Features(
    score=1.2, lead=1.2, alike=0.9, alike_lead=0.5, said=2.0, covered=1.0, passing=0.0, asked=0.0,
    named=0.0, counted=0.0, elsewhere=0.0, way=1.0, lacking=0.0, near_miss=0.1, refused=-1.0,
    told=0.0, ahead=0.5, doubted=0.0, bare=0.0, foreign=0.0, units=4.0, weight=2.0, words=6.0,
    asking=1.0, followed=0.0, pointing=0.0, same=0.0,
)  # fmt: skip
ARTICLE = Scale(low=0.2, high=0.5, threshold=0.3, tells=0.0)
INTENTS = Scale(low=0.2, high=0.5, threshold=0.3, tells=1.0)
RIVALS = (frozenset({1}), frozenset({0}))
FREE = {"units", "weight", "words", "asking", "followed"}
FAVOURS = {"score", "lead", "alike", "alike_lead", "said", "covered", "way", "ahead", "same"}


def test_an_entry_that_explains_all_answers() -> None:
    """With every figure in favour the chance is beyond what the policy needs."""
    assert confidence(SURE, 0.9, THRESHOLDS, ARTICLE) >= THRESHOLDS.answer


@pytest.mark.parametrize(
    ("figure", "value"), [("covered", 0.1), ("doubted", 0.5), ("ahead", -0.3), ("bare", 1.0)]
)
def test_what_speaks_against_an_entry_lowers_its_chance(figure: str, value: float) -> None:
    """Words unexplained, a near miss near, a rival ahead: each makes an answer less likely."""
    worse = SURE._replace(**{figure: value})
    assert confidence(worse, 0.9, THRESHOLDS, ARTICLE) < confidence(SURE, 0.9, THRESHOLDS, ARTICLE)


@pytest.mark.parametrize("name", sorted({*THRESHOLDS.rank, *THRESHOLDS.trust} - FREE))
def test_every_weight_has_the_sign_of_its_meaning(name: str) -> None:
    """What speaks for an entry never lowers its chance, and the other way round."""
    for weights in (THRESHOLDS.rank, THRESHOLDS.trust):
        assert (weights.get(name, 0.0) > 0) <= (name in FAVOURS)
        assert (weights.get(name, 0.0) < 0) <= (name not in FAVOURS)


def test_thresholds_are_in_order() -> None:
    """What is answered would be suggested as well."""
    assert 0 < THRESHOLDS.near < THRESHOLDS.answer < 1


def test_where_scores_tell_enough_they_decide() -> None:
    """Among intents an unexplained word means little: the chance follows the score alone."""
    bare = SURE._replace(covered=0.0, bare=2.0, asked=2.0, way=-1.0)
    assert (
        confidence(bare, 0.31, THRESHOLDS, INTENTS)
        > THRESHOLDS.answer
        > confidence(bare, 0.29, THRESHOLDS, INTENTS)
    )
    assert rank(bare, THRESHOLDS, INTENTS) == rank(SURE, THRESHOLDS, INTENTS)
    assert rank(bare, THRESHOLDS, ARTICLE) < rank(SURE, THRESHOLDS, ARTICLE)


def test_what_was_said_is_held_back() -> None:
    """Of two entries that are as likely, the one that has not answered just now comes first."""
    rows = [(0, 0.9, SURE._replace(told=1.0)), (1, 0.9, SURE)]
    assert [one.entry for one in judge_rows(rows, THRESHOLDS, ARTICLE, RIVALS)] == [1, 0]


def test_no_entry_is_likelier_than_the_one_that_is_meant() -> None:
    """The chances fall along the ranking."""
    rows = [(0, 0.9, SURE._replace(doubted=0.6)), (1, 0.9, SURE._replace(covered=0.2))]
    found = judge_rows(rows, THRESHOLDS, ARTICLE, RIVALS)
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )
