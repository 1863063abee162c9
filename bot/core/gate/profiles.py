"""Profiles: what each entry speaks of, in units, so that a question can be laid against it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.core.gate.lexicon import Kind
from bot.core.gate.units import Reading, Unit
from bot.core.gate.ways import held

ANSWER = 0.85  # how far a word explains when it stands in the answer or the cited sentences only
CENTRAL = 0.25  # the share of phrasings from which a word is central to an entry
FLOOR = 0.15  # what is left of the weight of a word that every entry has


@dataclass(frozen=True, slots=True)
class Laid:
    """A phrasing as the gate holds it: the weights of its units and the way it asks."""

    weights: tuple[float, ...]
    total: float
    asks: str


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """An entry's keys with their strengths, its phrasings, and where in them each key stands."""

    keys: Mapping[str, float]
    core: Mapping[str, float]
    laid: tuple[Laid, ...]
    places: Mapping[str, tuple[tuple[int, int, float], ...]]
    ways: Mapping[str, float]
    holds: frozenset[str]

    def explains(self, unit: Unit) -> float:
        """How far the entry explains a unit, 0 to 1."""
        return self._best(self.keys, unit)

    def centres(self, unit: Unit) -> float:
        """How far the unit is what the entry is about, not just spoken of in passing, 0 to 1."""
        return self._best(self.core, unit)

    @staticmethod
    def _best(keys: Mapping[str, float], unit: Unit) -> float:
        return max((min(s, keys[key]) for key, s in unit.seeks if key in keys), default=0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """How many entries have each key: a word that all entries share tells none from another."""

    entries: int
    count: Mapping[str, int]

    @classmethod
    def of(cls, readings: Iterable[Iterable[Reading]]) -> Rarity:
        """Counted over entries, each with the readings of its phrasings."""
        count: dict[str, int] = {}
        entries = 0
        for entry in readings:
            entries += 1
            for key in {key for reading in entry for unit in reading.units for key, _ in unit.keys}:
                count[key] = count.get(key, 0) + 1
        return cls(entries, count)

    def weight(self, unit: Unit) -> float:
        """What a unit weighs here: its own weight, less the more entries speak of it."""
        having = max((self.count.get(key, 0) for key, s in unit.seeks if s > 0.6), default=0)
        rare = math.log((1 + self.entries) / (1 + having)) / math.log(1 + max(self.entries, 1))
        return unit.weight * (FLOOR + (1 - FLOOR) * rare)


def profile(phrasings: Sequence[Reading], answers: Sequence[Reading], rarity: Rarity) -> Profile:
    """The profile of an entry from the readings of its phrasings, answer and cited sentences."""
    keys: dict[str, float] = {}
    core: dict[str, float] = {}
    count: Counter[str] = Counter()
    for reading in answers:
        for key, strength in _strengths(reading).items():
            keys[key] = max(keys.get(key, 0.0), ANSWER * strength)
            core[key] = max(core.get(key, 0.0), ANSWER * strength)
    for number, reading in enumerate(phrasings):
        mine = _strengths(reading)
        count.update(mine.keys())
        for key, strength in mine.items():
            keys[key] = max(keys.get(key, 0.0), strength)
            share = 1.0 if number == 0 else min(1.0, count[key] / (CENTRAL * len(phrasings)))
            core[key] = max(core.get(key, 0.0), share * strength)
    places: dict[str, list[tuple[int, int, float]]] = {}
    laid: list[Laid] = []
    for number, reading in enumerate(phrasings):
        weights = tuple(rarity.weight(unit) for unit in reading.units)
        laid.append(Laid(weights, sum(weights), reading.asks))
        for place, unit in enumerate(reading.units):
            for key, strength in unit.keys:
                places.setdefault(key, []).append((number, place, strength))
    return Profile(
        keys,
        core,
        tuple(laid),
        {key: tuple(found) for key, found in places.items()},
        _ways(phrasings),
        frozenset().union(*(_held(reading) for reading in answers)),
    )


def _held(reading: Reading) -> frozenset[str]:
    return held(reading.words, any(unit.kind is Kind.NAME for unit in reading.units))


def _strengths(reading: Reading) -> dict[str, float]:
    """The keys of a reading with the greatest strength of each."""
    found: dict[str, float] = {}
    for unit in reading.units:
        for key, strength in unit.keys:
            found[key] = max(found.get(key, 0.0), strength)
    return found


def _ways(phrasings: Sequence[Reading]) -> dict[str, float]:
    """The share of the phrasings that ask in each way, of those that ask in any."""
    count = Counter(reading.asks for reading in phrasings if reading.asks)
    whole = sum(count.values())
    return {way: number / whole for way, number in count.items()}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The phrasing most like a question: how alike both sides are, and what it explains of each."""

    alike: float
    phrasing: int
    shares: Mapping[int, float]
    strange: float


NONE = Nearest(0.0, -1, {}, 0.0)


def nearest(units: Sequence[Unit], weights: Sequence[float], entry: Profile) -> Nearest:
    """The phrasing with the best two-sided share of covered weight."""
    total = sum(weights)
    if not total:
        return NONE
    covered, matched = _shared(units, entry)
    best = NONE
    for number, row in covered.items():
        recall = sum(weights[at] * share for at, share in row.items()) / total
        laid = entry.laid[number]
        precision = sum(laid.weights[at] * share for at, share in matched[number].items())
        precision /= laid.total or 1.0
        both = 2 * recall * precision / (recall + precision) if recall + precision else 0.0
        if both > best.alike:
            mine = matched[number]
            left = sum(w * (1 - mine.get(at, 0.0)) for at, w in enumerate(laid.weights))
            best = Nearest(both, number, row, left)
    return best


def _shared(
    units: Sequence[Unit], entry: Profile
) -> tuple[dict[int, dict[int, float]], dict[int, dict[int, float]]]:
    """For each phrasing: the shares of the question's units and of its own units that match."""
    covered: dict[int, dict[int, float]] = {}
    matched: dict[int, dict[int, float]] = {}
    for at, unit in enumerate(units):
        for key, mine in unit.seeks:
            for number, place, theirs in entry.places.get(key, ()):
                share = min(theirs, mine)
                row = covered.setdefault(number, {})
                if share > row.get(at, 0.0):
                    row[at] = share
                own = matched.setdefault(number, {})
                if share > own.get(place, 0.0):
                    own[place] = share
    return covered, matched
