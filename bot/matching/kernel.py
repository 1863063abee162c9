"""How alike texts are: the kernel that the learner learns from, of all texts or of the nearest."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.arrays import (
    COSINE,
    KERNEL,
    Floats,
    Ints,
    Reals,
    Rows,
    Singles,
    snapped,
)
from bot.matching.parameters import PARAMETERS

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
