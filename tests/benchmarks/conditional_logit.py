"""A conditional logit in which a weight keeps the sign that its meaning gives it.

Each case has some alternatives and, beside them, none at all. An alternative is chosen with the
share that e to the power of its fit has of the sum over all of them and of 1, which stands for none
(McFadden 1974). The signs keep a feature from being paid for what merely goes with it in the cases
that are learnt from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
RIDGE = 0.6  # of the belief that weights are small, for features of unit spread
STEPS = 500


@dataclass(frozen=True, slots=True)
class Case:
    """Alternatives by their features, which of them are right, if any, and how far it counts."""

    rows: Sequence[Sequence[float]]
    right: Sequence[bool]
    counts: float


@dataclass(frozen=True, slots=True)
class Learnt:
    """A weight for each feature, and the bias of any alternative against none."""

    weights: Floats
    bias: float


def fit(cases: Sequence[Case], signs: Sequence[float]) -> Learnt:
    """Learn from cases by accelerated projected gradient descent.

    Args:
        cases: Those that have alternatives.
        signs: 1 or -1 for each feature.
    """
    there = np.concatenate([np.full(len(case.rows), at) for at, case in enumerate(cases)])
    rows = np.array([row for case in cases for row in case.rows], dtype=np.float64)
    right = np.array([mark for case in cases for mark in case.right], dtype=np.float64)
    counts = np.array([case.counts for case in cases])
    answered = np.bincount(there, right, len(cases)) > 0
    spread, middle = rows.std(0) + 1e-9, rows.mean(0)
    scaled = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    held, ridge = np.array(signs), np.array([RIDGE] * len(signs) + [0.0])
    weighted = scaled * np.sqrt(counts[there])[:, None]
    curve = float(np.linalg.eigvalsh(weighted.T @ weighted).max()) / 2 + RIDGE
    here = ahead = np.zeros(scaled.shape[1])
    for step in range(STEPS):
        parts = np.exp(np.clip(scaled @ ahead, -30, 30))
        likely = parts / (1.0 + np.bincount(there, parts, len(cases)))[there]
        chosen = np.bincount(there, parts * right, len(cases))
        meant = np.where(answered[there], parts * right / np.where(chosen, chosen, 1.0)[there], 0.0)
        slope = scaled.T @ (counts[there] * (likely - meant)) + ridge * ahead
        down = ahead - slope / curve
        down[:-1] = held * np.maximum(0.0, held * down[:-1])
        here, ahead = down, down + step / (step + 3) * (down - here)
    weights = here[:-1] / spread
    return Learnt(weights, float(here[-1] - weights @ middle))
