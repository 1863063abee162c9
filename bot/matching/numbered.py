"""Texts by the numbers of their features, taken over from an index before and reckoned at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, partial
from itertools import chain, compress
from typing import NamedTuple

import numpy as np

from bot.matching.arrays import Floats, Ints, Rows, rarity, summed


class Numbered(NamedTuple):
    """Texts by the numbers of their features: text i has ``ids[starts[i]:starts[i + 1]]``.

    ``names`` are the features by their number; each stands in a text.
    """

    names: Sequence[str]
    starts: Ints
    ids: Ints

    def followed_by(self, texts: Iterable[Iterable[str]], wanted: Ints) -> Numbered:
        """Some of these texts and of others, by their places; the others come behind these."""
        numbers = dict(zip(self.names, range(len(self.names)), strict=True))
        new = [[numbers.setdefault(name, len(numbers)) for name in text] for text in texts]
        ids = np.concatenate((self.ids, np.fromiter(chain.from_iterable(new), dtype=np.intp)))
        ends = np.cumsum([len(self.ids), *map(len, new)], dtype=np.intp)
        starts = np.concatenate((self.starts[:-1], ends))
        rows = Rows(starts, ids, np.zeros(len(ids))).chosen(wanted)
        held = np.bincount(rows.ids, minlength=len(numbers)) > 0
        names = list(compress(numbers, held.tolist()))
        return Numbered(names, rows.starts, (held.cumsum() - 1)[rows.ids])

    def rarities(self, owners: Ints) -> tuple[int, Sequence[str], Sequence[int]]:
        """The rarity of what no text has, and the names with the rarity of each.

        Args:
            owners: The entry of each text.
        """
        entries, width = len(np.unique(owners)), int(owners.max(initial=0)) + 1
        pairs = np.sort(self.ids * width + owners.repeat(np.diff(self.starts)))
        first = np.concatenate(([True], pairs[1:] != pairs[:-1]))[: len(pairs)]
        holders = np.bincount(pairs[first] // width, minlength=len(self.names)).tolist()
        of_holders = cache(partial(rarity, entries))
        return rarity(entries, 0), self.names, [of_holders(one) for one in holders]


NO_TEXTS = Numbered((), np.zeros(1, dtype=np.intp), np.zeros(0, dtype=np.intp))


BLOCK = 64  # texts that are compared with all others at once
FULL = 4 << 20
"""Bytes that the columns which many texts have may take as a full matrix, about."""


class Product:
    """Multiplies many rows with all texts: by the columns that most have as a full matrix.

    All values lie on the grid, so that any order gives the same sums.
    """

    def __init__(self, postings: Rows, size: int) -> None:
        self._postings, self._size = postings, size
        lengths = np.diff(postings.starts)
        self._most = min(len(lengths), FULL // (8 * max(size, 1)))
        common = np.argsort(-lengths)[: self._most]
        self._place = np.full(len(lengths), -1)
        self._place[common] = np.arange(self._most)
        rows = postings.chosen(common)
        at = rows.owners() * size + rows.ids
        self._full = summed(at, rows.values, self._most * size).reshape(self._most, size)

    def times(self, rows: Iterable[tuple[Ints, Floats]]) -> Floats:
        """Each row, given by its columns and values, times every text."""
        full, rest = [], []
        for ids, values in rows:
            place = self._place[ids]
            common = place >= 0
            full.append(summed(place[common], values[common], self._most))
            rest.append((ids[~common], values[~common]))
        total: Floats = np.array(full) @ self._full
        for row, (ids, values) in enumerate(rest):
            total[row] += self._postings.times(ids, values, self._size)
        return total


def nearest_of(cosines: Floats, most: int) -> Ints:
    """The places of the highest, the highest first; of equal ones the first. None that are 0."""
    near = np.arange(len(cosines))
    if len(cosines) > most:
        least = np.partition(cosines, -most)[-most]
        near = np.flatnonzero(cosines >= least)
    near = near[np.argsort(-cosines[near], kind="stable")][:most]
    return near[cosines[near] > 0.0]
