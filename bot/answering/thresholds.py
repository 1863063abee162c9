"""The thresholds to answer, to suggest and to quote, and the weights of all features."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

RANK_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "score_lead": 0.73,
        "likeness_lead": 1.56,
        "explained_weight": 0.72,
        "central_share": 3.12,
        "unexplained_asked": -0.55,
        "unexplained_names": -0.52,
        "unexplained_numbers": -0.59,
        "unexplained_elsewhere": -0.44,
        "question_type": 0.15,
        "lacks_what_is_wanted": -1.83,
        "near_miss_likeness": -0.66,
        "near_miss_score": -1.36,
        "answered_previous_question": -0.67,
    }
)

CONFIDENCE_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "central_share": 1.17,
        "question_type": 0.61,
        "near_miss_likeness": -1.05,
        "near_miss_score": -0.51,
        "raw_score_lead": 3.49,
        "near_miss_raw_score": -4.93,
        "heaviest_unexplained": -1.56,
        "heaviest_unexplained_elsewhere": -0.78,
        "unit_count": 0.04,
        "question_weight": -0.75,
        "word_count": 0.15,
        "has_question_type": -1.13,
        "is_follow_up": 1.02,
        "answered_previous_question": -2.42,
        "points_back": -1.15,
        "is_phrasing": 0.79,
    }
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What it takes to answer, to suggest and to quote a sentence, each with its reason."""

    rank_weights: Mapping[str, float] = field(default_factory=lambda: RANK_WEIGHTS)
    """Which entry fits best: a logistic regression over `Features`, learnt from labelled questions
    on several articles by `python -m tests.benchmarks.learn_weights`, each weight held to the sign
    that its meaning gives it."""
    confidence_weights: Mapping[str, float] = field(default_factory=lambda: CONFIDENCE_WEIGHTS)
    """Whether that entry answers: a second one, learnt by the same command over the
    likeliest entries alone. What ranks entries does not show whether any of them answers."""
    rank_lead_weight: float = 0.23
    """Learnt with the weights of confidence: what it counts how far the entry is ahead of its best
    rival in rank."""
    confidence_bias: float = -0.66
    """Learnt with the weights of confidence."""
    min_confidence_to_answer: float = 0.52
    """Where, cross-validated, about one in twenty of the questions without an answer passes, near
    misses included."""
    min_confidence_to_suggest: float = 0.12
    """Below it lies most of what is off the subject."""
    min_explained_weight_to_answer: float = 0.18
    """The least weight of a question that an entry must explain to answer: a word that every entry
    has, or that says next to nothing, is no question."""
    min_explained_weight_to_suggest: float = 0.1
    """Likewise to be suggested."""
    score_steepness: float = 4.0
    """Where the score alone is trusted (see `ScoreScale.trust`), confidence follows it so
    steeply."""
    min_passage_share: float = 0.8
    """The least share of a question that a sentence no entry cites must explain to be quoted. A
    word of a sentence explains 0.85 of its like, so hardly a word may be missing."""
    min_passage_weight: float = 1.0
    """The least weight of such a question: a word or two stand in too many sentences."""


THRESHOLDS = Thresholds()
