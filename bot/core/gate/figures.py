"""Figures: what speaks for and against each entry that might answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

from bot.core.gate.lexicon import Kind
from bot.core.gate.profiles import Nearest, Profile, nearest
from bot.core.gate.units import Reading


@dataclass(frozen=True, slots=True)
class Figures:
    """Why an entry may answer: each figure between about -1 and 1, in the order of the weights.

    score: the matcher's, on the scale that the FAQ itself gives; lead: over the best entry that
    competes; alike: the best phrasing's two-sided share of covered weight; alike_lead: likewise
    over the best that competes; covered: the share of the question's weight that the entry
    explains; missing: the heaviest asked-for word left unexplained; nameless: the heaviest name
    left unexplained; way: whether the entry is asked in the question's way; near_miss: how much
    nearer the nearest near miss is; bare: how little the question says.
    """

    score: float
    lead: float
    alike: float
    alike_lead: float
    covered: float
    missing: float
    nameless: float
    way: float
    near_miss: float
    bare: float
    central: float
    matched: float
    unmatched: float
    strange: float
    foreign: float


NAMES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the gate weighs it: its reading and the weight of each unit in this FAQ."""

    reading: Reading
    weights: tuple[float, ...]

    @property
    def total(self) -> float:
        """The weight of all units."""
        return sum(self.weights)


def covered(asked: Asked, shares: Sequence[float]) -> float:
    """The share of the question's weight that is explained; 0 for a question without weight."""
    total = asked.total
    return sum(w * s for w, s in zip(asked.weights, shares, strict=True)) / total if total else 0.0


def missing(asked: Asked, shares: Sequence[float], kind: Kind) -> float:
    """The heaviest weight of this kind that stays unexplained."""
    rows = zip(asked.reading.units, asked.weights, shares, strict=True)
    return max((w * (1 - s) for unit, w, s in rows if unit.kind is kind), default=0.0)


def way(asks: str, entry: Profile) -> float:
    """1 if phrasings ask in the question's way, -1 if none does, 0 if it has no way."""
    if not asks or asks in LOOSE:
        return 0.0
    return min(1.0, 2.0 * entry.ways.get(asks, 0.0) / USUAL - 1.0)


USUAL = 0.12  # the share of phrasings from which a way of asking is usual for an entry

LOOSE = frozenset({"what", "which", "may", "whether"})
"""Ways that say too little about what is wanted to hold against an entry."""


def leads(values: Mapping[int, float], rivals: Mapping[int, frozenset[int]]) -> dict[int, float]:
    """For each entry its value less the best of those that compete with it."""
    return {
        entry: value
        - max((v for e, v in values.items() if e != entry and e in rivals[entry]), default=0.0)
        for entry, value in values.items()
    }


def alike(asked: Asked, entry: Profile) -> Nearest:
    """The phrasing of an entry that is most like the question."""
    return nearest(asked.reading.units, asked.weights, entry)
