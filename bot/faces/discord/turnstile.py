"""The turnstile: one question is answered at a time, and in between the event loop gets air.

Answering is pure computation in the loop's own thread. Were a burst of questions answered in a row,
no acknowledgement would leave and no heartbeat either before the last one was computed. So each
waits for its turn, of which there is one per round of the loop; who would wait for long learns so
beforehand, to tell Discord in time; and while somebody tells Discord, no turn is given.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

T = TypeVar("T")
LEARNING = 0.1  # how much the latest turn weighs in the average
LOOK_AGAIN = 0.003  # seconds until the turnstile looks again whether all is told
LONGEST_HOLD = 0.7  # seconds for which turns are held back at most
FIRST_GUESS = 0.005  # seconds that a turn takes, before any was measured


class Turnstile:
    """Lets work through one by one, in the order of arrival."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._pace = FIRST_GUESS
        self._urgent = 0
        self._held_since = 0.0

    @property
    def delay(self) -> float:
        """Seconds that somebody who comes now would wait, by the pace of late."""
        return self._waiting * self._pace

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Give no turn while something urgent is told, for a bounded time."""
        if not self._urgent:
            self._held_since = perf_counter()
        self._urgent += 1
        try:
            yield
        finally:
            self._urgent -= 1

    async def through(self, work: Callable[[], T]) -> T:
        """The result of some work, done when its turn has come."""
        self._waiting += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self._waiting -= 1
            raise
        # Held into the next round of the loop: what else is ready there comes before the next turn.
        asyncio.get_running_loop().call_soon(self._next)
        start = perf_counter()
        try:
            return work()
        finally:
            self._waiting -= 1
            self._pace += LEARNING * (perf_counter() - start - self._pace)

    def _next(self) -> None:
        if self._urgent and perf_counter() - self._held_since < LONGEST_HOLD:
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self._next)
        else:
            self._lock.release()
