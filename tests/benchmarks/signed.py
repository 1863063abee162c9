"""Logistic regression in which a weight keeps the sign that its meaning gives it.

So that no feature is paid for what merely goes with it on the articles that are learnt from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A weight for each column, and the bias."""

    weights: Floats
    bias: float

    def logit(self, rows: Floats) -> Floats:
        """The logit of each row."""
        logits: Floats = rows @ self.weights + self.bias
        return logits


def fit(
    rows: Floats,
    right: Floats,
    trust: Floats,
    signs: Sequence[float],
    *,
    strength: float,
    steps: int = 4_000,
) -> Learnt:
    """Learn from rows of features, whether each is right (0 or 1) and how far it counts.

    `signs` is 1 or -1 for each column, or 0 where the weight is free; `strength` is that of the
    belief in the data against small weights. By accelerated projected gradient descent.
    """
    spread, middle = rows.std(0) + 1e-9, rows.mean(0)
    scaled = np.column_stack([(rows - middle) / spread, np.ones(len(rows))])
    held = np.array(signs)
    ridge = np.array([1.0 / strength] * len(held) + [0.0])
    curve = np.linalg.eigvalsh(scaled.T @ (scaled * trust[:, None])).max() / 4 + 1.0 / strength
    here = ahead = np.zeros(len(held) + 1)
    for step in range(steps):
        likely = 1.0 / (1.0 + np.exp(-np.clip(scaled @ ahead, -30, 30)))
        down = ahead - (scaled.T @ (trust * (likely - right)) + ridge * ahead) / curve
        kept = np.where(held == 0.0, down[:-1], held * np.maximum(0.0, held * down[:-1]))
        down[:-1] = kept
        here, ahead = down, down + step / (step + 3) * (down - here)
    weights = here[:-1] / spread
    return Learnt(weights, float(here[-1] - weights @ middle))
