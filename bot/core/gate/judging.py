"""Judging: from figures to which entry is meant, and to the chance that it answers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.gate.calibration import Scale
from bot.core.gate.figures import Figures
from bot.core.gate.policy import Policy


@dataclass(frozen=True, slots=True)
class Judged:
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
    said: frozenset[int] = frozenset(),
) -> tuple[Judged, ...]:
    """The entries with their scores and figures, judged, the likeliest first.

    Entries that have `said` what they have to say are held back. No entry is likelier to answer
    than the one that is likeliest meant.
    """
    found = []
    for entry, score, figures in rows:
        held = policy.again if entry in said else 0.0
        meant = rank(figures, policy, scale) - held
        found.append((-meant, entry, score, figures, chance(figures, score, policy, scale, held)))
    most, ordered = 1.0, []
    for less, entry, score, figures, likely in sorted(found, key=lambda row: row[:2]):
        most = min(most, likely)
        ordered.append(Judged(entry, score, figures, -less, most))
    return tuple(ordered)


def rank(figures: Figures, policy: Policy, scale: Scale) -> float:
    """How far an entry is meant: by its figures, or by the score where the score tells enough."""
    words = _weighed(figures, policy.rank)
    return round(words + scale.tells * (policy.steepness * figures.score - words), 6)


def chance(
    figures: Figures, score: float, policy: Policy, scale: Scale, held: float = 0.0
) -> float:
    """How likely an entry answers, 0 to 1; `held` is taken from its logit.

    By its figures, or where the score tells enough by how far that is above what separates known
    questions from strange ones in this FAQ.
    """
    even = math.log(policy.answer / (1 - policy.answer))
    words = policy.bias + _weighed(figures, policy.trust)
    logit = words + scale.tells * (even + policy.steepness * scale.above(score) - words) - held
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)


def _weighed(figures: Figures, weights: Mapping[str, float]) -> float:
    told: float = sum([weight * getattr(figures, name) for name, weight in weights.items()])
    return told
