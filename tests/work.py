"""How much work something does, counted in calls: the same on every machine, however busy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

SIZES = (150, 600)  # one size, and four times as much
LINEAR = 6.0  # times as much work at the most: four and a little more


def calls_of(work: Callable[[], object]) -> int:
    """The calls of functions, of Python's own too, that some work takes."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


def prove_linear(measure: Callable[[int], int], sizes: tuple[int, int] = SIZES) -> None:
    """Four times as much takes about four times the work; the first size warms caches up."""
    measure(sizes[0])
    small, large = (measure(size) for size in sizes)
    assert large < LINEAR * small, f"{small:,} steps became {large:,}"
