"""Sparse rows in flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bot.core.matching.grid import Floats, Ints, summed


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i holds the columns ``ids[starts[i]:starts[i + 1]]`` with their ``values``."""

    starts: Ints
    ids: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Sequence[Sequence[int]], values: Sequence[Sequence[float]]) -> "Rows":
        """Rows of lists, laid end to end."""
        starts = np.cumsum([0, *map(len, rows)], dtype=np.intp)
        ids = np.fromiter(chain.from_iterable(rows), dtype=np.intp, count=int(starts[-1]))
        flat = np.fromiter(chain.from_iterable(values), dtype=np.float64, count=len(ids))
        return cls(starts, ids, flat)

    def turned(self, columns: int) -> "Rows":
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

    def gathered(self, rows: Ints, factors: Floats) -> Floats:
        """For each of ``rows`` the sum of what it holds, each column times its factor."""
        at, lengths = self.places(rows)
        values = factors[self.ids[at]] * self.values[at]
        return summed(np.repeat(np.arange(len(rows)), lengths), values, len(rows))

    def crossings(self, rows: Ints, columns: Ints) -> Floats:
        """What ``rows``, whose ids must be in order, hold in some columns: a row for each."""
        starts, ends = self.starts[rows].tolist(), self.starts[rows + 1].tolist()
        places = [
            self.ids[start:end].searchsorted(columns) + start
            for start, end in zip(starts, ends, strict=True)
        ]
        at = np.minimum(places, self.starts[rows + 1, None] - 1)
        held: Floats = np.where(self.ids[at] == columns, self.values[at], 0.0)
        return held
