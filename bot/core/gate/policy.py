"""The policy: every weight and threshold of the gate in one place, each with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "lead": 0.64,
        "alike_lead": 0.52,
        "said": 1.49,
        "covered": 4.09,
        "asked": -0.53,
        "named": -0.48,
        "elsewhere": -0.34,
        "counted": -0.62,
        "passing": -0.88,
        "foreign": -0.01,
        "way": 0.39,
        "near_miss": -1.08,
        "refused": -1.79,
    }
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What it takes to answer.

    weights, bias: of the logistic regression over `Figures`, learnt by
    `python -m tests.benchmarks.learn_gate`.
    """

    weights: Mapping[str, float] = field(default_factory=lambda: WEIGHTS)
    bias: float = -4.84
    answer: float = 0.78
    near: float = 0.04


POLICY = Policy()
