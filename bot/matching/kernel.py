"""The kernel: how alike all texts are with each other, made definite, and its inverse's factor."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.arrays import COSINE, PARAMETERS, Floats, Rows, combined, guessed, summed

Singles: TypeAlias = NDArray[np.float32]
Kernel: TypeAlias = NDArray[np.floating[Any]]

AT_ONCE = 128  # texts that are compared with all those before them
FREQUENT = 64  # a column that more than every 64th text has is multiplied as a full one


def similarities(full: Rows, strengths: Floats, texts: Sequence[str] = ()) -> Floats:
    """How alike texts are as they are learnt from, on the diagonal and below.

    Args:
        full: Each text by all that texts are compared by.
        strengths: How strongly each speaks for its entry.
        texts: The texts, for their ratios; without them these are guessed, which among the texts
            nearest to a question is no less accurate.
    """
    size = len(strengths)
    # Whole numbers of singles: up to 1, above which cosines are cut, any order gives the same sums.
    often, seldom = _by_frequency(full)
    postings = seldom.turned(int(seldom.ids.max(initial=-1)) + 1)
    owners = seldom.owners()
    found = np.zeros((size, size))
    for start in range(0, size, AT_ONCE):
        end = min(start + AT_ONCE, size)
        cosines = (often[start:end] @ often[:end].T).astype(np.float64)
        if len(seldom.ids):  # of few texts none
            own = slice(seldom.starts[start], seldom.starts[end])
            at, lengths = postings.places(seldom.ids[own])
            rows = (owners[own] - start).repeat(lengths)
            products = postings.values[at] * seldom.values[own].repeat(lengths)
            found_here = summed(rows * size + postings.ids[at], products, (end - start) * size)
            cosines += found_here.reshape(-1, size)[:, :end]
        cosines /= COSINE
        cosines[np.arange(end - start), np.arange(start, end)] = 1.0
        near = np.minimum(cosines, 1.0)
        ratios = guessed(near)
        if texts:
            before = texts[:end]  # the same list twice is compared half as often
            some = before[start:] if start else before
            measured = cdist(some, before, scorer=fuzz.ratio, dtype=np.float64) / 100.0
            ratios = np.where(cosines >= PARAMETERS.compared, measured, ratios)
        alike = combined(near, ratios)
        found[start:end, :end] = alike * strengths[start:end, None] * strengths[:end]
    return found


def _by_frequency(full: Rows) -> tuple[Singles, Rows]:
    """The columns that many texts have as a full matrix, and those that several have.

    A column that one text has says nothing about any other.
    """
    size = len(full.starts) - 1
    ids, owners = full.ids, full.owners()
    if size <= FREQUENT:  # all of them
        columns = int(ids.max(initial=-1)) + 1
        found = summed(owners * columns + ids, full.values, size * columns)
        return found.reshape(size, columns).astype(np.float32), Rows.of([])
    counts = np.bincount(ids)
    often = np.flatnonzero(counts * FREQUENT > size)  # no more than there are elements
    place = np.full(len(counts), -1)
    place[often] = np.arange(len(often))
    chosen = place[ids] >= 0
    several = (counts[ids] > 1) & ~chosen
    columns = len(often)
    cells = owners[chosen] * columns + place[ids[chosen]]
    found = summed(cells, full.values[chosen], size * columns).reshape(size, columns)
    starts = np.concatenate(([0], np.cumsum(np.bincount(owners[several], minlength=size))))
    return found.astype(np.float32), Rows(starts, ids[several], full.values[several])


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

CLEARLY = 0.01
"""What the least eigenvalue must be above the floor for singles to tell that it is."""


def is_bounded(kernel: Kernel) -> bool:
    """Whether the ridge lifts all eigenvalues of ``kernel`` to ``PARAMETERS.floor`` or above.

    Args:
        kernel: A symmetric matrix without the ridge; only its lower triangle is read.
    """
    lift = PARAMETERS.ridge - PARAMETERS.floor
    try:
        _prove_definite(_lifted(kernel, lift - CLEARLY, np.float32))
    except np.linalg.LinAlgError:
        return _is_definite(_lifted(kernel, lift, np.float64))
    return True


def _lifted(kernel: Kernel, by: float, kind: type[np.floating[Any]]) -> Kernel:
    found = np.array(kernel, dtype=kind)
    found.flat[:: len(found) + 1] += by  # the diagonal
    return found


def _is_definite(matrix: Kernel) -> bool:
    try:
        np.linalg.cholesky(matrix)
    except np.linalg.LinAlgError:
        return False
    return True


# By halves, nearly all of it is products of matrices, which are many times faster than the
# linear algebra library's own inverse, and a triangle is never multiplied where it is zero.

SMALL = 96  # rows that are left to the library


def invert_factor(matrix: Kernel) -> None:
    """Put in a definite matrix's place the inverse of its lower triangular factor (Cholesky).

    Only the lower triangle is read. Raises LinAlgError where the matrix is not definite.
    """
    if len(matrix) <= SMALL:
        matrix[...] = np.tril(np.linalg.inv(np.linalg.cholesky(matrix)))
        return
    half = len(matrix) // 2
    first, below, last = matrix[:half, :half], matrix[half:, :half], matrix[half:, half:]
    matrix[:half, half:] = 0.0
    factor = _take_out(first, below, last)
    invert_factor(last)
    below[...] = _times_lower(_lower_times(last, factor), first)
    np.negative(below, out=below)


def _prove_definite(matrix: Kernel) -> None:
    """Raise LinAlgError where a matrix is not definite; it is overwritten."""
    while len(matrix) > SMALL:
        half = len(matrix) // 2
        _take_out(matrix[:half, :half], matrix[half:, :half], matrix[half:, half:])
        matrix = matrix[half:, half:]
    np.linalg.cholesky(matrix)


def _take_out(first: Kernel, below: Kernel, last: Kernel) -> Kernel:
    """Invert the first half's factor, and take from the last what the first says of it."""
    invert_factor(first)
    half = len(first) // 2
    factor = np.empty_like(below)
    np.matmul(below[:, :half], first[:half, :half].T, out=factor[:, :half])
    np.matmul(below, first[half:].T, out=factor[:, half:])
    last -= factor @ factor.T
    return factor


def _lower_times(lower: Kernel, other: Kernel) -> Kernel:
    half = len(lower) // 2
    return np.concatenate((lower[:half, :half] @ other[:half], lower[half:] @ other))


def _times_lower(other: Kernel, lower: Kernel) -> Kernel:
    half = len(lower) // 2
    right = other[:, half:] @ lower[half:, half:]
    return np.concatenate((other @ lower[:, :half], right), axis=1)


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
