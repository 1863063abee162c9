"""The figures that the benchmarks report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def auroc(known: Sequence[float], strange: Sequence[float]) -> float:
    """How often a known question scores above a strange one, in percent; ties count half."""
    if not len(known) or not len(strange):
        return float("nan")
    order = np.sort(np.asarray(strange, dtype=np.float64))
    below = np.searchsorted(order, known, "left") + np.searchsorted(order, known, "right")
    return 50.0 * float(below.mean()) / len(order)


def oscr(known: Sequence[float], right: Sequence[bool], strange: Sequence[float]) -> float:
    """Area under (right and accepted) against (strange and accepted), in percent."""
    if not len(strange):
        return float("nan")
    scores, hit = np.asarray(known, dtype=np.float64), np.asarray(right, dtype=bool)
    cuts = np.unique(np.concatenate((scores, np.asarray(strange))))[::-1]
    accepted = _at_least(scores[hit], cuts) / len(scores)
    wrong = _at_least(np.asarray(strange, dtype=np.float64), cuts) / len(strange)
    x, y = np.concatenate(([0.0], wrong)), np.concatenate(([0.0], accepted))
    return 100.0 * float(((x[1:] - x[:-1]) * (y[1:] + y[:-1]) / 2).sum())


def _at_least(scores: Floats, cuts: Floats) -> Floats:
    return (len(scores) - np.searchsorted(np.sort(scores), cuts, "left")).astype(np.float64)
