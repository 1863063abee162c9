"""How alike two words are in their letters, where neither stemmer nor speller joins them."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from bot.matching.arrays import RARITY, Floats, Ints, Rows
from bot.matching.text import remembering

PIECE = 3
"""Letters of a piece. Pieces of two to five letters are no more accurate and four times as many."""

FLOOR = 0.5
"""Added to a piece's rarity, so that one that every word has still counts."""

CACHE = 8 << 20
"""Bytes that the rows of words asked before may take, about."""

UNIT = 1 << 10
"""Similarities are whole 1024ths."""


def pieces(word: str) -> list[str]:
    """The pieces of a word with its ends marked, each once."""
    padded = f" {word} "
    return list(dict.fromkeys(padded[i : i + PIECE] for i in range(len(padded) - PIECE + 1)))


class Letters:
    """A vocabulary by the pieces of its words."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._size = len(vocabulary)
        self._ids: dict[str, int] = {}
        ids_of_words = [
            [self._ids.setdefault(piece, len(self._ids)) for piece in pieces(word)]
            for word in vocabulary
        ]
        self._rarity = self._rarities(ids_of_words)
        self.rows = Rows.of(ids_of_words, [self._vector(ids, 0) for ids in ids_of_words])
        self.columns = len(self._ids)
        self._postings = self.rows.turned(self.columns)
        # An eighth of the vocabulary shares a piece with a word; an element takes 16 bytes.
        kept = CACHE // (2 * self._size + 1)
        self.row = remembering(min(max(kept, 64), 1 << 13), self._row)

    def _rarities(self, ids_of_words: Sequence[Sequence[int]]) -> list[int]:
        counts = [0] * len(self._ids)
        for ids in ids_of_words:
            for i in ids:
                counts[i] += 1
        return [round(RARITY * (math.log(self._size / count) + FLOOR)) for count in counts]

    def _vector(self, ids: Sequence[int], unknown: int) -> list[float]:
        """The rarities of pieces as a unit vector, of which ``unknown`` pieces are not indexed."""
        rarest = RARITY * (math.log(max(self._size, 1)) + FLOOR)
        squares = sum(self._rarity[i] ** 2 for i in ids) + unknown * round(rarest) ** 2
        scale = UNIT / math.sqrt(squares) if squares else 0.0
        return [round(self._rarity[i] * scale) for i in ids]

    def vector(self, word: str) -> tuple[list[int], list[float]]:
        """The indexed pieces of ``word``, and their shares of a unit vector in ``UNIT``-ths."""
        found = [self._ids.get(piece) for piece in pieces(word)]
        ids = [i for i in found if i is not None]
        return ids, self._vector(ids, len(found) - len(ids))

    def spread(self, texts: Rows) -> Rows:
        """Texts of weighed words as texts of pieces; a piece may stand in a text several times."""
        at, lengths = self.rows.places(texts.ids)
        values = np.rint(self.rows.values[at] * np.repeat(texts.values, lengths) / UNIT)
        ends = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
        return Rows(ends[texts.starts], self.rows.ids[at], values)

    def _row(self, word: str) -> tuple[Ints, Floats]:
        """Words that share a piece with ``word``, and how alike they are, in ``UNIT``-ths."""
        ids, factors = self.vector(word)
        alike = self._postings.times(np.array(ids, dtype=np.intp), np.array(factors), self._size)
        alike = np.rint(alike / UNIT)
        near = np.flatnonzero(alike)
        return near, alike[near]
