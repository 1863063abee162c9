"""Calibration: what the matcher's scores mean for this FAQ, told by asking its own phrasings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching import Rehearsal

PRIOR = (0.15, 0.55)  # absent and own scores where a FAQ is too small to tell
STRENGTH = 30  # phrasings that outweigh the prior


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps a matcher's score to 0 where a strange question scores and to 1 where a known one does.

    `trust` says how well scores alone tell the two apart, 0 not at all, 1 perfectly.
    """

    low: float
    high: float
    trust: float

    @classmethod
    def of(cls, rehearsal: Rehearsal, phrasings: int) -> Scale:
        """From each phrasing's score without itself, and without its whole entry."""
        n = phrasings
        if not n:
            return cls(*PRIOR, 0.0)
        own, absent = np.sort(rehearsal.own[:n]), np.sort(rehearsal.absent[:n])
        share = n / (n + STRENGTH)
        low = share * _middle(absent) + (1 - share) * PRIOR[0]
        high = share * _middle(own) + (1 - share) * PRIOR[1]
        below = np.searchsorted(absent, own, "left") + np.searchsorted(absent, own, "right")
        auc = float(below.sum()) / (2 * n * n)
        return cls(round(low, 6), round(max(high, low + 0.1), 6), round(max(0.0, 2 * auc - 1), 6))

    def __call__(self, score: float) -> float:
        """The scaled score, kept between -1 and 1.5."""
        return max(-1.0, min(1.5, (score - self.low) / (self.high - self.low)))


def _middle(ordered: NDArray[np.float64]) -> float:
    """The median of ordered figures; numpy's own loads masked arrays, at 10 ms of every start."""
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
