"""Numbers on a fixed grid, so that the same sums come out on every machine.

Floats that are whole multiples of a power of two add up without rounding, as long as the sum stays
below 2**53 of them. Their sums are then the same in any order: on one thread or many, with any
instruction set and any linear algebra library.
"""

import math
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]
Reals = TypeVar("Reals", Floats, Singles)
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


def highest(values: Floats, count: int) -> Ints:
    """The places of the ``count`` highest of whole values, in order.

    Of equal ones the first is taken: no two keys are equal, so that every processor's partition
    takes the same ones.
    """
    size = len(values)
    if size <= count:
        return np.arange(size)
    keys = np.arange(size) - values * size
    return np.sort(np.argpartition(keys, count)[:count])


def snapped(values: Reals, unit: int) -> Reals:
    """``values`` moved to whole ``unit``-ths."""
    snapped: Reals = values * unit
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
