"""How much work something does, counted in calls: the same on every machine, however busy."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile

SIZES = (50, 200)  # one size, and four times as much
LINEAR = 6.0  # times as much work at the most: four and a little more


def calls_of(work: Callable[[], object]) -> int:
    """The calls of functions, of Python's own too, that some work takes."""
    with Profile() as profile:
        work()
    return sum(one.callcount for one in profile.getstats())


def prove_linear(measure: Callable[[int], int]) -> None:
    """Four times as much takes about four times the work; the first size warms caches up."""
    measure(SIZES[0])
    small, large = map(measure, SIZES)
    assert large < LINEAR * small, f"{small:,} steps became {large:,}"
