"""Gap notes: once a day at most, a channel is told that members sent questions to the editors.

Only how many is told, never a question: the channel may be open to everybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord.ext import tasks

from bot.faces.discord import words
from bot.faces.discord.clerk import today
from bot.faces.discord.faults import described, fault, log
from bot.faces.discord.sending import send
from bot.faces.discord.service import Service
from bot.store.ledger import Gap, Ledger

if TYPE_CHECKING:
    from bot.faces.discord.client import FootnoteBot

LOOK_EVERY = 10.0  # minutes
CHANNEL, TOLD, SEEN = "gaps-channel:", "gaps-told:", "gaps-seen:"
"""Beginnings of notes in the ledger, a server's number follows: the channel that is told, the day
of the last note, and the latest question there was then, by day and number."""


class GapNotes:
    """Looks now and then for new questions, and tells the channels that moderators chose."""

    def __init__(self, service: Service, client: FootnoteBot) -> None:
        self._service = service
        self._client = client

    def start(self) -> None:
        """Begin to look."""
        self._look.start()

    def stop(self) -> None:
        """Look no more."""
        self._look.cancel()

    @tasks.loop(minutes=LOOK_EVERY)
    async def _look(self) -> None:
        try:
            await self._client.wait_until_ready()
            await self.tell(today())
        except Exception as error:  # noqa: BLE001  looked again the next time
            fault("telling of new questions", error)

    async def tell(self, day: date) -> None:
        """Tell each channel of this process's servers whose server has new questions."""
        channels = await self._service.clerk.do(lambda book: book.notes(CHANNEL))
        for name, channel in channels.items():
            guild = int(name.removeprefix(CHANNEL))
            if self._client.get_guild(guild) is None:
                continue
            count = await self._service.clerk.do(partial(take_new, guild=guild, day=day))
            if count:
                await self._say(guild, int(channel), count)

    async def _say(self, guild: int, channel: int, count: int) -> None:
        """Tell a channel, also after an outage; one that was deleted is told no more."""
        text = words.NEW_GAPS.format(count=words.counted(count, "new question"))
        try:
            where = self._client.get_partial_messageable(channel)
            await send(where, secrets.token_hex(8), content=text)
        except discord.NotFound:
            log.warning("channel %d, to be told of new questions, was deleted", channel)
            await self._service.clerk.do(partial(switch_off, guild=guild))
        except discord.HTTPException as error:
            log.warning(
                "channel %d could not be told of new questions (%s)", channel, described(error)
            )


def take_new(ledger: Ledger, guild: int, day: date) -> int:
    """How many questions are new, if that may be told on this day; then it counts as told."""
    if ledger.note(f"{TOLD}{guild}") == day.isoformat():
        return 0
    seen, gaps = ledger.note(f"{SEEN}{guild}") or "", ledger.gaps(guild)
    count = sum(_mark(gap) > seen for gap in gaps)
    if count:
        ledger.keep_note(f"{TOLD}{guild}", day.isoformat())
        ledger.keep_note(f"{SEEN}{guild}", max(map(_mark, gaps)))
    return count


def switch_on(ledger: Ledger, guild: int, channel: int) -> int:
    """Have a channel told from now on; how many questions there are by now."""
    gaps = ledger.gaps(guild)
    ledger.keep_note(f"{CHANNEL}{guild}", str(channel))
    ledger.keep_note(f"{SEEN}{guild}", max(map(_mark, gaps), default=""))
    ledger.drop_note(f"{TOLD}{guild}")
    return len(gaps)


def switch_off(ledger: Ledger, guild: int) -> bool:
    """Have no channel told any more; False if none was."""
    known = ledger.note(f"{CHANNEL}{guild}") is not None
    for beginning in (CHANNEL, TOLD, SEEN):
        ledger.drop_note(f"{beginning}{guild}")
    return known


def drop_channels(ledger: Ledger, gone: Callable[[int], bool]) -> None:
    """Have no channel of some servers told any more."""
    for guild in (int(name.removeprefix(CHANNEL)) for name in ledger.notes(CHANNEL)):
        if gone(guild):
            switch_off(ledger, guild)


def _mark(gap: Gap) -> str:
    """Orders questions by day and number, as text; a number alone may be given again."""
    return f"{gap.day.isoformat()} {gap.id:020}"
