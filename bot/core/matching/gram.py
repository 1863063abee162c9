"""The cosines of many texts with each other."""

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.grid import COSINE, Floats, Ints, Singles, summed
from bot.core.matching.rows import Rows

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
    held = columns < shared
    rows, columns, values = full.owners()[held], columns[held], full.values[held]
    often = np.bincount(columns, minlength=shared) > COMMON
    dense = often[columns]
    count = len(full.starts) - 1
    total = _product(rows[dense], _renumbered(often)[columns[dense]], values[dense], count)
    _add_pairs(total, rows[~dense], columns[~dense], values[~dense])
    total /= COSINE
    np.fill_diagonal(total, 1.0)
    return total


def small_gram(full: Rows, texts: Ints, width: int) -> Singles:
    """The same, above the diagonal too, for few ``texts``: one product is the quickest."""
    at, lengths = full.places(texts)
    columns, shared = _shared(full.ids[at], width)
    each = shared + 1  # the last column holds what stands once
    cells = np.repeat(np.arange(len(texts)) * each, lengths) + columns
    sums = summed(cells, full.values[at], len(texts) * each).reshape(len(texts), each)
    dense = sums[:, :shared].astype(np.float32)  # whole numbers, as below
    cosines: Singles = dense @ dense.T
    cosines /= COSINE
    np.fill_diagonal(cosines, 1.0)
    return cosines


def _shared(ids: Ints, width: int) -> tuple[Ints, int]:
    """New numbers for the columns that stand more than once in ``ids``, and how many they are.

    Columns that stand once can't make two texts alike: they share the number after the last.
    """
    seen = np.empty(width, dtype=np.int32)  # only what is written here is read
    seen[ids] = np.arange(len(ids), dtype=np.int32)
    first = seen[ids]
    several = np.bincount(first, minlength=len(ids)) > 1
    count = int(np.count_nonzero(several))
    return np.where(several, _renumbered(several), count)[first], count


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
