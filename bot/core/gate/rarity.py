"""Rarity: a word that every entry speaks of tells none from another, and weighs little."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.core.gate.units import Reading, Unit

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
