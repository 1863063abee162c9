"""The crowd: whether a person has already answered, so that the bot keeps out of it."""

from __future__ import annotations

import time

import discord

from bot.faces.discord.once import Once

FRESH = 3.0  # seconds: of an older message the channel is asked what was said since
READ = 20  # messages read then
Spoken = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel


class Crowd:
    """Remembers which messages people replied to, and where people spoke in forum posts."""

    def __init__(self) -> None:
        self._replied = Once()
        self._spoken = Once()
        self._away: set[int] = set()

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
        if isinstance(channel, discord.Thread) and message.author.id != channel.owner_id:
            self._spoken.first(channel.id)

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
