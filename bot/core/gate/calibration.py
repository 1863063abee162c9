"""Calibration: what the matcher's scores mean for this FAQ, told by asking its own phrasings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.core.matching import Rehearsal, best_threshold

PRIOR = (0.15, 0.55)  # absent and own scores where a FAQ is too small to tell
STRENGTH = 30  # phrasings that outweigh the prior

LITTLE, ENOUGH = 0.62, 0.78
"""How often a phrasing asked without itself outscores one asked without its whole entry. Up to the
first the score alone tells nothing, as in FAQs about an article, whose questions share their words:
there the words decide. From the second on it tells most, as among a bot's intents."""

MOST = 0.92
"""How far the score alone is trusted at the most: what scores leave open, words still settle."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps a matcher's score: to 0 what a strange question scores, to 1 what a known one does.

    `threshold` is the score that best separates the two, and `tells` how far the score alone is to
    be trusted, 0 to 1.
    """

    low: float
    high: float
    threshold: float
    tells: float

    @classmethod
    def of(cls, rehearsal: Rehearsal, phrasings: int) -> Scale:
        """From each phrasing's score without itself, and without its whole entry."""
        n = phrasings
        if not n:
            return cls(*PRIOR, 0.5, 0.0)
        own, absent = np.sort(rehearsal.own[:n]), np.sort(rehearsal.absent[:n])
        share = n / (n + STRENGTH)
        low = share * _middle(absent) + (1 - share) * PRIOR[0]
        high = share * _middle(own) + (1 - share) * PRIOR[1]
        told = share * (_outscoring(own, absent) - LITTLE) / (ENOUGH - LITTLE)
        return cls(
            round(low, 6),
            round(max(high, low + 0.1), 6),
            best_threshold(rehearsal),
            round(MOST * min(1.0, max(0.0, told)), 6),
        )

    def __call__(self, score: float) -> float:
        """The scaled score, kept between -1 and 1.5."""
        return max(-1.0, min(1.5, (score - self.low) / (self.high - self.low)))

    def above(self, score: float) -> float:
        """How far a score is above the threshold, by the same measure."""
        return (score - self.threshold) / (self.high - self.low)


def _outscoring(own: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """How often one of `own` is above one of `absent`, both in ascending order."""
    return float(np.searchsorted(absent, own).mean()) / len(absent)


def _middle(ordered: NDArray[np.float64]) -> float:
    """The median of ordered figures; numpy's own loads masked arrays, at 10 ms of every start."""
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
