"""The time, which a test may hold, and the ids that are made of it (snowflakes)."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, in milliseconds: where Discord's snowflakes begin."""

HELD_START = 1_767_225_600.0
"""The first second of 2026 (UTC): where a held clock begins unless told otherwise."""


class Timer(Protocol):
    """Something that was set to happen and can be called off."""

    def cancel(self) -> None:
        """Call it off; harmless when it has already happened."""


class Clock(Protocol):
    """Where the sandbox takes its time from."""

    def now(self) -> float:
        """Seconds since 1970."""

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` once, `delay` seconds from now."""


class RunningClock:
    """The machine's own time."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` once on the running event loop."""
        return asyncio.get_running_loop().call_later(delay, callback)


@dataclass(order=True, slots=True)
class _Appointment:
    due: float
    order: int
    callback: Callable[[], None] = field(compare=False)
    cancelled: bool = field(default=False, compare=False)

    def cancel(self) -> None:
        self.cancelled = True


class HeldClock:
    """A time that moves only when a test says so: deadlines without waiting, ids that repeat."""

    def __init__(self, start: float = HELD_START) -> None:
        self._now = start
        self._appointments: list[_Appointment] = []
        self._order = 0

    def now(self) -> float:
        """Seconds since 1970, as far as this clock was moved."""
        return self._now

    def call_later(self, delay: float, callback: Callable[[], None]) -> Timer:
        """Run `callback` inside the `advance` that reaches its time."""
        self._order += 1
        appointment = _Appointment(self._now + delay, self._order, callback)
        heapq.heappush(self._appointments, appointment)
        return appointment

    def advance(self, seconds: float) -> None:
        """Move on, running what falls due on the way, in order."""
        target = self._now + seconds
        while self._appointments and self._appointments[0].due <= target:
            appointment = heapq.heappop(self._appointments)
            self._now = max(self._now, appointment.due)
            if not appointment.cancelled:
                appointment.callback()
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
