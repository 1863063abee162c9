"""From features to confidence: which entry fits best, and how likely it answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.answering.features import FEATURE_NAMES, Features, best_rivals
from bot.answering.thresholds import Thresholds
from bot.matching.ranker import best_threshold
from bot.matching.ridge import Rehearsal

PRIOR = (0.15, 0.55)  # absent and own scores where a FAQ is too small to measure them
STRENGTH = 30  # phrasings that outweigh the prior

LITTLE, ENOUGH = 0.62, 0.78
"""How often a phrasing asked without itself outscores one asked without its whole entry. Up to the
first the score alone means nothing, as in FAQs about an article, whose questions share their words:
there the words decide. From the second on it means most, as among a bot's intents."""

MOST_TRUST = 0.92
"""How far the score alone is trusted at most: what scores leave open, words still settle."""

MOST_RANK_LEAD = 4.0  # how far ahead in rank makes no more difference


@dataclass(frozen=True, slots=True)
class ScoreScale:
    """What the ranker's scores mean in this FAQ, learnt by asking it its own phrasings.

    Attributes:
        low: What a strange question scores; 0 on the scale.
        high: What one of the FAQ's own scores; 1 on the scale.
        threshold: The score that best separates the two.
        trust: How far the score alone is to be trusted, 0 to 1.
    """

    low: float
    high: float
    threshold: float
    trust: float

    @classmethod
    def of(cls, rehearsal: Rehearsal, phrasings: int) -> ScoreScale:
        """From each phrasing's score without itself, and without its whole entry.

        Args:
            rehearsal: The ranker's, near misses included.
            phrasings: How many of its first rows are phrasings of entries.
        """
        n = phrasings
        if not n:
            return cls(*PRIOR, 0.5, 0.0)
        own, absent = np.sort(rehearsal.own[:n]), np.sort(rehearsal.absent[:n])
        share = n / (n + STRENGTH)
        low = share * _median(absent) + (1 - share) * PRIOR[0]
        high = share * _median(own) + (1 - share) * PRIOR[1]
        trust = share * (_outscoring(own, absent) - LITTLE) / (ENOUGH - LITTLE)
        return cls(
            round(low, 6),
            round(max(high, low + 0.1), 6),
            best_threshold(rehearsal),
            round(MOST_TRUST * min(1.0, max(0.0, trust)), 6),
        )

    def __call__(self, score: float) -> float:
        """The scaled score, kept between -1 and 1.5."""
        return max(-1.0, min(1.5, (score - self.low) / (self.high - self.low)))

    def above_threshold(self, score: float) -> float:
        """How far a score is above the threshold, by the same measure."""
        return (score - self.threshold) / (self.high - self.low)


def _outscoring(own: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """How often one of `own` is above one of `absent`, both in ascending order."""
    return float(np.searchsorted(absent, own).mean()) / len(absent)


def _median(ordered: NDArray[np.float64]) -> float:
    """The median of ordered values; numpy's own loads masked arrays, at 10 ms of every start."""
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


class Candidate(NamedTuple):
    """An entry, by its position, that may answer.

    `score` is the ranker's; `rank` orders the candidates and has no unit; `confidence` is how
    likely it answers, 0 to 1.
    """

    entry: int
    score: float
    features: Features
    rank: float
    confidence: float


def ranked_candidates(
    rows: Iterable[tuple[int, float, Features]],
    thresholds: Thresholds,
    scale: ScoreScale,
    rivals: Sequence[frozenset[int]],
) -> tuple[Candidate, ...]:
    """Entries as candidates, the likeliest first.

    No entry is likelier to answer than the one of the highest rank.

    Args:
        rows: Each entry's position, its score by the ranker and its features.
        thresholds: The weights of features.
        scale: What scores mean in this FAQ.
        rivals: For every entry those that compete with it.
    """
    found = list(rows)
    ranks = {entry: rank_of(features, thresholds, scale) for entry, _, features in found}
    leads = {
        entry: min(MOST_RANK_LEAD, ranks[entry] - best)
        for entry, best in best_rivals(ranks, rivals, -math.inf)
    }
    most, ordered = 1.0, []
    for entry, score, features in sorted(found, key=lambda row: (-ranks[row[0]], row[0])):
        most = min(most, confidence_of(features, score, thresholds, scale, leads[entry]))
        ordered.append(Candidate(entry, score, features, ranks[entry], most))
    return tuple(ordered)


def rank_of(features: Features, thresholds: Thresholds, scale: ScoreScale) -> float:
    """How well an entry fits: by its features, or by the score where that is trusted."""
    words = _weighed(features, thresholds.rank_weights)
    return round(words + scale.trust * (thresholds.score_steepness * features.score - words), 6)


def confidence_of(
    features: Features,
    score: float,
    thresholds: Thresholds,
    scale: ScoreScale,
    rank_lead: float = 0.0,
) -> float:
    """How likely an entry answers, 0 to 1.

    By its features, or where the score is trusted by how far that is above what separates the
    FAQ's own questions from strange ones in this FAQ.

    Args:
        features: The entry's.
        score: The ranker's, 0 to 1.
        thresholds: The weights of features.
        scale: What scores mean in this FAQ.
        rank_lead: How far it is ahead of its best rival in rank.
    """
    needed = thresholds.min_confidence_to_answer
    even = math.log(needed / (1 - needed))
    words = (
        thresholds.confidence_bias
        + thresholds.rank_lead_weight * rank_lead
        + _weighed(features, thresholds.confidence_weights)
    )
    by_score = even + thresholds.score_steepness * scale.above_threshold(score)
    logit = words + scale.trust * (by_score - words)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)


def _weighed(features: Features, weights: Mapping[str, float]) -> float:
    values = _picked(tuple(weights))(features)
    return sum([weight * value for weight, value in zip(weights.values(), values, strict=True)])


@lru_cache(maxsize=8)
def _picked(names: tuple[str, ...]) -> Callable[[Features], tuple[float, ...]]:
    """What takes features by their names, two or more of them, at once."""
    return itemgetter(*map(FEATURE_NAMES.index, names))
