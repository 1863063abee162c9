"""The policy: every weight and threshold of the gate in one place, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.92,
        "alike_lead": 0.67,
        "said": 1.12,
        "covered": 3.59,
        "passing": -0.66,
        "asked": -0.42,
        "named": -0.64,
        "elsewhere": -0.42,
        "way": 0.30,
        "lacking": -2.14,
        "near_miss": -0.36,
        "refused": -1.37,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What it takes to answer, to suggest, and what forbids an answer."""

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    """Of the logistic regression over `Figures`: learnt from labelled questions on two articles by
    `python -m tests.benchmarks.learn_gate`, each held to the sign that its meaning gives it."""
    bias: float = -3.97
    """Learnt with the weights."""
    answer: float = 0.68
    """The least chance to answer: where, cross-validated, about one in twenty of the questions
    without an answer passes, near misses included."""
    near: float = 0.15
    """The least chance to suggest: below it lies most of what is off the subject."""
    way: float = -0.5
    """Below it nobody asks the entry so: an entry never asked "when" doesn't answer "when", though
    it explains all other words. It stops one false answer in three and one right one in seventy."""
    asked: float = 0.6
    """The most that may stay unexplained of what is asked for, a whole concept in a small FAQ."""
    named: float = 0.6
    """Likewise of names."""
    held: float = 0.64
    """The most that the chance of a forbidden entry can be: it may be suggested, not answer."""
    again: float = 0.7
    """What is left of the chance of the entry that answered the question before: a follow-up asks
    for something else."""
    steepness: float = 4.0
    middle: float = 0.5
    """For entries that cite nothing, such as intents: the chance follows the matcher's score, even
    midway between what a strange question scores in this FAQ (0) and a known one (1). There the
    coverage of words costs 5 to 15 points of the area under right against accepted strangers."""
    passage: float = 0.8
    """The least share of a question that a sentence no entry cites must explain to be quoted. A
    word of a sentence explains 0.85 of its like, so hardly a word may be missing."""
    passage_weight: float = 1.2
    """The least weight of such a question: a word or two stand in too many sentences."""


POLICY = Policy()
