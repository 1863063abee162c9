"""What the bot remembers of messages and who asks, in memory alone and bounded in size.

What came and was dealt with, which card answers which message, whether a person has answered
already, and who has to wait. After a restart older cards stay as they are.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

import discord
from cachetools import FIFOCache, LRUCache

from bot.discord import words
from bot.discord.logs import described, log
from bot.discord.options import CooldownLimits
from bot.matching.text import tokens


class Once(FIFOCache[Hashable, None]):
    """Remembers what was dealt with, since the gateway may tell a thing twice.

    Bounded in size: what came in the longest ago is forgotten first.
    """

    def __init__(self, size: int = 10_000) -> None:
        super().__init__(size)

    def first(self, thing: Hashable) -> bool:
        """Whether this is the first time; from now on it is not."""
        if thing in self:
            return False
        self[thing] = None
        return True

    def forget(self, thing: Hashable) -> None:
        """Let it be new again."""
        self.pop(thing, None)


KEPT = 5_000  # messages
WHILE = timedelta(minutes=10)  # in which a corrected question is answered anew


@dataclass(slots=True)
class AskedMessage:
    """A message that asked, and the bot's cards that answer it, the latest last.

    `text` is what was read of it, None before that; `asker` is whose conversation it counts in.
    `is_answer` says that the card tells what the article says: it is no refusal. What is `settled`
    is not brought up to date any more. `asked` says that a member had it answered from the menu, so
    that a model may choose for it when it is corrected too. Whoever answers holds the `lock`, so
    that an edit or a second helper waits for the first answer.
    """

    text: str | None = None
    asker: Hashable = None
    cards: list[discord.PartialMessage] = field(default_factory=list)
    is_answer: bool = False
    settled: bool = False
    asked: bool = False
    gone: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def answer(self) -> discord.PartialMessage | None:
        """The latest card, if one stands."""
        return self.cards[-1] if self.cards else None

    def lost(self, card: int) -> None:
        """A card was deleted: what somebody took away does not come back by an edit."""
        self.cards = [one for one in self.cards if one.id != card]
        self.is_answer, self.settled = False, True

    def news(self, text: str) -> bool:
        """Whether a text is to be answered: it is another than before, and not yet the third."""
        return not (self.gone or self.settled) and text != self.text

    async def retract(self) -> None:
        """Take away the cards that still stand."""
        cards, self.cards = self.cards, []
        for one in cards:
            try:
                await one.delete()
            except discord.NotFound:
                pass  # somebody was faster
            except discord.HTTPException as error:
                log.warning("an answer could not be taken away: %s", described(error))


class AnsweredMessages:
    """Remembers the last messages that asked, and which message answered each."""

    def __init__(self) -> None:
        self._questions: LRUCache[int, AskedMessage] = LRUCache(KEPT)
        self._answered: FIFOCache[int, AskedMessage] = FIFOCache(KEPT)

    def question(self, message: int) -> AskedMessage:
        """The question that a message asks, from now on remembered."""
        return self._questions.setdefault(message, AskedMessage())

    def known(self, message: int) -> AskedMessage | None:
        """The question that a message asks, if it is remembered."""
        return self._questions.get(message)

    def drop(self, message: int) -> None:
        """A message has got no answer and needs not be remembered."""
        self._questions.pop(message, None)

    async def answered(
        self, question: AskedMessage, message: discord.Message, answer: int, *, is_answer: bool
    ) -> None:
        """Remember the answer to a message, by its number; take it back if the message is gone."""
        question.cards.append(discord.PartialMessage(channel=message.channel, id=answer))
        question.is_answer = is_answer
        self._answered[answer] = question
        if question.gone:
            await question.retract()

    def gone(self, messages: Iterable[int]) -> list[AskedMessage]:
        """The questions among messages that were deleted; their cards are to be retracted."""
        found = []
        for message in messages:
            answered = self._answered.pop(message, None)
            if answered is not None:
                answered.lost(message)
            question = self._questions.get(message)  # kept: it may be being answered just now
            if question is not None:
                question.gone = True
                found.append(question)
        return found


LATEST = 200  # messages of a shard whose numbers are kept
DIRECT = 100  # direct channels remembered


class ReceivedMessages:
    """Remembers by shard which message came last, and which shortly before it.

    Direct channels, which Discord does not name, are remembered too.
    """

    def __init__(self) -> None:
        self.reached: dict[int, int] = {}
        self.latest: dict[int, deque[int]] = {}
        self.direct: LRUCache[int, discord.DMChannel] = LRUCache(DIRECT)

    def reach(self, shard: int, message: int) -> None:
        """All up to a message came, or need not be read."""
        self.reached[shard] = max(self.reached.get(shard, 0), message)

    def note(self, message: discord.Message) -> None:
        """A message came, whoever wrote it."""
        shard = message.guild.shard_id if message.guild else 0
        self.reach(shard, message.id)
        self.latest.setdefault(shard, deque(maxlen=LATEST)).append(message.id)
        if isinstance(message.channel, discord.DMChannel):
            self.direct[message.channel.id] = message.channel


FRESH = 3.0  # seconds: of an older message the channel is asked what was said since
RECENT = 12  # voices of a channel that count as having spoken just before
CHANNELS = 1_000  # channels whose voices are remembered, the longest silent forgotten first
READ = 20  # messages read then
Spoken = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel


class ChannelActivity:
    """Remembers which messages people replied to, and where people spoke in forum posts."""

    def __init__(self) -> None:
        self._replied = Once()
        self._spoken = Once()
        self._away: set[int] = set()
        self._voices: LRUCache[int, deque[tuple[int, str]]] = LRUCache(CHANNELS)

    def claim(self, channel: int) -> None:
        """The bot answers in a forum post where it was mentioned: that is its first answer."""
        self._spoken.first(channel)

    def lose(self, shard: int) -> None:
        """A connection is lost: what comes until it is back was perhaps answered meanwhile."""
        self._away.add(shard)

    def regain(self, shard: int) -> None:
        """It is back, and Discord has sent all that was missed."""
        self._away.discard(shard)

    def note(self, message: discord.Message) -> None:
        """Take note of what a person says."""
        if message.reference and message.reference.message_id:
            self._replied.first(message.reference.message_id)
        channel = message.channel
        voices = self._voices.setdefault(channel.id, deque(maxlen=RECENT))
        voices.append((message.author.id, message.author.display_name))
        if isinstance(channel, discord.Thread) and message.author.id != channel.owner_id:
            self._spoken.first(channel.id)

    def names(self, message: discord.Message) -> frozenset[str]:
        """The first names of the others who spoke in a channel just before a message."""
        spoken = self._voices.get(message.channel.id, ())
        others = (tokens(name) for who, name in spoken if who != message.author.id)
        return frozenset(name[0] for name in others if name)

    async def answered(self, message: discord.Message) -> bool:
        """Whether a person (or the bot before) has answered a message in a channel.

        What comes late, after a lost connection, is only answered if nobody spoke since.
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
        made = discord.utils.snowflake_time(snowflake).timestamp()
        return not self._away and time.time() - made < FRESH


async def _others_since(channel: Spoken, message: int, author: int) -> bool:
    since = discord.Object(message)
    return any(
        [said.author.id != author async for said in channel.history(limit=READ, after=since)]
    )


SLACK = 1e-6  # seconds that sums of seconds may be off by
SILENT_KEPT = 20_000  # members and channels remembered at once, the longest silent forgotten first
Whose = Literal["member", "channel"]


@dataclass(frozen=True, slots=True)
class TooFast:
    """Too fast: whose limit it was, the seconds to wait, and whether that is the first refusal."""

    whose: Whose
    seconds: int
    first: bool

    @property
    def words(self) -> str:
        """The refusal in words."""
        said = words.SLOW_DOWN if self.whose == "member" else words.CHANNEL_BUSY
        return said.format(wait=words.counted(self.seconds, "second"))


class Recent:
    """When members and channels did something within the last so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._times: LRUCache[tuple[Whose, int], deque[float]] = LRUCache(SILENT_KEPT)

    def of(self, key: tuple[Whose, int], now: float) -> deque[float]:
        """The times of one of them, the oldest first."""
        times = self._times.setdefault(key, deque())
        while times and now - times[0] >= self._seconds:
            times.popleft()
        return times


class Cooldowns:
    """Counts questions in a sliding window of `limits.seconds`."""

    def __init__(self, limits: CooldownLimits) -> None:
        self._limits = limits
        self._asked = Recent(limits.seconds)
        self._refused = Recent(limits.seconds)

    def admit(self, member: int, channel: int, now: float) -> TooFast | None:
        """Count a question at `now`, in seconds of a clock that only goes forward; or refuse it.

        The second half of a channel's room is kept for members who have asked nothing of late, so
        that a few who ask much leave room for the others.
        """
        theirs = self._asked.of(("member", member), now)
        channels = self._asked.of(("channel", channel), now)
        # How many the channel may have for one more of this member to be answered.
        room = math.ceil(self._limits.channel / 2) if theirs else self._limits.channel
        if len(theirs) >= self._limits.member:
            return self._too_fast(("member", member), theirs[-self._limits.member], now)
        if len(channels) >= room:
            return self._too_fast(("channel", channel), channels[-room], now)
        theirs.append(now)
        channels.append(now)
        return None

    def _too_fast(self, key: tuple[Whose, int], since: float, now: float) -> TooFast:
        before = self._refused.of(key, now)
        first = not before
        if first:
            before.append(now)
        return TooFast(key[0], max(1, math.ceil(self._limits.seconds - (now - since))), first)


@dataclass(slots=True)
class Buckets:
    """Lets each member do `burst` things at once, and from then on one every `seconds`."""

    burst: int
    seconds: float
    _owed: LRUCache[int, float] = field(default_factory=lambda: LRUCache(SILENT_KEPT))
    """When each member's bucket will be full again: what was done is paid for until then."""

    def admit(self, member: int, now: float) -> bool:
        """Count a thing done at `now`, in seconds of a clock that only goes forward; or refuse."""
        full = max(now, self._owed.get(member, now)) + self.seconds
        if full - now > self.burst * self.seconds + SLACK:
            return False
        self._owed[member] = full
        return True
