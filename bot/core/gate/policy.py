"""The policy: every weight and threshold of the gate in one place, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

RANK: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.88,
        "alike_lead": 1.13,
        "said": 0.77,
        "covered": 3.53,
        "asked": -0.35,
        "named": -0.43,
        "elsewhere": -0.42,
        "way": 0.17,
        "lacking": -2.09,
        "near_miss": -0.59,
        "refused": -1.49,
    }
)

TRUST: Mapping[str, float] = MappingProxyType(
    {
        "alike": 0.79,
        "covered": 1.49,
        "way": 0.83,
        "near_miss": -1.09,
        "refused": -0.39,
        "ahead": 4.17,
        "doubted": -6.52,
        "bare": -1.07,
        "foreign": -1.21,
        "units": 0.17,
        "weight": -0.36,
        "words": 0.12,
        "asking": -1.44,
        "followed": 0.95,
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
    bias: float = -0.82
    """Learnt with the weights of trust."""
    answer: float = 0.55
    """The least chance to answer: where, cross-validated, about one in twenty of the questions
    without an answer passes, near misses included."""
    near: float = 0.15
    """The least chance to suggest: below it lies most of what is off the subject."""
    again: float = 1.5
    """Taken from the logits of the entry that answered the question before: a follow-up asks for
    something else."""
    steepness: float = 4.0
    """Where the score alone tells enough (see `Scale.tells`), the chance follows it so steeply."""
    passage: float = 0.8
    """The least share of a question that a sentence no entry cites must explain to be quoted. A
    word of a sentence explains 0.85 of its like, so hardly a word may be missing."""
    passage_weight: float = 1.2
    """The least weight of such a question: a word or two stand in too many sentences."""


POLICY = Policy()
