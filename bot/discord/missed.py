"""Missed messages: what was asked while the connection was away is read from the channels.

In a resumed session Discord sends what was missed. In a new one it does not, but it names each
channel's last message, so only channels with a later one than was received are asked, at a gentle
pace. What is read goes the way of all messages: answered once, never what was answered before,
cool-downs and all. Direct channels are not named: those that were in use are remembered and asked.

Which message was received last is remembered in the ledger over a restart, as a message's number,
with the numbers shortly before it: what was dealt with is done, also if its answer is gone.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, TypeAlias

import discord

from bot.discord.logs import NETWORK, fault, log
from bot.discord.tracking import ReceivedMessages
from bot.ledger.ledger import Ledger

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot

CHANNELS = 100  # read at most after an outage, those with the latest messages
MESSAGES = 3_000  # read at most in each, the latest, answers too; a request brings a hundred
APART = 0.1  # seconds between two such requests
MARGIN = 5_000 << 22  # five seconds of numbers: servers of Discord's number messages side by side
TRIES = 3
PAUSE = 2.0  # seconds until a channel is tried again

InServer: TypeAlias = (
    discord.TextChannel | discord.VoiceChannel | discord.StageChannel | discord.Thread
)


class MissedMessages:
    """Knows per shard up to which message all were received, and reads the later ones.

    The client is given them as if they came just now; it does nothing with one that it read before.
    """

    def __init__(self, client: FootnoteBot, received: ReceivedMessages) -> None:
        self._client = client
        self._received = received
        self._begun: dict[int, int] = {}  # the same by this machine's clock, until any came
        self._away: dict[int, int] = {}  # what came last before an outage that goes on
        self._behind: dict[int, int] = {}  # the same of an outage that is over, but not caught up
        self._reading: dict[int, int] = {}  # the same of what is being caught up now
        self._done: set[int] = set()  # the latest that the process before dealt with

    def lose(self, shard: int) -> None:
        """A shard's connection is lost."""
        reached = self._received.reached.get(shard, self._begun.get(shard))
        if reached is not None:
            self._away.setdefault(shard, reached)

    async def resumed(self, shard: int) -> None:
        """It is back, and Discord sends what was missed."""
        self._away.pop(shard, None)
        if shard in self._behind:
            await self._catch_up(shard)

    async def renewed(self, shard: int) -> None:
        """It is back with a new session, and Discord does not send what was missed."""
        if shard in self._away:
            self._fall_behind(shard, self._away.pop(shard))
        known = self._channels(shard)
        self._received.reach(shard, max((one.last_message_id or 0 for one in known), default=0))
        if shard in self._behind:
            await self._catch_up(shard)

    def _fall_behind(self, shard: int, reached: int) -> None:
        self._behind[shard] = min(reached, self._behind.get(shard, reached))

    # --- Over a restart ---

    async def remember(self) -> None:
        """Learn from the ledger which message came last when the last process left."""
        service = self._client.service
        for shard in service.options.shard_ids or range(self._client.shard_count or 1):
            self._begun[shard] = discord.utils.time_snowflake(discord.utils.utcnow())
            kept = await service.recorder.do(partial(Ledger.note, name=self._note(shard)))
            numbers = [int(one) for one in (kept or "").split() if one.isdecimal()]
            if numbers:
                self._behind[shard] = numbers[0]
                self._done.update(numbers[1:])

    async def keep(self, unanswered: int | None) -> None:
        """Keep in the ledger up to which message all came, before the first that is unanswered."""
        missed = (self._away, self._behind, self._reading)
        for shard, reached in (self._begun | self._received.reached).items():
            first = min(reached, *(which.get(shard, reached) for which in missed))
            if unanswered is not None:
                first = min(first, unanswered - 1)
            latest = [
                one for one in self._received.latest.get(shard, ()) if first - MARGIN < one <= first
            ]
            value = " ".join(map(str, [first, *latest]))
            keep = partial(Ledger.keep_note, name=self._note(shard), value=value)
            await self._client.service.recorder.do(keep)

    def _note(self, shard: int) -> str:
        return f"told:{self._client.application_id or 0}:{shard}"

    # --- Reading ---

    async def _catch_up(self, shard: int) -> None:
        reached = self._reading[shard] = self._behind.pop(shard)
        minutes = timedelta(minutes=self._client.service.options.conversation_minutes)
        oldest = discord.utils.time_snowflake(discord.utils.utcnow() - minutes)
        after = max(reached - MARGIN, oldest)
        later = [one for one in self._channels(shard) if (one.last_message_id or 0) > after]
        later.sort(key=lambda one: one.last_message_id or 0, reverse=True)
        places: list[InServer | discord.DMChannel] = [one for one in later if _readable(one)]
        if shard == 0:
            places[:0] = self._received.direct.values()
        if len(places) > CHANNELS:
            log.warning("%d channels are not caught up on", len(places) - CHANNELS)
        try:
            await asyncio.gather(
                *(
                    self._catch_up_in(shard, reached, place, after, APART * at)
                    for at, place in enumerate(places[:CHANNELS])
                )
            )
        finally:
            self._reading.pop(shard, None)

    def _channels(self, shard: int) -> Iterator[InServer]:
        for guild in self._client.guilds:
            if guild.shard_id == shard:
                yield from guild.text_channels
                yield from guild.voice_channels
                yield from guild.stage_channels
                yield from guild.threads

    async def _catch_up_in(
        self, shard: int, reached: int, place: InServer | discord.DMChannel, after: int, wait: float
    ) -> None:
        await asyncio.sleep(wait)
        try:
            missed = await _missed(place, after)
        except NETWORK:
            self._fall_behind(shard, reached)  # caught up when the connection is back
            return
        except discord.HTTPException as error:
            fault("catching up in a channel", error)
            return
        missed = [one for one in missed if one.id not in self._done]
        new = place.id > after and place.id not in self._done
        if isinstance(place, discord.Thread) and new:  # perhaps a forum post
            await asyncio.gather(self._client.on_thread_create(place), self._read_all(missed))
        else:
            await self._read_all(missed)

    async def _read_all(self, messages: list[discord.Message]) -> None:
        for one in messages:
            await self._client.on_message(one)


async def _missed(place: InServer | discord.DMChannel, after: int) -> list[discord.Message]:
    """The messages after a number that the bot has not answered, the oldest first."""
    for attempt in range(TRIES):
        try:
            found = await _later(place, after)
            break
        except NETWORK:
            if attempt == TRIES - 1:
                raise
        await asyncio.sleep(PAUSE * 2**attempt)
    me = place._state.self_id  # noqa: SLF001
    # An answer is later than what it answers, so whatever is among the latest has its answer there.
    answered = {one.reference.message_id for one in found if one.author.id == me and one.reference}
    return [one for one in reversed(found) if one.id not in answered]


async def _later(place: InServer | discord.DMChannel, after: int) -> list[discord.Message]:
    """The messages after a number, the latest first."""
    found = []
    async for one in place.history(limit=MESSAGES, oldest_first=False):
        if one.id <= after:
            break
        found.append(one)
    return found


def _readable(place: InServer) -> bool:
    """Whether the bot may read what was said there; asking in vain counts towards a ban."""
    if isinstance(place, discord.Thread) and place.parent is None:
        return False
    granted = place.permissions_for(place.guild.me)
    return granted.read_messages and granted.read_message_history
