"""The policy: every weight and threshold of the gate in one place, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "score": -0.49,
        "lead": 0.93,
        "alike": -1.94,
        "alike_lead": 3.03,
        "covered": 1.65,
        "missing": -1.31,
        "nameless": -1.16,
        "way": 0.41,
        "near_miss": -1.19,
        "bare": -0.36,
        "central": 5.41,
        "matched": -3.11,
        "unmatched": 0.63,
        "strange": -0.42,
        "foreign": 0.29,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What it takes to answer.

    weights, bias: of the logistic regression over `Figures`, learnt by
    `python -m tests.benchmarks.learn_gate`.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    bias: float = -2.21
    answer: float = 0.8
    near: float = 0.04


POLICY = Policy()
