"""Judging: from figures to which entry is meant, and to the chance that it answers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from bot.core.gate.calibration import Scale
from bot.core.gate.figures import NAMES, Figures
from bot.core.gate.policy import Policy
from bot.core.gate.weighing import best_rivals

APART = 4.0  # how far ahead in rank makes no more difference


class Judged(NamedTuple):
    """An entry, by position, with its figures, its rank and how likely it answers, 0 to 1.

    `score` is the matcher's; `rank` orders the entries and has no unit.
    """

    entry: int
    score: float
    figures: Figures
    rank: float
    chance: float


def judged(
    rows: Iterable[tuple[int, float, Figures]],
    policy: Policy,
    scale: Scale,
    rivals: Sequence[frozenset[int]],
) -> tuple[Judged, ...]:
    """The entries with their scores and figures, judged, the likeliest first.

    `rivals` are those that compete with each entry. No entry is likelier to answer than the one
    that is likeliest meant.
    """
    found = list(rows)
    ranks = {entry: rank(figures, policy, scale) for entry, _, figures in found}
    apart = {
        entry: min(APART, ranks[entry] - best)
        for entry, best in best_rivals(ranks, rivals, -math.inf)
    }
    most, ordered = 1.0, []
    for entry, score, figures in sorted(found, key=lambda row: (-ranks[row[0]], row[0])):
        most = min(most, chance(figures, score, policy, scale, apart[entry]))
        ordered.append(Judged(entry, score, figures, ranks[entry], most))
    return tuple(ordered)


def rank(figures: Figures, policy: Policy, scale: Scale) -> float:
    """How far an entry is meant: by its figures, or by the score where the score tells enough."""
    words = _weighed(figures, policy.rank)
    return round(words + scale.tells * (policy.steepness * figures.score - words), 6)


def chance(
    figures: Figures, score: float, policy: Policy, scale: Scale, apart: float = 0.0
) -> float:
    """How likely an entry answers, 0 to 1, that is so far `apart` in rank from its best rival.

    By its figures, or where the score tells enough by how far that is above what separates known
    questions from strange ones in this FAQ.
    """
    even = math.log(policy.answer / (1 - policy.answer))
    words = policy.bias + policy.apart * apart + _weighed(figures, policy.trust)
    logit = words + scale.tells * (even + policy.steepness * scale.above(score) - words)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)


def _weighed(figures: Figures, weights: Mapping[str, float]) -> float:
    named = _picked(tuple(weights))(figures)
    return sum([weight * figure for weight, figure in zip(weights.values(), named, strict=True)])


@lru_cache(maxsize=8)
def _picked(names: tuple[str, ...]) -> Callable[[Figures], tuple[float, ...]]:
    """What takes figures by their names, two or more of them, at once."""
    return itemgetter(*map(NAMES.index, names))
