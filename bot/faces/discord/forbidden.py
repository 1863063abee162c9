"""Forbidden channels: where Discord refuses the bot, the asker is told, and it keeps out.

Ten thousand refused requests within ten minutes ban an address for a time, so a channel that
refused is left alone for a while, or until a moderator has changed what is allowed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

import discord

from bot.faces.discord import words
from bot.faces.discord.faults import fault, log

WHILE = 300.0  # seconds
KEPT = 10_000


class Forbidden:
    """Remembers channels that refused the bot."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until: OrderedDict[int, float] = OrderedDict()

    def forgive(self) -> None:
        """Something is allowed or forbidden anew: try again wherever it was refused."""
        self._until.clear()

    def knows(self, channel: int) -> bool:
        """Whether the bot keeps out of a channel now."""
        return self._until.get(channel, 0.0) > self._clock()

    async def note(self, message: discord.Message, error: discord.Forbidden, *, told: bool) -> None:
        """Keep out of the message's channel; tell the one who asked, by direct message."""
        channel = message.channel.id
        self._until[channel] = self._clock() + WHILE
        self._until.move_to_end(channel)
        if len(self._until) > KEPT:
            self._until.popitem(last=False)
        reference = fault("message in a channel that refuses the bot", error)
        if not told or message.guild is None:
            return
        try:
            await message.author.send(words.NO_PLACE.format(channel=channel))
        except Exception as second:  # noqa: BLE001  there is no other way to tell, so it is logged
            log.warning("[%s] the member could not be told: %s", reference, type(second).__name__)
