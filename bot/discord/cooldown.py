"""The cool-down: how many questions a member and a channel may ask within a time.

What is less than a question, a keystroke or a press of a button, has a bucket of its own.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from typing import Literal

import discord

from bot.discord.options import Cooldown
from bot.matching.text import tokens

# Once: what was dealt with already, bounded in size; the gateway may tell a thing twice.


@dataclass(slots=True)
class Once:
    """Remembers the last `size` things, the longest ago forgotten first."""

    size: int = 10_000
    _seen: OrderedDict[Hashable, None] = field(default_factory=OrderedDict)

    def __contains__(self, thing: Hashable) -> bool:
        return thing in self._seen

    def first(self, thing: Hashable) -> bool:
        """Whether this is the first time; from now on it is not."""
        if thing in self._seen:
            return False
        self._seen[thing] = None
        if len(self._seen) > self.size:
            self._seen.popitem(last=False)
        return True

    def forget(self, thing: Hashable) -> None:
        """Let it be new again."""
        self._seen.pop(thing, None)


# The crowd: whether a person has already answered, so that the bot keeps out of it.

FRESH = 3.0  # seconds: of an older message the channel is asked what was said since
RECENT = 12  # voices of a channel that count as having spoken just before
CHANNELS = 1_000  # channels whose voices are remembered, the longest silent forgotten first
READ = 20  # messages read then
Spoken = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel


class Crowd:
    """Remembers which messages people replied to, and where people spoke in forum posts."""

    def __init__(self) -> None:
        self._replied = Once()
        self._spoken = Once()
        self._away: set[int] = set()
        self._voices: OrderedDict[int, deque[tuple[int, str]]] = OrderedDict()

    def claim(self, channel: int) -> None:
        """The bot answers in a forum post where it was mentioned: that is its first answer."""
        self._spoken.first(channel)

    def lose(self, shard: int) -> None:
        """A connection is lost: what comes until it is back was perhaps answered meanwhile."""
        self._away.add(shard)

    def regain(self, shard: int) -> None:
        """It is back, and all that was missed has been told."""
        self._away.discard(shard)

    def hear(self, message: discord.Message) -> None:
        """Take note of what a person says."""
        if message.reference and message.reference.message_id:
            self._replied.first(message.reference.message_id)
        channel = message.channel
        voices = self._voices.setdefault(channel.id, deque(maxlen=RECENT))
        voices.append((message.author.id, message.author.display_name))
        self._voices.move_to_end(channel.id)
        if len(self._voices) > CHANNELS:
            self._voices.popitem(last=False)
        if isinstance(channel, discord.Thread) and message.author.id != channel.owner_id:
            self._spoken.first(channel.id)

    def names(self, message: discord.Message) -> frozenset[str]:
        """The first names of the others who spoke in a channel just before a message."""
        spoken = self._voices.get(message.channel.id, ())
        others = (tokens(name) for who, name in spoken if who != message.author.id)
        return frozenset(name[0] for name in others if name)

    async def answered(self, message: discord.Message) -> bool:
        """Whether a person (or the bot before) has answered a message in a channel.

        What is told late, after a lost connection, is only answered if nobody spoke since.
        """
        if message.id in self._replied:
            return True
        if self._is_news(message.id) or not isinstance(message.channel, Spoken):
            return False
        return await _others_since(message.channel, message.id, message.author.id)

    async def answered_in(self, post: discord.Thread) -> bool:
        """Whether anybody but its author has spoken in a forum post."""
        if post.id in self._spoken:
            return True
        if self._is_news(post.id):
            return False
        return await _others_since(post, post.id, post.owner_id)

    def _is_news(self, snowflake: int) -> bool:
        return not self._away and _age(snowflake) < FRESH


async def _others_since(channel: Spoken, message: int, author: int) -> bool:
    since = discord.Object(message)
    return any(
        [said.author.id != author async for said in channel.history(limit=READ, after=since)]
    )


def _age(snowflake: int) -> float:
    """Seconds since Discord made it, by this machine's clock."""
    return time.time() - discord.utils.snowflake_time(snowflake).timestamp()


Whose = Literal["member", "channel"]
SLACK = 1e-6  # seconds that sums of seconds may be off by
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
        self._windows.move_to_end(key)
        while len(self._windows) > KEPT:
            self._windows.popitem(last=False)
        while window.asked and now - window.asked[0] >= self.limits.seconds:
            window.asked.popleft()
        return window

    def _refused(self, whose: Whose, window: Window, room: int, now: float) -> Refused:
        first = now - window.told >= self.limits.seconds
        if first:
            window.told = now
        wait = self.limits.seconds - (now - window.asked[len(window.asked) - room])
        return Refused(whose, max(1, math.ceil(wait)), first)


@dataclass(slots=True)
class Buckets:
    """Lets each member do `burst` things at once, and from then on one every `seconds`."""

    burst: int
    seconds: float
    _owed: OrderedDict[int, float] = field(default_factory=OrderedDict)
    """When each member's bucket will be full again: what was done is paid for until then."""

    def admit(self, member: int, now: float) -> bool:
        """Count a thing done at `now`, in seconds of a clock that only goes forward; or refuse."""
        full = max(now, self._owed.get(member, now)) + self.seconds
        if full - now > self.burst * self.seconds + SLACK:
            return False
        self._owed[member] = full
        self._owed.move_to_end(member)
        if len(self._owed) > KEPT:
            self._owed.popitem(last=False)
        return True
