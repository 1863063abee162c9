"""Sparse rows in flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching.grid import Floats, Ints


@dataclass(frozen=True, slots=True)
class Rows:
    """Row i holds the columns ``ids[starts[i]:starts[i + 1]]`` with their ``values``."""

    starts: Ints
    ids: Ints
    values: Floats

    @classmethod
    def of(cls, lengths: Sequence[int], ids: Sequence[int], values: Sequence[float]) -> "Rows":
        """Rows of these lengths, laid end to end."""
        starts = np.cumsum([0, *lengths], dtype=np.intp)
        return cls(starts, np.array(ids, dtype=np.intp), np.array(values, dtype=np.float64))

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
        lengths = self.starts[rows + 1] - self.starts[rows]
        ends = np.cumsum(lengths)
        total = int(ends[-1]) if len(ends) else 0
        return np.repeat(self.starts[rows] - ends + lengths, lengths) + np.arange(total), lengths

    def times(self, rows: Ints, factors: Floats, width: int) -> Floats:
        """The sum of ``rows``, each times its factor, as a full vector of ``width`` columns."""
        at, lengths = self.places(rows)
        weights = self.values[at] * np.repeat(factors, lengths)
        if not len(at):  # numpy counts nothing in integers
            return np.zeros(width)
        return np.bincount(self.ids[at], weights=weights, minlength=width)
