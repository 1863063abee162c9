"""Sparse matrices in flat arrays, and numbers that add up to the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

# Floats that are whole multiples of a power of two add up without rounding, as long as the sum
# stays below 2**53 of them. Their sums are then the same in any order: on one thread or many, with
# any instruction set and any linear algebra library.

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Reals = TypeVar("Reals", Floats, Singles)
Ints = NDArray[np.intp]

RARITY = 64
"""Rarities are whole 64ths."""

COORDINATE = 1 << 12
"""Coordinates of a text are whole 4096ths; it has about 40 of them."""

COSINE = 1 << 24
"""A product of two coordinates: cosines of up to 1 are whole numbers of singles."""

KERNEL = 1 << 15
"""Similarities as the learner sees them."""

WEIGHT = 1 << 16
"""What is learnt. With ``KERNEL``, and a million phrasings, a score stays below 2**53 units."""


def summed(ids: Ints, values: Floats, width: int) -> Floats:
    """A vector of ``width`` sums: each of ``values`` is added at its place in ``ids``."""
    if not len(ids):  # numpy counts nothing in integers
        return np.zeros(width)
    return np.bincount(ids, weights=values, minlength=width).astype(np.float64, copy=False)


def snapped(values: Reals, unit: int) -> Reals:
    """``values`` moved to whole ``unit``-ths."""
    snapped: Reals = values * unit
    np.rint(snapped, out=snapped)
    snapped /= unit
    return snapped


def rarity(entries: int, holders: int) -> int:
    """How much a feature says that ``holders`` of so many entries have, in ``RARITY``-ths.

    One is added so that a feature of every entry still counts: two texts that share it are a
    little more alike.
    """
    return round(RARITY * (math.log((1 + entries) / (1 + holders)) + 1))


def shown(score: float) -> float:
    """A score as people and files see it: from 0 to 1 in whole millionths."""
    return round(min(max(float(score), 0.0), 1.0), 6)


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i holds the columns ``ids[starts[i]:starts[i + 1]]`` with their ``values``."""

    starts: Ints
    ids: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], values: Sequence[Sequence[float]]) -> Rows:
        """Rows of lists, laid end to end."""
        starts = np.cumsum([0, *map(len, rows)], dtype=np.intp)
        ids = np.fromiter(chain.from_iterable(rows), dtype=np.intp, count=int(starts[-1]))
        flat = np.fromiter(chain.from_iterable(values), dtype=np.float64, count=len(ids))
        return cls(starts, ids, flat)

    def turned(self, columns: int) -> Rows:
        """The same by columns: what each of them holds, in the order of the rows."""
        order = np.argsort(self.ids, kind="stable")
        counts = np.bincount(self.ids, minlength=columns)
        starts = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
        return Rows(starts, self.owners()[order], self.values[order])

    def owners(self) -> Ints:
        """The row of each element."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def places(self, rows: Ints) -> tuple[Ints, Ints]:
        """Where in the flat arrays the elements of ``rows`` are, and how many each of them has."""
        starts = self.starts[rows]
        lengths = self.starts[rows + 1] - starts
        ends = lengths.cumsum()
        total = int(ends[-1]) if len(ends) else 0
        return (starts + lengths - ends).repeat(lengths) + np.arange(total), lengths

    def times(self, rows: Ints, factors: Floats, width: int) -> Floats:
        """The sum of ``rows``, each times its factor, as a full vector of ``width`` columns."""
        at, lengths = self.places(rows)
        weights = self.values[at] * factors.repeat(lengths)
        return summed(self.ids[at], weights, width)

    def table(self, columns: int) -> Floats:
        """The same as a full matrix with a row for each."""
        found = np.zeros((len(self.starts) - 1, columns))
        found[self.owners(), self.ids] = self.values
        return found

    def chosen(self, rows: Ints) -> Rows:
        """Some of the rows, in the order given."""
        at, lengths = self.places(rows)
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
        return Rows(starts, self.ids[at], self.values[at])
