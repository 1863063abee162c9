"""Features by their numbers: those of texts, also of an index before, and what each says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
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


class FeatureRarities:
    """Numbers the features of all phrasings, and weighs each by how few entries have it.

    Attributes:
        rarest: The rarity of what no phrasing has.
        names: The features by their number.
        weights: The rarity of each.
    """

    def __init__(self, rarest: int, names: Sequence[str], weights: Sequence[int]) -> None:
        self.rarest = rarest
        self.names = names
        self.weights = weights
        self._numbers = dict(zip(names, range(len(names)), strict=True))

    def weigh(self, names: Collection[str]) -> tuple[list[int], list[int], int]:
        """Indexed features, their rarities, and the squares of all rarities, unknown ones too.

        Unknown features weigh as much as the rarest: they make a text unlike everything, which is
        what keeps a question about something else from looking sure.
        """
        found = [self._numbers[name] for name in names if name in self._numbers]
        weights = [self.weights[number] for number in found]
        squares = sum([weight * weight for weight in weights])
        squares += (len(names) - len(found)) * self.rarest**2
        return found, weights, squares

    def rarity(self, name: str) -> int:
        """How much a feature says; one that no phrasing has says the most."""
        number = self._numbers.get(name)
        return self.rarest if number is None else self.weights[number]
