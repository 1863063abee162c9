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
    competes; alike: the best phrasing's two-sided share of covered weight; alike_lead: likewise
    over the best that competes; agreed: whether score and likeness choose the same entry.
    said: the weight of the question that the entry explains; covered: the share of it. asked,
    named, counted: the weight that it leaves unexplained of words asked for, of names and of
    numbers; elsewhere, unheard: of other words, those that other entries explain and those that
    none does. passing: what it explains only by words that it says in passing. wanted:
    the weight asked for or named that the best phrasing leaves unexplained; strange: the weight of
    that phrasing that the question doesn't have. foreign: the heaviest word that no entry
    explains. way: whether the entry is asked in the
    question's way; lacking: it is not, and its answer holds no such thing. near_miss, refused: the likeness
    and the scaled score of the nearest near miss. trust: how far the FAQ's own phrasings bear out
    the matcher's scores.
    """

    score: float
    lead: float
    alike: float
    alike_lead: float
    agreed: float
    said: float
    covered: float
    asked: float
    named: float
    elsewhere: float
    unheard: float
    counted: float
    passing: float
    wanted: float
    strange: float
    foreign: float
    way: float
    lacking: float
    near_miss: float
    refused: float
    trust: float


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
    def total(self) -> float:
        """The weight of all units."""
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class Left:
    """What is explained of a question, and the weight that is not, by the kind of the words."""

    said: float
    covered: float
    asked: float
    named: float
    elsewhere: float
    unheard: float
    counted: float


def left(asked: Asked, shares: Sequence[float], known: Sequence[float]) -> Left:
    """What is left of a question when each unit is explained by its share.

    `known` tells how far any entry explains each unit.
    """
    bare = dict.fromkeys(("asked", "named", "elsewhere", "unheard", "counted"), 0.0)
    said = 0.0
    for unit, weight, share, any_ in zip(
        asked.reading.units, asked.weights, shares, known, strict=True
    ):
        said += weight * share
        bare[_sort(unit, any_)] += weight * (1.0 - share)
    covered = said / asked.total if asked.total else 0.0
    return Left(min(MOST, said), covered, **{name: min(MOST, w) for name, w in bare.items()})


def _sort(unit: Unit, known: float) -> str:
    """The sort of words a unit counts among when it stays unexplained."""
    if unit.kind is Kind.ASKED:
        return "asked"
    if unit.kind is Kind.NAME:
        return "named"
    if unit.text.isdigit():
        return "counted"
    return "elsewhere" if known > 0.5 else "unheard"


def way(asks: str, entry: Profile) -> float:
    """1 if phrasings ask in the question's way, -1 if none does, 0 if it has no way."""
    if not asks or asks in LOOSE:
        return 0.0
    return min(1.0, 2.0 * entry.ways.get(asks, 0.0) / USUAL - 1.0)


def lacking(asks: str, entry: Profile) -> float:
    """1 if the question wants a time, number or name and the entry neither tells nor is asked one."""
    wanted = WANTED.get(asks)
    return float(wanted is not None and wanted not in entry.holds and asks not in entry.ways)


def leads(values: Mapping[int, float], rivals: Mapping[int, frozenset[int]]) -> dict[int, float]:
    """For each entry its value less the best of those that compete with it."""
    return {
        entry: value
        - max((v for e, v in values.items() if e != entry and e in rivals[entry]), default=0.0)
        for entry, value in values.items()
    }
