"""Half of an inverse: what a system of equations is solved by, for a third of an inverse's price.

A symmetric positive definite A is L L' with L lower triangular (Cholesky). With X, the inverse of
L, the inverse of A is X'X, of which the learner needs no more than a few blocks.
"""

import numpy as np

from bot.core.matching.grid import Floats

BLOCK = 96
"""Rows that the library takes apart by itself; above, matrix products are three times as fast."""

STRIPS = 4
"""Pieces that a triangle is cut into when it is multiplied: most of its zeros are left out."""


def inverse_factor(system: Floats) -> Floats:
    """X for a positive definite ``system``, of which only the lower triangle is read.

    By halves: A21 X11' is L21, what is left of A22 without L21 L21' gives X22, and -X22 L21 X11 is
    X21. (Golub and Van Loan, Matrix Computations, 4.2.)
    """
    inverse = np.zeros(system.shape)
    _factor(system, inverse)
    return inverse


def _factor(system: Floats, inverse: Floats) -> None:
    """Fill the lower triangle of ``inverse``."""
    size = len(system)
    if size <= BLOCK:
        inverse[:] = np.tril(np.linalg.inv(np.linalg.cholesky(system)))
        return
    half = size // 2
    _factor(system[:half, :half], inverse[:half, :half])
    below = times_lower(system[half:, :half], inverse[:half, :half])
    _factor(system[half:, half:] - below @ below.T, inverse[half:, half:])
    left = -lower_times(inverse[half:, half:], below)
    inverse[half:, :half] = upper_times(inverse[:half, :half], left.T).T


def lower_times(lower: Floats, other: Floats) -> Floats:
    """``lower @ other``, the zeros above the diagonal of ``lower`` left out."""
    found = np.empty((len(lower), other.shape[1]))
    for start, end in _strips(len(lower)):
        found[start:end] = lower[start:end, :end] @ other[:end]
    return found


def times_lower(other: Floats, lower: Floats) -> Floats:
    """``other @ lower.T``, the same zeros left out."""
    found = np.empty((len(other), len(lower)))
    for start, end in _strips(len(lower)):
        found[:, start:end] = other[:, :end] @ lower[start:end, :end].T
    return found


def upper_times(lower: Floats, other: Floats) -> Floats:
    """``lower.T @ other``, the same zeros left out."""
    found = np.empty((len(lower), other.shape[1]))
    for start, end in _strips(len(lower)):
        found[start:end] = lower[start:, start:end].T @ other[start:]
    return found


def _strips(size: int) -> list[tuple[int, int]]:
    ends = [size * (i + 1) // STRIPS for i in range(STRIPS)]
    return list(zip([0, *ends], ends, strict=False))
