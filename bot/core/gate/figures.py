"""Figures: what speaks for and against each entry that might answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from bot.core.gate.lexicon import Kind
from bot.core.gate.profiles import Profile
from bot.core.gate.units import Reading, Unit
from bot.core.gate.ways import WANTED


@dataclass(frozen=True, slots=True)
class Figures:
    """Why an entry may answer, in the order of the weights.

    score: the matcher's, on the scale that the FAQ itself gives; lead: over the best entry that
    competes. alike: the best phrasing's two-sided share of covered weight; alike_lead: likewise
    over the best that competes. said: the weight of the question that the entry explains;
    covered: the share of it that words central to the entry explain; passing: what it explains
    only by words that it says in passing. asked, named, counted: the weight left unexplained of
    words asked for, of names and of numbers; elsewhere: of other words that other entries explain.
    way: whether the entry is asked in the question's way; lacking: it is not, and its answer holds
    no such thing. near_miss, refused: likeness and scaled score of the nearest near miss.
    """

    score: float
    lead: float
    alike: float
    alike_lead: float
    said: float
    covered: float
    passing: float
    asked: float
    named: float
    counted: float
    elsewhere: float
    way: float
    lacking: float
    near_miss: float
    refused: float

    def named_figures(self) -> tuple[tuple[str, float], ...]:
        """The figures with their names, in order."""
        return tuple((name, round(getattr(self, name), 3)) for name in NAMES)


NAMES = tuple(field.name for field in fields(Figures))
MOST = 2.5  # the weight from which more makes no difference

LOOSE = frozenset({"what", "which", "may", "whether"})
"""Ways that say too little about what is wanted to hold against an entry."""

USUAL = 0.12  # the share of phrasings from which a way of asking is usual for an entry


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the gate weighs it: its reading and the weight of each unit in this FAQ."""

    reading: Reading
    weights: tuple[float, ...]

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the reading."""
        return self.reading.units

    @property
    def total(self) -> float:
        """The weight of all units."""
        return sum(self.weights)


def weighed(asked: Asked, shares: Sequence[float]) -> float:
    """The weight that is explained when each unit is explained by its share."""
    return sum(weight * share for weight, share in zip(asked.weights, shares, strict=True))


def left(asked: Asked, shares: Sequence[float], known: Sequence[float]) -> dict[str, float]:
    """The weight that stays unexplained, by the sort of words.

    `known` tells how far any entry explains each unit.
    """
    bare = dict.fromkeys(("asked", "named", "counted", "elsewhere", "unheard"), 0.0)
    rows = zip(asked.units, asked.weights, shares, known, strict=True)
    for unit, weight, share, anywhere in rows:
        bare[_sort(unit, anywhere)] += weight * (1.0 - share)
    return {name: min(MOST, weight) for name, weight in bare.items()}


def _sort(unit: Unit, anywhere: float) -> str:
    """The sort of words that a unit counts among when it stays unexplained."""
    if unit.kind is Kind.ASKED:
        return "asked"
    if unit.kind is Kind.NAME:
        return "named"
    if unit.text.isdigit():
        return "counted"
    return "elsewhere" if anywhere > 0.5 else "unheard"


def way(asks: str, entry: Profile) -> float:
    """1 if phrasings ask in the question's way, -1 if none does, 0 if it has no way."""
    if not asks or asks in LOOSE:
        return 0.0
    return min(1.0, 2.0 * entry.ways.get(asks, 0.0) / USUAL - 1.0)


def lacking(asks: str, entry: Profile) -> float:
    """1 if a question wants what the entry neither holds nor is asked for, else 0."""
    wanted = WANTED.get(asks)
    return float(wanted is not None and wanted not in entry.holds and asks not in entry.ways)


def leads(values: Mapping[int, float], rivals: Sequence[frozenset[int]]) -> dict[int, float]:
    """For each entry its value less the best of those that compete with it."""
    return {
        entry: value - max((v for e, v in values.items() if e in rivals[entry]), default=0.0)
        for entry, value in values.items()
    }
