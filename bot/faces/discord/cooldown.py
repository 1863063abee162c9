"""The cool-down: how many questions a member and a channel may ask within a time."""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Literal

from bot.faces.discord.options import Cooldown

Whose = Literal["member", "channel"]
KEPT = 20_000  # members and channels remembered at once, the longest silent forgotten first


@dataclass(frozen=True, slots=True)
class Refused:
    """Too fast: whose limit it was, the seconds to wait, and whether that is the first refusal."""

    whose: Whose
    seconds: int
    first: bool


@dataclass(slots=True)
class Window:
    """The times of the last questions of one member or channel, and of the last refusal told."""

    asked: deque[float] = field(default_factory=deque)
    told: float = -math.inf


@dataclass(slots=True)
class Cooldowns:
    """Counts questions in a sliding window of `limits.seconds`."""

    limits: Cooldown
    _windows: OrderedDict[tuple[Whose, int], Window] = field(default_factory=OrderedDict)

    def admit(self, member: int, channel: int, now: float) -> Refused | None:
        """Count a question at `now`, in seconds of a clock that only goes forward; or refuse it."""
        theirs = self._window(("member", member), now)
        channels = self._window(("channel", channel), now)
        if len(theirs.asked) >= self.limits.member:
            return self._refused("member", theirs, now)
        if len(channels.asked) >= self.limits.channel:
            return self._refused("channel", channels, now)
        theirs.asked.append(now)
        channels.asked.append(now)
        return None

    def _window(self, key: tuple[Whose, int], now: float) -> Window:
        window = self._windows.setdefault(key, Window())
        self._windows.move_to_end(key)
        while len(self._windows) > KEPT:
            self._windows.popitem(last=False)
        while window.asked and now - window.asked[0] >= self.limits.seconds:
            window.asked.popleft()
        return window

    def _refused(self, whose: Whose, window: Window, now: float) -> Refused:
        first = now - window.told >= self.limits.seconds
        if first:
            window.told = now
        wait = self.limits.seconds - (now - window.asked[0])
        return Refused(whose, max(1, math.ceil(wait)), first)
