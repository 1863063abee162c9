"""The policy: every weight and threshold of the gate in one place, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

RANK: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.73,
        "alike_lead": 1.56,
        "said": 0.72,
        "covered": 3.12,
        "asked": -0.55,
        "named": -0.52,
        "counted": -0.59,
        "elsewhere": -0.44,
        "way": 0.15,
        "lacking": -1.83,
        "near_miss": -0.66,
        "refused": -1.36,
        "told": -0.67,
    }
)

TRUST: Mapping[str, float] = MappingProxyType(
    {
        "covered": 1.17,
        "way": 0.61,
        "near_miss": -1.05,
        "refused": -0.51,
        "ahead": 3.49,
        "doubted": -4.93,
        "bare": -1.56,
        "foreign": -0.78,
        "units": 0.04,
        "weight": -0.75,
        "words": 0.15,
        "asking": -1.13,
        "followed": 1.02,
        "told": -2.42,
        "pointing": -1.15,
        "same": 0.79,
    }
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What it takes to answer and to suggest."""

    rank: Mapping[str, float] = field(default_factory=lambda: RANK)
    """Which entry is meant: a logistic regression over `Figures`, learnt from labelled questions on
    several articles by `python -m tests.benchmarks.learn_gate`, each weight held to the sign that
    its meaning gives it."""
    trust: Mapping[str, float] = field(default_factory=lambda: TRUST)
    """Whether the entry that is meant answers: a second one, learnt by the same command over the
    likeliest entries alone. What tells entries apart does not tell whether any of them answers."""
    apart: float = 0.23
    """Learnt with the weights of trust: what it counts how far the entry is ahead of its best rival
    in rank."""
    bias: float = -0.66
    """Learnt with the weights of trust."""
    answer: float = 0.52
    """The least chance to answer: where, cross-validated, about one in twenty of the questions
    without an answer passes, near misses included."""
    near: float = 0.12
    """The least chance to suggest: below it lies most of what is off the subject."""
    said: float = 0.18
    """The least weight of a question that an entry must explain to answer: a word that every entry
    has, or that says next to nothing, is no question."""
    touched: float = 0.1
    """Likewise to be suggested."""
    steepness: float = 4.0
    """Where the score alone tells enough (see `Scale.tells`), the chance follows it so steeply."""
    passage: float = 0.8
    """The least share of a question that a sentence no entry cites must explain to be quoted. A
    word of a sentence explains 0.85 of its like, so hardly a word may be missing."""
    passage_weight: float = 1.0
    """The least weight of such a question: a word or two stand in too many sentences."""


THRESHOLDS = Thresholds()
