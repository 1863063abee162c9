"""The policy: every weight and threshold of the gate in one place, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

RANK: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.74,
        "alike_lead": 1.57,
        "said": 0.66,
        "covered": 3.08,
        "asked": -0.59,
        "named": -0.53,
        "counted": -0.68,
        "elsewhere": -0.50,
        "way": 0.15,
        "lacking": -1.72,
        "near_miss": -0.64,
        "refused": -1.40,
        "told": -0.79,
    }
)

TRUST: Mapping[str, float] = MappingProxyType(
    {
        "covered": 1.14,
        "way": 0.61,
        "near_miss": -0.91,
        "refused": -0.53,
        "ahead": 3.61,
        "doubted": -5.25,
        "bare": -1.50,
        "foreign": -0.72,
        "units": 0.03,
        "weight": -0.76,
        "words": 0.14,
        "asking": -0.90,
        "followed": 0.85,
        "told": -2.29,
        "pointing": -1.16,
        "same": 0.58,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What it takes to answer and to suggest."""

    rank: Mapping[str, float] = field(default_factory=lambda: RANK)
    """Which entry is meant: a logistic regression over `Figures`, learnt from labelled questions on
    several articles by `python -m tests.benchmarks.learn_gate`, each weight held to the sign that
    its meaning gives it."""
    trust: Mapping[str, float] = field(default_factory=lambda: TRUST)
    """Whether the entry that is meant answers: a second one, learnt by the same command over the
    likeliest entries alone. What tells entries apart does not tell whether any of them answers."""
    apart: float = 0.21
    """Learnt with the weights of trust: what it counts how far the entry is ahead of its best rival
    in rank."""
    bias: float = -0.62
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


POLICY = Policy()
