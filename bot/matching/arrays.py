"""Sparse matrices in flat arrays, and numbers that add up to the same on every machine."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.parts import Parts
from bot.matching.text import remembering

# Floats that are whole multiples of a power of two add up without rounding, as long as the sum
# stays below 2**53 of them. Their sums are then the same in any order: on one thread or many, with
# any instruction set and any linear algebra library.

Floats = NDArray[np.float64]
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


def snapped(values: Floats, unit: int) -> Floats:
    """``values`` moved to whole ``unit``-ths."""
    snapped: Floats = values * unit
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


class Rows(NamedTuple):
    """Row i holds the columns ``ids[starts[i]:starts[i + 1]]`` with their ``values``."""

    starts: Ints
    ids: Ints
    values: Floats

    @classmethod
    def of(cls, rows: Sequence[tuple[Sequence[int], Sequence[float]]]) -> Rows:
        """Rows of ids and values, laid end to end."""
        starts = np.cumsum([0, *(len(ids) for ids, _ in rows)], dtype=np.intp)
        ids = np.array([one for ids, _ in rows for one in ids], dtype=np.intp)
        return cls(starts, ids, np.array([float(one) for _, row in rows for one in row]))

    @classmethod
    def kept(cls, parts: Parts, name: str, make: Callable[[], Rows]) -> Rows:
        """Rows that are a part, by its name."""
        made = cache(make)
        starts: Ints = parts.array(f"{name}: starts", lambda: made().starts)
        ids: Ints = parts.array(f"{name}: ids", lambda: made().ids)
        values: Floats = parts.array(f"{name}: values", lambda: made().values)
        return cls(starts, ids, values)

    def turned(self, columns: int) -> Rows:
        """The same by columns: what each of them holds, in the order of the rows."""
        # In order of the columns, then of the elements: sorting such numbers takes a tenth of what
        # a stable order of the columns does.
        elements = max(len(self.ids), 1)
        order = np.sort(self.ids * elements + np.arange(len(self.ids))) % elements
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

    def within(self, budget: int, rows: Ints) -> tuple[Ints, Ints]:
        """The places of the shortest of ``rows``, up to so many elements, and those of the rest."""
        lengths = self.starts[rows + 1] - self.starts[rows]
        order = lengths.argsort(kind="stable")
        few = max(int(lengths[order].cumsum().searchsorted(budget, "right")), 1)
        return order[:few], order[few:]

    def gathered(self, rows: Ints, factors: Floats) -> Floats:
        """For each of ``rows`` the sum of what it holds, each column times its factor."""
        at, lengths = self.places(rows)
        owners = np.arange(len(rows)).repeat(lengths)
        return summed(owners, self.values[at] * factors[self.ids[at]], len(rows))

    def row(self, row: int) -> tuple[Ints, Floats]:
        """The columns and values of one row."""
        own = slice(self.starts[row], self.starts[row + 1])
        return self.ids[own], self.values[own]

    def beside(self, other: Rows, columns: int) -> Rows:
        """Each row followed by the same row of others, whose columns come behind these."""
        sizes, others = np.diff(self.starts), np.diff(other.starts)
        mine = np.tile([True, False], len(sizes)).repeat(np.column_stack((sizes, others)).ravel())
        ids, values = np.empty(len(mine), dtype=np.intp), np.empty(len(mine))
        ids[mine], values[mine] = self.ids, self.values
        ids[~mine], values[~mine] = other.ids + columns, other.values
        return Rows(self.starts + other.starts, ids, values)

    def shared(self) -> Rows:
        """The same without the columns that a single row has; the others are numbered anew."""
        # Each id by the last place that has it: of few rows nothing as wide as all is looked at.
        last = np.empty(int(self.ids.max(initial=-1)) + 1, dtype=np.int32)
        last[self.ids] = np.arange(len(self.ids), dtype=np.int32)
        at = last[self.ids]
        several = np.bincount(at, minlength=len(at)) > 1
        kept = several[at]
        ends = np.concatenate(([0], kept.cumsum()))
        return Rows(ends[self.starts], (several.cumsum() - 1)[at[kept]], self.values[kept])

    def followed_by(self, other: Rows) -> Rows:
        """These rows, and others behind them."""
        starts = np.concatenate((self.starts[:-1], other.starts + len(self.ids)))
        ids = np.concatenate((self.ids, other.ids))
        return Rows(starts, ids, np.concatenate((self.values, other.values)))

    def chosen(self, rows: Ints) -> Rows:
        """Some of the rows, in the order given."""
        at, lengths = self.places(rows)
        starts = np.concatenate(([0], np.cumsum(lengths))).astype(np.intp)
        return Rows(starts, self.ids[at], self.values[at])


# How alike two words are in their letters, where neither stemmer nor speller joins them.


PIECE = 3
"""Letters of a piece. Pieces of two to five letters are no more accurate and four times as many."""

FLOOR = 0.5
"""Added to a piece's rarity, so that one that every word has still counts."""

CACHE = 8 << 20  # bytes that the rows of words asked before may take, about

UNIT = 1 << 10
"""Similarities are whole 1024ths."""


def pieces(word: str) -> list[str]:
    """The pieces of a word with its ends marked, each once."""
    padded = f" {word} "
    return list(dict.fromkeys([padded[i : i + PIECE] for i in range(len(padded) - PIECE + 1)]))


class Letters:
    """A vocabulary by the pieces of its words."""

    def __init__(self, vocabulary: Sequence[str], parts: Parts) -> None:
        self._size = len(vocabulary)
        counts = parts.plain(
            "pieces", lambda: Counter(piece for word in vocabulary for piece in pieces(word))
        )
        self._ids = {piece: number for number, piece in enumerate(counts)}
        of_count = cache(self._rarity_of)
        self._rarity = [of_count(count) for count in counts.values()]
        self.rows = Rows.kept(parts, "letters", lambda: Rows.of(list(map(self.vector, vocabulary))))
        self.columns = len(self._ids)
        self._postings = Rows.kept(parts, "letter postings", lambda: self.rows.turned(self.columns))
        # An eighth of the vocabulary shares a piece with a word; an element takes 16 bytes.
        kept = CACHE // (2 * self._size + 1)
        self.row = remembering(min(max(kept, 64), 1 << 13), self._row)

    def _rarity_of(self, count: int) -> int:
        return round(RARITY * (math.log(max(self._size, 1) / count) + FLOOR))

    def vector(self, word: str) -> tuple[list[int], list[float]]:
        """The indexed pieces of ``word``, and their shares of a unit vector in ``UNIT``-ths."""
        found = [self._ids.get(piece) for piece in pieces(word)]
        ids = [i for i in found if i is not None]
        rarities = [self._rarity[i] for i in ids]
        squares = sum([one * one for one in rarities])
        squares += (len(found) - len(ids)) * self._rarity_of(1) ** 2
        scale = UNIT / math.sqrt(squares) if squares else 0.0
        return ids, [round(one * scale) for one in rarities]

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


# Every constant of the ranker, in one place, with its reason.
# What the reasons rest on was measured on public sets of shoppers', bank customers' and
# assistants' questions; see ``tests/benchmarks``. None is tuned to one set: each stands where the
# sets agree, and most may move by a quarter without costing half a point.


@dataclass(frozen=True, slots=True)
class Parameters:
    """What similarity is made of and how entries are learnt from it."""

    words: float = 0.38
    """Share of stems and of pairs of near words in the similarity: the surest evidence."""

    letters: float = 0.42
    """Share of the similarity of spelling: what a stemmer and a speller do not join."""

    senses: float = 0.20
    """Share of the similarity of meaning by the thesaurus, which is right less often."""

    plain: float = 0.5
    """What a word without a sense counts among the senses. At 0 a question that has a few common
    words in common with a phrasing looks the same as it; at 1 synonyms are drowned."""

    likeness: float = 0.3
    """Weight of the cube of rapidfuzz's ratio: word order, length, and strings with no word in
    common. The cube leaves nothing of the ratio of unrelated texts, which is about a half."""

    compared: float = 0.05
    """The least cosine of texts whose ratio is computed; below it is guessed, which changes
    accuracy by 0.2 points up or down and leaves one text of four to compare, or fewer."""

    reach: int = 3
    """Words may stand this far apart to make a pair, in either order. Neighbours alone lose half
    a point where entries are near each other; all pairs cost time and bring no more."""

    ridge: float = 0.4
    """Added to the kernel's diagonal: how far a phrasing may mislead. Flat from 0.2 to 0.8."""

    floor: float = 0.1
    """The least eigenvalue that the kernel with its ridge may have; else its negative part is
    taken away. It is about the ridge itself or more unless many phrasings follow one template."""

    answer: float = 0.25
    """Weight of an entry's answer as one more phrasing: it says what was not thought of, but in
    the words of the article. More than this and long answers attract every question."""

    trained: int = 3_000
    """Up to so many phrasings one system is solved at build (in 0.6 s for 3,000). Time grows with
    the cube; beyond, each question solves a small system over its nearest phrasings."""

    clipped: int = 1_000
    """Phrasings of which the negative part of the kernel is taken away, in 0.3 s. Time grows with
    the cube to 5 s for 2,800: beyond, a FAQ whose kernel has eigenvalues below the floor, as of one
    template, is learnt from as a larger one is, and finds as much."""

    shortlist: int = 128
    """Phrasings that share most with a question: twice as many bring a tenth of a point."""

    budget: int = 10_000
    """Places that are read to find those, of the rarest features first; all bring a tenth more."""

    nearest: int = 64
    """Phrasings in that small system at the most: 50 and 150 are half a point less accurate, 80 a
    tenth more, for a third more time."""

    rehearsed: int = 1_000
    """Phrasings of a large FAQ that are rehearsed for a report, evenly spread."""

    sampled: int = 160
    """Phrasings of a large FAQ that tell how far scores are to be trusted. A saved change waits
    for them. From sample to sample the threshold varies by 0.03, which costs 0.45 points of right
    answers and refusals; 256 cost 0.37, and 512 0.28, for as many times the wait."""


PARAMETERS = Parameters()


def similarity(cosines: Floats, text: str, others: Sequence[str]) -> Floats:
    """The similarity of a text with others, from its cosines with them and rapidfuzz's ratio.

    A power of 1.5 favours few things in common with one phrasing over a little with each of many.
    It is taken by a root and a product, which every processor rounds alike; a power it does not.
    Where the cosine is small the ratio is guessed from that: the ratio of unlike texts says
    nothing, and to compare a question with all texts takes longer than all the rest.
    """
    # Two words that are spelt alike count for each other twice: the cosine may come out above 1.
    near = np.minimum(cosines, 1.0)
    ratios = guessed(near)
    compared = (cosines >= PARAMETERS.compared).nonzero()[0]
    if len(compared):
        some = list(map(others.__getitem__, compared.tolist()))
        ratios[compared] = cdist([text], some, scorer=fuzz.ratio, dtype=np.float64)[0] / 100.0
    return combined(near, ratios)


def guessed(near: Floats) -> Floats:
    """About what the ratio of two texts of a small cosine is: a third of any letters agree."""
    guess: Floats = 0.65 * near + 0.35
    return guess


def combined(near: Floats, ratios: Floats) -> Floats:
    """Similarities from cosines of at most 1, which are overwritten, and rapidfuzz's ratios."""
    near *= np.sqrt(near)
    alike = PARAMETERS.likeness * ratios
    alike *= ratios
    alike *= ratios
    alike += near
    return snapped(alike, KERNEL)
