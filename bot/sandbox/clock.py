"""The time, which a test may hold, and the ids that are made of it (snowflakes)."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, in milliseconds: where Discord's snowflakes begin."""

Cancel: TypeAlias = Callable[[], object]


class Clock:
    """The machine's own time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def call_later(self, delay: float, callback: Callable[[], None]) -> Cancel:
        """Run `callback` once, `delay` seconds from now; what is returned calls it off."""
        return asyncio.get_running_loop().call_later(delay, callback).cancel


class HeldClock(Clock):
    """A time that moves only when a test says so: deadlines without waiting, ids that repeat."""

    def __init__(self) -> None:
        self._now = 1_767_225_600.0  # the first second of 2026 (UTC)
        self._due: dict[Callable[[], None], float] = {}

    def now(self) -> float:
        """Seconds since 1970, as far as this clock was moved."""
        return self._now

    def call_later(self, delay: float, callback: Callable[[], None]) -> Cancel:
        """Run `callback` inside the `advance` that reaches its time."""
        self._due[callback] = self._now + delay
        return partial(self._due.pop, callback, None)

    def advance(self, seconds: float) -> None:
        """Move on, running what falls due on the way, in order."""
        target = self._now + seconds
        for callback, due in sorted(self._due.items(), key=lambda one: one[1]):
            if due <= target and callback in self._due:
                del self._due[callback]
                self._now = max(self._now, due)
                callback()
        self._now = target


class Snowflakes:
    """Gives out ids: milliseconds since 2015 in the upper bits, rising each time."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        """A new id, greater than every one before."""
        at = (int(self._clock.now() * 1000) - EPOCH_MS) << 22
        self._last = max(at, self._last + 1)
        return self._last


def iso(seconds: float) -> str:
    """A time in the form that Discord writes: ISO 8601 with microseconds and offset."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")
