"""Weighing: a question's units against what an entry explains of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.answering.profiles import Profile
from bot.answering.units import Reading, Seen, Unit
from bot.matching.lexicon import TermKind
from bot.matching.question_type import WANTED

MOST = 2.5  # the weight from which more makes no difference
MANY, HEAVY, LONG = 12, 4.0, 30  # likewise the units, the weight and the words of a question

LOOSE = frozenset({"what", "which", "may", "whether"})
"""Ways that say too little about what is wanted to hold against an entry."""

USUAL = 0.12  # the share of phrasings from which a way of asking is usual for an entry


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the gate weighs it: its reading and the weight of each unit in this FAQ.

    `followed` tells that it is joined with the question before it, `pointing` that it points back
    to one without being joined with it.
    """

    reading: Reading
    weights: tuple[float, ...]
    followed: bool = False
    pointing: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the reading."""
        return self.reading.units

    @property
    def total(self) -> float:
        """The weight of all units."""
        return sum(self.weights)


@dataclass(frozen=True, slots=True)
class Left:
    """What an entry leaves unexplained of a question, by the sort of words.

    `heaviest` is the weight of the heaviest word, `foreign` that of the heaviest of those that
    other entries explain.
    """

    asked: float
    named: float
    counted: float
    elsewhere: float
    heaviest: float
    foreign: float


def shape_of(asked: Asked) -> dict[str, float]:
    """The figures of a question that are the same for every entry."""
    return {
        "units": float(min(MANY, len(asked.units))),
        "weight": min(HEAVY, asked.total),
        "words": float(min(LONG, len(asked.reading.words))),
        "asking": float(bool(asked.reading.asks)),
        "followed": float(asked.followed),
        "pointing": float(asked.pointing),
    }


def explained_by(
    entry: Profile, asked: Asked, seen: Sequence[Seen], known: Sequence[float]
) -> dict[str, float]:
    """The figures of what an entry explains, by what it has of each unit.

    `known` tells how far any entry explains each.
    """
    shares = [one.explained for one in seen]
    said = weighed(asked, shares)
    central = weighed(asked, [one.central for one in seen])
    rest = left(asked, shares, known)
    return {
        "said": min(MOST, said),
        "covered": central / (asked.total or 1.0),
        "passing": said - central,
        "asked": rest.asked,
        "named": rest.named,
        "counted": rest.counted,
        "elsewhere": rest.elsewhere,
        "bare": rest.heaviest,
        "foreign": rest.foreign,
        "way": way(asked.reading.asks, entry),
        "lacking": lacking(asked.reading.asks, entry),
    }


def weighed(asked: Asked, shares: Sequence[float]) -> float:
    """The weight that is explained when each unit is explained by its share."""
    return sum([weight * share for weight, share in zip(asked.weights, shares, strict=True)])


def left(asked: Asked, shares: Sequence[float], known: Sequence[float]) -> Left:
    """What stays unexplained; `known` tells how far any entry explains each unit."""
    bare = dict.fromkeys(("asked", "named", "counted", "elsewhere", "unheard"), 0.0)
    heaviest = foreign = 0.0
    for unit, weight, share, anywhere in zip(
        asked.units, asked.weights, shares, known, strict=True
    ):
        rest = weight * (1.0 - share)
        if not rest:
            continue
        bare[_sort(unit, anywhere)] += rest
        heaviest = max(heaviest, rest)
        if anywhere > 0.5:
            foreign = max(foreign, rest)
    sums = {name: min(MOST, weight) for name, weight in bare.items() if name != "unheard"}
    return Left(**sums, heaviest=heaviest, foreign=foreign)


def _sort(unit: Unit, anywhere: float) -> str:
    """The sort of words that a unit counts among when it stays unexplained."""
    if unit.kind is TermKind.ASKED:
        return "asked"
    if unit.kind is TermKind.NAME:
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


def best_rivals(
    values: Mapping[int, float], rivals: Sequence[frozenset[int]], none: float = 0.0
) -> Iterator[tuple[int, float]]:
    """Each entry with the best value among those that compete with it, `none` if none does."""
    order = sorted(values, key=values.__getitem__, reverse=True)
    for entry in values:
        mine = rivals[entry]
        yield entry, next((values[other] for other in order if other in mine), none)
