"""The cool-down: how many questions a member and a channel may ask within a time.

What is less than a question, a keystroke or a click on a button, has a bucket of its own.
"""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from cachetools import LRUCache

from bot.discord.options import CooldownLimits

Whose = Literal["member", "channel"]
SLACK = 1e-6  # seconds that sums of seconds may be off by
KEPT = 20_000  # members and channels remembered at once, the longest silent forgotten first


@dataclass(frozen=True, slots=True)
class TooFast:
    """Too fast: whose limit it was, the seconds to wait, and whether that is the first refusal."""

    whose: Whose
    seconds: int
    first: bool


@dataclass(slots=True)
class Window:
    """The times of the last questions of one member or channel, and of the last refusal shown."""

    asked: deque[float] = field(default_factory=deque)
    refused_at: float = -math.inf


@dataclass(slots=True)
class Cooldowns:
    """Counts questions in a sliding window of `limits.seconds`."""

    limits: CooldownLimits
    _windows: LRUCache[tuple[Whose, int], Window] = field(default_factory=lambda: LRUCache(KEPT))

    def admit(self, member: int, channel: int, now: float) -> TooFast | None:
        """Count a question at `now`, in seconds of a clock that only goes forward; or refuse it.

        The second half of a channel's room is kept for members who have asked nothing of late, so
        that a few who ask much leave room for the others.
        """
        theirs = self._window(("member", member), now)
        channels = self._window(("channel", channel), now)
        if len(theirs.asked) >= self.limits.member:
            return self._refused("member", theirs, self.limits.member, now)
        # How many the channel may have for one more of this member to be answered.
        room = math.ceil(self.limits.channel / 2) if theirs.asked else self.limits.channel
        if len(channels.asked) >= room:
            return self._refused("channel", channels, room, now)
        theirs.asked.append(now)
        channels.asked.append(now)
        return None

    def _window(self, key: tuple[Whose, int], now: float) -> Window:
        window = self._windows.setdefault(key, Window())
        while window.asked and now - window.asked[0] >= self.limits.seconds:
            window.asked.popleft()
        return window

    def _refused(self, whose: Whose, window: Window, room: int, now: float) -> TooFast:
        first = now - window.refused_at >= self.limits.seconds
        if first:
            window.refused_at = now
        wait = self.limits.seconds - (now - window.asked[len(window.asked) - room])
        return TooFast(whose, max(1, math.ceil(wait)), first)


@dataclass(slots=True)
class Buckets:
    """Lets each member do `burst` things at once, and from then on one every `seconds`."""

    burst: int
    seconds: float
    _owed: LRUCache[int, float] = field(default_factory=lambda: LRUCache(KEPT))
    """When each member's bucket will be full again: what was done is paid for until then."""

    def admit(self, member: int, now: float) -> bool:
        """Count a thing done at `now`, in seconds of a clock that only goes forward; or refuse."""
        full = max(now, self._owed.get(member, now)) + self.seconds
        if full - now > self.burst * self.seconds + SLACK:
            return False
        self._owed[member] = full
        return True
