"""The crowd: whether a person has already answered, so that the bot keeps out of it."""

from __future__ import annotations

import time
from collections import OrderedDict, deque

import discord

from bot.core.text import tokens
from bot.faces.discord.once import Once

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
