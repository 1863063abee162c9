"""Identifying: how often the shards may begin a new session, by Discord's rules.

Discord takes one IDENTIFY within five seconds, and resets the token of a bot that makes more than a
thousand a day. discord.py waits five seconds before each but the first, and counts none.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from time import monotonic

APART = 5.0  # seconds between two IDENTIFYs that Discord wants
AT_ONCE = 30  # IDENTIFYs that may follow each other so
EACH = 100.0  # seconds for one after those: Discord takes a token away that makes 1,000 a day


class Identifying:
    """Paces the IDENTIFYs of all shards."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = asyncio.Lock()
        self._last = -APART + clock()
        self._left = float(AT_ONCE)

    def wait(self) -> float:
        """Seconds until the next one may be made."""
        now = self._clock()
        return max(0.0, self._last + APART - now, (1 - self._left_at(now)) * EACH)

    def made(self, *, counts: bool = True) -> None:
        """One is made now; the first of each shard does not count towards the day's."""
        now = self._clock()
        self._left = self._left_at(now) - counts
        self._last = now

    async def turn(self, *, counts: bool = True) -> None:
        """Wait until the next one may be made, and make it; one that is cancelled is not made."""
        async with self._lock:
            await asyncio.sleep(self.wait())
            self.made(counts=counts)

    def _left_at(self, now: float) -> float:
        return min(float(AT_ONCE), self._left + (now - self._last) / EACH)
