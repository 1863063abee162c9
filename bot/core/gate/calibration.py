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
    """Maps a matcher's score: to 0 what a strange question scores, to 1 what a known one does."""

    low: float
    high: float

    @classmethod
    def of(cls, rehearsal: Rehearsal, phrasings: int) -> Scale:
        """From each phrasing's score without itself, and without its whole entry."""
        n = phrasings
        if not n:
            return cls(*PRIOR)
        own, absent = np.sort(rehearsal.own[:n]), np.sort(rehearsal.absent[:n])
        share = n / (n + STRENGTH)
        low = share * _middle(absent) + (1 - share) * PRIOR[0]
        high = share * _middle(own) + (1 - share) * PRIOR[1]
        return cls(round(low, 6), round(max(high, low + 0.1), 6))

    def __call__(self, score: float) -> float:
        """The scaled score, kept between -1 and 1.5."""
        return max(-1.0, min(1.5, (score - self.low) / (self.high - self.low)))


def _middle(ordered: NDArray[np.float64]) -> float:
    """The median of ordered figures; numpy's own loads masked arrays, at 10 ms of every start."""
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
