"""Confidence: which entry comes first, and whether it answers, by features and scores."""

from __future__ import annotations

import pytest

from bot.answering.confidence import ScoreScale, confidence_of, rank_of, ranked_candidates
from bot.answering.features import Features
from bot.answering.thresholds import THRESHOLDS

SURE = Features(
    score=1.2,
    score_lead=1.2,
    likeness=0.9,
    likeness_lead=0.5,
    explained_weight=2.0,
    central_share=1.0,
    passing_weight=0.0,
    unexplained_asked=0.0,
    unexplained_names=0.0,
    unexplained_numbers=0.0,
    unexplained_elsewhere=0.0,
    question_type=1.0,
    lacks_what_is_wanted=0.0,
    near_miss_likeness=0.1,
    near_miss_score=-1.0,
    answered_previous_question=0.0,
    raw_score_lead=0.5,
    near_miss_raw_score=0.0,
    heaviest_unexplained=0.0,
    heaviest_unexplained_elsewhere=0.0,
    unit_count=4.0,
    question_weight=2.0,
    word_count=6.0,
    has_question_type=1.0,
    is_follow_up=0.0,
    points_back=0.0,
    is_phrasing=0.0,
)
ARTICLE = ScoreScale(low=0.2, high=0.5, threshold=0.3, trust=0.0)
INTENTS = ScoreScale(low=0.2, high=0.5, threshold=0.3, trust=1.0)
RIVALS = (frozenset({1}), frozenset({0}))
FREE = {"unit_count", "question_weight", "word_count", "has_question_type", "is_follow_up"}
FAVOURS = {
    "score",
    "score_lead",
    "likeness",
    "likeness_lead",
    "explained_weight",
    "central_share",
    "question_type",
    "raw_score_lead",
    "is_phrasing",
}


def test_an_entry_that_explains_all_answers() -> None:
    """With every feature in favour the confidence is beyond what is needed."""
    assert confidence_of(SURE, 0.9, THRESHOLDS, ARTICLE) >= THRESHOLDS.min_confidence_to_answer


@pytest.mark.parametrize(
    ("feature", "value"),
    [
        ("central_share", 0.1),
        ("near_miss_raw_score", 0.5),
        ("raw_score_lead", -0.3),
        ("heaviest_unexplained", 1.0),
    ],
)
def test_what_speaks_against_an_entry_lowers_its_confidence(feature: str, value: float) -> None:
    """Words unexplained, a near miss near, a rival ahead: each makes an answer less likely."""
    worse = SURE._replace(**{feature: value})
    assert confidence_of(worse, 0.9, THRESHOLDS, ARTICLE) < confidence_of(
        SURE, 0.9, THRESHOLDS, ARTICLE
    )


@pytest.mark.parametrize(
    "name", sorted({*THRESHOLDS.rank_weights, *THRESHOLDS.confidence_weights} - FREE)
)
def test_every_weight_has_the_sign_of_its_meaning(name: str) -> None:
    """What speaks for an entry never lowers its confidence, and the other way round."""
    for weights in (THRESHOLDS.rank_weights, THRESHOLDS.confidence_weights):
        assert (weights.get(name, 0.0) > 0) <= (name in FAVOURS)
        assert (weights.get(name, 0.0) < 0) <= (name not in FAVOURS)


def test_thresholds_are_in_order() -> None:
    """What is answered would be suggested as well."""
    assert 0 < THRESHOLDS.min_confidence_to_suggest < THRESHOLDS.min_confidence_to_answer < 1


def test_where_scores_are_trusted_they_decide() -> None:
    """Among intents an unexplained word means little: confidence follows the score alone."""
    unexplained = SURE._replace(
        central_share=0.0, heaviest_unexplained=2.0, unexplained_asked=2.0, question_type=-1.0
    )
    assert (
        confidence_of(unexplained, 0.31, THRESHOLDS, INTENTS)
        > THRESHOLDS.min_confidence_to_answer
        > confidence_of(unexplained, 0.29, THRESHOLDS, INTENTS)
    )
    assert rank_of(unexplained, THRESHOLDS, INTENTS) == rank_of(SURE, THRESHOLDS, INTENTS)
    assert rank_of(unexplained, THRESHOLDS, ARTICLE) < rank_of(SURE, THRESHOLDS, ARTICLE)


def test_what_answered_the_question_before_is_held_back() -> None:
    """Of two entries that are as likely, the one that has not answered just now comes first."""
    rows = [(0, 0.9, SURE._replace(answered_previous_question=1.0)), (1, 0.9, SURE)]
    assert [one.entry for one in ranked_candidates(rows, THRESHOLDS, ARTICLE, RIVALS)] == [1, 0]


def test_no_entry_is_likelier_than_the_first() -> None:
    """Confidence falls along the ranking."""
    rows = [
        (0, 0.9, SURE._replace(near_miss_raw_score=0.6)),
        (1, 0.9, SURE._replace(central_share=0.2)),
    ]
    found = ranked_candidates(rows, THRESHOLDS, ARTICLE, RIVALS)
    assert [one.confidence for one in found] == sorted(
        (one.confidence for one in found), reverse=True
    )
