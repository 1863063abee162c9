"""Profiles: what each entry speaks of, in units, so that a question can be laid against it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from bot.answering.units import Keys, Reading, Seen, Unit, said, seen_in
from bot.matching.lexicon import TermKind, bases
from bot.matching.question_type import held
from bot.matching.text import tokens
from bot.matching.word_lists import grammar, zipf

# Rarity: a word that every entry speaks of tells none from another, and weighs little.

FLOOR = 0.15  # what is left of the weight of a word that every entry has
LINKED = 0.6  # a key weaker than this says too little to count


@dataclass(frozen=True, slots=True, eq=False)
class Rarity:
    """How many of the entries have each key in their phrasings."""

    entries: int
    having: Mapping[str, int]

    @classmethod
    def of(cls, entries: Iterable[Iterable[Reading]]) -> Rarity:
        """Counted over entries, each with the readings of its phrasings."""
        rows = [
            {key for reading in entry for unit in reading.units for key, _ in unit.keys}
            for entry in entries
        ]
        return cls(len(rows), Counter(key for row in rows for key in row))

    def weight(self, unit: Unit) -> float:
        """What a unit weighs here: its own weight, less the more entries speak of it."""
        having = max((self.having.get(key, 0) for key, s in unit.seeks if s > LINKED), default=0)
        if not having:
            return unit.weight
        rare = math.log((1 + self.entries) / (1 + having)) / math.log(1 + self.entries)
        return unit.weight * (FLOOR + (1 - FLOOR) * rare)


ANSWER = 0.85  # how far a word explains when it stands in the answer or the cited sentences only
REMEMBERED = 64  # words seen lately whose places in an entry are kept, unless it is told otherwise
NONE: Sequence[tuple[int, float]] = ()
CENTRAL = 0.25  # the share of phrasings from which a word is central to an entry


@dataclass(frozen=True, slots=True, eq=False)
class Profile:
    """What an entry explains.

    `keys` holds how far it explains each key, `core` how central the key is to it; `totals` the
    weight of each phrasing; `ways` the share of the phrasings that ask in each way; `holds` what
    its answer holds of what may be wanted. `seen` gives what it has of what a unit seeks.
    """

    keys: Mapping[str, float]
    core: Mapping[str, float]
    totals: tuple[float, ...]
    ways: Mapping[str, float]
    holds: frozenset[str]
    seen: Callable[[Keys], Seen] = field(repr=False)

    @classmethod
    def of(
        cls,
        phrasings: Sequence[Reading],
        answers: Sequence[Reading],
        rarity: Rarity,
        remembered: int = REMEMBERED,
    ) -> Profile:
        """The profile of an entry from the readings of its phrasings, answer and citations.

        Of so many words seen lately their places in it are `remembered`.
        """
        weights = [[rarity.weight(unit) for unit in reading.units] for reading in phrasings]
        keys, core = _strengths(phrasings, answers)
        seen = partial(seen_in, keys, core, *said(phrasings, weights))
        return cls(
            keys,
            core,
            tuple(sum(row) or 1.0 for row in weights),
            _ways(phrasings),
            frozenset[str]().union(*(_held(reading) for reading in answers)),
            lru_cache(maxsize=remembered)(seen),
        )

    def explains(self, unit: Unit) -> float:
        """How far the entry explains a unit, 0 to 1."""
        return self.seen(unit.seeks).explained

    def sees(self, units: Iterable[Unit]) -> list[Seen]:
        """What the entry has of each of some units."""
        return [self.seen(unit.seeks) for unit in units]


def likeness(seen: Sequence[Seen], weights: Sequence[float], totals: Sequence[float]) -> float:
    """The greatest two-sided share of covered weight of any phrasing with a question, 0 to 1.

    `seen` is what the entry has of each unit of the question, `totals` its phrasings' weights.
    """
    total = sum(weights)
    if not total:
        return 0.0
    recall: dict[int, float] = {}
    for one, weight in zip(seen, weights, strict=True):
        for phrasing, share in one.shares:
            recall[phrasing] = recall.get(phrasing, 0.0) + weight * share
    best = 0.0
    for phrasing in sorted(recall, key=recall.__getitem__, reverse=True):
        covered = recall[phrasing] / total
        if _harmonic(covered, 1.0) <= best:
            break  # nor can any after it be more alike
        best = max(best, _harmonic(covered, _precision(seen, phrasing) / totals[phrasing]))
    return best


def _precision(seen: Iterable[Seen], phrasing: int) -> float:
    """The weight of a phrasing's units that the question has, each as far as it has it."""
    matched: dict[int, float] = {}
    for one in seen:
        for at, weight in one.units.get(phrasing, NONE):
            if weight > matched.get(at, -1.0):
                matched[at] = weight
    return sum(matched.values())


def _harmonic(a: float, b: float) -> float:
    return 2 * a * b / (a + b) if a + b else 0.0


def _strengths(
    phrasings: Sequence[Reading], answers: Sequence[Reading]
) -> tuple[dict[str, float], dict[str, float]]:
    """How far each key is explained, and how central it is."""
    keys: dict[str, float] = {}
    core: dict[str, float] = {}
    asked = [_keys(reading) for reading in phrasings]
    count = Counter(key for row in asked for key in row)
    for reading in answers:
        for key, strength in _keys(reading).items():
            keys[key] = core[key] = max(keys.get(key, 0.0), ANSWER * strength)
    for number, row in enumerate(asked):
        for key, strength in row.items():
            share = 1.0 if number == 0 else min(1.0, count[key] / (CENTRAL * len(phrasings)))
            keys[key] = max(keys.get(key, 0.0), strength)
            core[key] = max(core.get(key, 0.0), share * strength)
    return keys, core


def _keys(reading: Reading) -> dict[str, float]:
    """The keys of a reading with the greatest strength of each."""
    found: dict[str, float] = {}
    for unit in reading.units:
        for key, strength in unit.keys:
            found[key] = max(found.get(key, 0.0), strength)
    return found


def _ways(phrasings: Sequence[Reading]) -> dict[str, float]:
    """The share of the phrasings that ask in each way, of those that ask in any."""
    count = Counter(reading.asks for reading in phrasings if reading.asks)
    return {way: number / count.total() for way, number in count.items()}


def _held(reading: Reading) -> frozenset[str]:
    return held(reading.words, any(unit.kind is TermKind.NAME for unit in reading.units))


# Subject: the rare words in which a FAQ is asked, which by themselves tell what is talked of.

COMMON, UNLISTED = 6.5, 3.3  # the Zipf value that says nothing, and that of a word in no list
RARE = 2.0  # what a word must say to name a subject: one in thirty thousand or less
RAREST = 3.0  # likewise to do so where few entries speak of it, or nothing else is said
USUAL = 0.3  # the share of the entries that are asked by the name of the subject


def tells(word: str) -> float:
    """How much a word says about what is talked of, by how rare it or its base form is."""
    value = max(zipf().get(form, UNLISTED) for form in (word, *bases(word)))
    return 0.0 if word in grammar("asking") else max(0.0, COMMON - value)


def subject_of(title: str, entries: Sequence[Profile]) -> frozenset[str]:
    """The rare words of a FAQ's title and those by which many of its entries are asked."""
    asked = Counter(
        key[1:]
        for one in entries
        for key, strength in one.keys.items()
        if strength == 1.0 and key.startswith("=")
    )
    usual = (word for word, times in asked.items() if times >= USUAL * len(entries))
    return frozenset((*_rarer(usual, RARE), *_rarer(tokens(title), RAREST)))


def _rarer(words: Iterable[str], least: float) -> Iterable[str]:
    return (word for word in words if word.isalpha() and tells(word) >= least)
