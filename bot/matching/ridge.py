"""How alike texts are: the kernel that the learner learns from, of all texts or of the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.arrays import (
    COSINE,
    KERNEL,
    PARAMETERS,
    WEIGHT,
    Floats,
    Ints,
    Reals,
    Rows,
    Singles,
    shown,
    snapped,
)

COMMON = 32
"""Columns that more texts share go through a matrix product, others pair by pair: there are many
rare ones, each with few pairs, and few common ones."""

ROWS = 256
"""Rows that are multiplied at once; what stands above the diagonal is mostly left out."""


def gram(full: Rows, width: int) -> Singles:
    """The cosine of each row of ``full`` with each before it, and 1 with itself.

    Below the diagonal, that is; above it anything may stand.
    """
    columns, shared = _shared(full.ids, width)
    several = columns < shared
    rows, columns, values = full.owners()[several], columns[several], full.values[several]
    often = np.bincount(columns, minlength=shared) > COMMON
    dense = often[columns]
    count = len(full.starts) - 1
    total = _product(rows[dense], _renumbered(often)[columns[dense]], values[dense], count)
    _add_pairs(total, rows[~dense], columns[~dense], values[~dense])
    total /= COSINE
    np.fill_diagonal(total, 1.0)
    return total


def _shared(ids: Ints, width: int) -> tuple[Ints, int]:
    """New numbers for the columns that stand more than once in ``ids``, and how many they are.

    Columns that stand once can't make two texts alike: they share the number after the last.
    """
    places = np.zeros(width, dtype=np.int32)
    places[ids] = np.arange(len(ids), dtype=np.int32)
    place = places[ids]  # one for all that stand in a column
    several = np.bincount(place, minlength=len(ids)) > 1
    count = int(np.count_nonzero(several))
    return np.where(several, _renumbered(several), count)[place], count


def _renumbered(chosen: NDArray[np.bool_]) -> Ints:
    """Numbers without gaps for what is chosen."""
    numbers: Ints = np.cumsum(chosen) - 1
    return numbers


def _product(rows: Ints, columns: Ints, values: Floats, count: int) -> Singles:
    """Products of common columns, below the diagonal.

    All values lie on the grid, so that any order gives the same sums, in single precision too: a
    sum is rounded only above 1, where it stays, and more alike than that makes no difference.
    """
    width = int(columns.max()) + 1 if len(columns) else 0
    dense = np.zeros((count, width), dtype=np.float32)
    np.add.at(dense.reshape(-1), rows * width + columns, values.astype(np.float32))
    total = np.zeros((count, count), dtype=np.float32)
    for start in range(0, count, ROWS):
        end = start + ROWS
        np.matmul(dense[start:end], dense[:end].T, out=total[start:end, :end])
    return total


def _add_pairs(total: Singles, rows: Ints, columns: Ints, values: Floats) -> None:
    """Add products of rare columns, of each element with those before it in its column."""
    order = np.argsort(columns, kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    places = np.arange(len(columns))
    many = places - np.searchsorted(columns, columns) + 1
    ends = np.cumsum(many)
    others = np.repeat(places + 1 - ends, many) + np.arange(ends[-1] if len(ends) else 0)
    cells = np.repeat(rows * len(total), many) + rows[others]
    products = np.repeat(values, many) * values[others]
    np.add.at(total.reshape(-1), cells, products.astype(np.float32))


def kernel(cosines: Reals, ratios: Reals) -> Reals:
    """The similarity of texts from their cosines and string ratios, on the grid.

    A power of 1.5 favours few things in common with one phrasing over a little with each of many.
    It is taken by a root and a product, which every processor rounds alike; a power it does not.
    """
    # Two words that are spelt alike count for each other twice: the cosine may come out above 1.
    near: Reals = np.minimum(cosines, 1.0)
    near *= np.sqrt(near)
    alike: Reals = PARAMETERS.likeness * ratios
    alike *= ratios
    alike *= ratios
    alike += near
    return snapped(alike, KERNEL)


def ratios(cosines: Floats, texts: Sequence[str], others: Sequence[str]) -> Floats:
    """The ratio (rapidfuzz) of each text with each of the others, from 0 to 1.

    Where the cosine is small it is guessed from that: the ratio of unlike texts says nothing, and
    to compare a question with all texts takes longer than all the rest.
    """
    found = 0.65 * np.minimum(cosines, 1.0) + 0.35  # a third of the letters of any two texts agree
    for row, text in enumerate(texts):
        near = (cosines[row] >= PARAMETERS.compared).nonzero()[0]
        if len(near):
            some = [others[i] for i in near.tolist()]
            found[row, near] = cdist([text], some, scorer=fuzz.ratio, dtype=np.float64)[0] / 100.0
    return found


# Learns from all phrasings at once what each of them says for and against each entry.
# Kernel ridge regression: ``(K + l I)^-1 Y`` with a column of Y for each entry, 1 for its phrasings
# and 0 for all others. With these targets a question that has nothing in common with any phrasing
# scores 0 and a sure match near 1, so that the top score itself says how sure the ranker is.
# (Saunders, Gammerman and Vovk 1998. Leave one out in closed form: Rifkin and Lippert 2007.)


# Makes a kernel definite where it is not, so that what is learnt from it stays bounded.
#
# A power of cosines and a ratio of strings are no inner products: among many texts after one
# template the kernel has eigenvalues below zero, and the ridge may not lift them above it. The
# system is then singular or close to it, and scores are huge or there are none. So the kernel's
# negative part is taken away, which gives the definite matrix nearest to it, and questions are
# compared by what is left. (Spectrum clip: Chen and others, Similarity-based Classification, JMLR
# 2009, with the same change to what a text is compared with as to what it is learnt from.)

NOTHING = 0.01
"""An eigenvalue so near zero does no harm. Texts of the same words have some that are zero, and
which side of it they fall on is the processor's rounding: nothing may hang on that."""


def is_bounded(kernel: Floats) -> bool:
    """Whether the ridge lifts all eigenvalues of ``kernel`` to ``PARAMETERS.floor`` or above.

    Args:
        kernel: A symmetric matrix without the ridge; only its lower triangle is read.
    """
    lifted = kernel.copy()
    lifted[np.diag_indices(len(lifted))] += PARAMETERS.ridge - PARAMETERS.floor
    try:
        np.linalg.cholesky(lifted)
    except np.linalg.LinAlgError:
        return False
    return True


def clipped(kernel: Floats) -> tuple[Floats, Floats]:
    """The definite matrix nearest to ``kernel``, and the directions that it is flat in now.

    Args:
        kernel: A symmetric matrix; only its lower triangle is read.

    Returns:
        The matrix, and a column of length 1 for each clearly negative eigenvalue set to 0.
    """
    values, vectors = np.linalg.eigh(kernel)
    definite: Floats = (vectors * np.maximum(values, 0.0)) @ vectors.T
    return definite, vectors[:, values < -NOTHING]


def without(flat: Floats, other: Floats) -> Floats:
    """``other`` without its part in the directions of ``flat``."""
    rest: Floats = other - flat @ (flat.T @ other)
    return rest


# Each phrasing asked as a question, when it is not there.


class LeftOutScores(NamedTuple):
    """What one phrasing scored; the fields are those of ``Rehearsal``."""

    phrasing: int
    own: float
    other: float
    rival: int
    absent: float
    absent_next: float


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What phrasings score as questions; all scores are from 0 to 1.

    ``phrasings`` are those that were asked: all, or in a large FAQ an even sample. For each of
    them, ``own`` is its entry's score when it is not there itself, ``other`` the best other
    entry's and ``rival`` that entry; ``absent`` is the top score when its whole entry is not
    there, and ``absent_next`` the one below it. The first should be answered, the absent refused.
    """

    entries: int
    phrasings: tuple[int, ...]
    own: tuple[float, ...]
    other: tuple[float, ...]
    rival: tuple[int, ...]
    absent: tuple[float, ...]
    absent_next: tuple[float, ...]

    @classmethod
    def of(cls, entries: int, found: Iterable[LeftOutScores]) -> Rehearsal:
        """The rehearsal of a FAQ with so many entries."""
        rows = sorted(found)
        return cls(
            entries,
            tuple(row.phrasing for row in rows),
            tuple(shown(row.own) for row in rows),
            tuple(shown(row.other) for row in rows),
            tuple(row.rival for row in rows),
            tuple(shown(row.absent) for row in rows),
            tuple(shown(row.absent_next) for row in rows),
        )


@dataclass(frozen=True, slots=True)
class Ridge:
    """What was learnt: a weight for each text and entry, and what a rehearsal needs beside.

    ``members`` are the texts of each entry and ``blocks`` what the inverse of the kernel with its
    ridge holds where their rows and columns meet. A rehearsal reckons with ``learnt``: the
    weights themselves, or where the kernel had to be made definite, with their part in its flat
    directions, which scores leave out.
    """

    weights: Floats
    learnt: Floats
    owners: Ints
    members: tuple[Ints, ...]
    blocks: tuple[Floats, ...]

    @classmethod
    def fit(cls, kernel: Floats, owners: Ints, entries: int) -> Ridge:
        """Learn from the similarities of texts with each other, and the entry of each.

        Only the lower triangle of ``kernel`` is read.
        """
        flat = None
        if not is_bounded(kernel):
            kernel, flat = clipped(kernel)
        system: Floats = np.tril(kernel) + np.tril(kernel, -1).T
        system[np.diag_indices(len(system))] += PARAMETERS.ridge
        inverse = np.asarray(np.linalg.inv(system), dtype=np.float64)
        targets = np.zeros((len(owners), entries))
        targets[np.arange(len(owners)), owners] = 1.0
        exact = inverse @ targets
        learnt = snapped(exact, WEIGHT)
        weights = learnt if flat is None else snapped(without(flat, exact), WEIGHT)
        members = _members(owners, entries)
        blocks = tuple(inverse[np.ix_(inside, inside)] for inside in members)
        return cls(weights, learnt, owners, members, blocks)

    def to_bytes(self) -> bytes:
        """All that was learnt, as bytes: the weights as whole grid units, then the blocks.

        Where they differ, what a rehearsal reckons with stands between.
        """
        kept = [self.weights] if self.learnt is self.weights else [self.weights, self.learnt]
        units = (np.rint(one * WEIGHT).astype("<i8") for one in kept)
        parts = (*units, *(block.astype("<f8") for block in self.blocks))
        return b"".join(part.tobytes() for part in parts)

    @classmethod
    def from_bytes(cls, data: bytes, owners: Ints, entries: int) -> Ridge | None:
        """What ``to_bytes`` gave for the same owners; None if the length can't be right."""
        members = _members(owners, entries)
        count = len(owners) * entries
        sizes = [len(inside) ** 2 for inside in members]
        once, twice = (8 * (times * count + sum(sizes)) for times in (1, 2))
        if len(data) not in (once, twice):
            return None
        times = 1 if len(data) == once else 2
        units = np.frombuffer(data, "<i8", count=times * count).reshape(-1, len(owners), entries)
        numbers = np.frombuffer(data, "<f8", offset=8 * times * count)
        parts = np.split(numbers, np.cumsum(sizes)[:-1])
        blocks = tuple(
            part.reshape(len(inside), len(inside))
            for part, inside in zip(parts, members, strict=True)
        )
        kept = units / WEIGHT
        weights = kept[0]
        return cls(weights, weights if times == 1 else kept[1], owners, members, blocks)

    def without_entry(self, entry: int) -> Floats:
        """The scores of an entry's texts for all entries, learnt without these texts."""
        scores = -np.linalg.solve(self.blocks[entry], self.learnt[self.members[entry]])
        scores[:, entry] += 1.0
        return np.asarray(scores, dtype=np.float64)

    def without_each(self, entry: int) -> Floats:
        """The scores of an entry's texts for all entries, each learnt without that text."""
        scores: Floats = -self.learnt[self.members[entry]] / np.diag(self.blocks[entry])[:, None]
        scores[:, entry] += 1.0
        return scores

    def rehearsed(self, rows: Ints) -> Iterator[LeftOutScores]:
        """What each of ``rows`` scores as a question, without itself and without its entry."""
        wanted = np.zeros(len(self.owners), dtype=np.bool_)
        wanted[rows] = True
        for entry in sorted(set(self.owners[rows].tolist())):
            asked = wanted[self.members[entry]]
            alone = self.without_each(entry)[asked]
            own = alone[:, entry].tolist()
            rivals, other, _ = _best_but(entry, alone)
            _, absent, behind = _best_but(entry, self.without_entry(entry)[asked])
            texts = self.members[entry][asked].tolist()
            columns = (texts, own, other, rivals, absent, behind)
            yield from map(LeftOutScores._make, zip(*columns, strict=True))


def _members(owners: Ints, entries: int) -> tuple[Ints, ...]:
    return tuple(np.flatnonzero(owners == entry) for entry in range(entries))


def _best_but(entry: int, scores: Floats) -> tuple[list[int], list[float], list[float]]:
    """In each row the best of all entries but one, its score, and the score of the next."""
    others = np.concatenate((np.zeros((len(scores), 2)), scores), axis=1)
    others[:, entry + 2] = -np.inf
    best = others[:, 2:].argmax(axis=1)
    two = np.sort(np.partition(others, -2, axis=1)[:, -2:], axis=1)
    return best.tolist(), two[:, 1].tolist(), two[:, 0].tolist()
