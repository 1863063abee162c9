"""The cosines of many texts with each other."""

import numpy as np
from numpy.typing import NDArray

from bot.core.matching.grid import COSINE, Floats, Ints, summed
from bot.core.matching.rows import Rows

COMMON = 32
"""Columns that more texts share go through a matrix product, others pair by pair: there are many
rare ones, each with few pairs, and few common ones."""


def gram(full: Rows, texts: Ints, width: int) -> Floats:
    """The cosine of each of many ``texts``, rows of ``full``, with each; 1 with itself."""
    count = len(texts)
    at, lengths = full.places(texts)
    columns, shared = _shared(full.ids[at], width)
    held = columns < shared
    rows = np.repeat(np.arange(count), lengths)[held]
    columns, values = columns[held], full.values[at[held]]
    often = np.bincount(columns, minlength=shared) > COMMON
    dense = often[columns]
    total = _product(rows[dense], _renumbered(often)[columns[dense]], values[dense], count)
    if not dense.all():
        total += _pairs(rows[~dense], columns[~dense], values[~dense], count)
    return _cosines(total)


def small_gram(full: Rows, texts: Ints, width: int) -> Floats:
    """The same for few ``texts``, of which one product is the quickest."""
    at, lengths = full.places(texts)
    columns, shared = _shared(full.ids[at], width)
    each = shared + 1  # the last column holds what stands once
    cells = np.repeat(np.arange(len(texts)) * each, lengths) + columns
    dense = summed(cells, full.values[at], len(texts) * each).reshape(len(texts), each)[:, :shared]
    return _cosines(dense @ dense.T)


def _cosines(products: Floats) -> Floats:
    cosines: Floats = products / COSINE
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


def _product(rows: Ints, columns: Ints, values: Floats, count: int) -> Floats:
    """Products of common columns. All values lie on the grid: any order gives the same sums."""
    width = int(columns.max()) + 1 if len(columns) else 0
    dense = summed(rows * width + columns, values, count * width).reshape(count, width)
    product: Floats = dense @ dense.T
    return product


def _pairs(rows: Ints, columns: Ints, values: Floats, count: int) -> Floats:
    """Products of rare columns, of each element with each of its column."""
    order = np.argsort(columns, kind="stable")
    rows, columns, values = rows[order], columns[order], values[order]
    starts = np.searchsorted(columns, np.arange(int(columns[-1]) + 2)).astype(np.intp)
    others, many = Rows(starts, rows, values).places(columns)
    pairs = np.repeat(rows * count, many) + rows[others]
    products = np.repeat(values, many) * values[others]
    return summed(pairs, products, count * count).reshape(count, count)
