"""Judging: from figures to the chance that an entry answers, and to what forbids it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.core.gate.figures import Figures
from bot.core.gate.policy import Policy


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry, by position, with its figures and how likely it answers, 0 to 1.

    `score` is the matcher's; `forbidden` names the figure that forbids an answer, "" if none does.
    """

    entry: int
    score: float
    figures: Figures
    chance: float
    forbidden: str = ""


def judge(entry: int, score: float, figures: Figures, policy: Policy) -> Judged:
    """The judgement on an entry with these figures."""
    forbidden = forbids(figures, policy)
    likely = chance(figures, policy)
    if forbidden:
        likely = min(likely, policy.held)
    return Judged(entry, score, figures, likely, forbidden)


def by_score(entry: int, score: float, figures: Figures, policy: Policy) -> Judged:
    """The judgement on an entry that cites nothing: it claims nothing, so only its score counts."""
    logit = policy.steepness * (figures.score - policy.middle)
    likely = round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)
    return Judged(entry, score, figures, likely)


def chance(figures: Figures, policy: Policy) -> float:
    """How likely an entry with these figures answers, 0 to 1."""
    spoken = (weight * getattr(figures, name) for name, weight in policy.weights.items())
    logit = policy.bias + sum(spoken)
    return round(1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, logit)))), 6)


def forbids(figures: Figures, policy: Policy) -> str:
    """The name of the figure that forbids an answer, however well the rest fits; "" for none."""
    if figures.way < policy.way:
        return "way"
    if figures.asked > policy.asked:
        return "asked"
    if figures.named > policy.named:
        return "named"
    if figures.near_miss > figures.alike:
        return "near_miss"
    return ""
