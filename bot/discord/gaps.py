"""Gap notes: once a day at most, a channel is told that members sent questions to the editors.

Only how many is told, never a question: the channel may be open to everybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import discord
from discord import ui
from discord.ext import tasks

from bot.discord import words
from bot.discord.buttons import Interaction, Press, button, rows
from bot.discord.cards import NEUTRAL, finished
from bot.discord.faults import described, fault, log, send
from bot.discord.limits import escape, shortened
from bot.discord.permissions import refused
from bot.discord.recorder import today
from bot.discord.replies import patiently, show
from bot.discord.service import Service
from bot.ledger.ledger import Ledger
from bot.ledger.records import Gap

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot


# Gap pages: the questions that a server's members sent to the editors, to read and to take out.

PAGE = 5  # questions on a page, each with a button; at full length they fit one card
LENGTH = 330  # characters of a question that are shown; escaped, five of them fit one card


class GapPages:
    """Shows pages of gaps, and takes out those that a moderator names by button."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def open(self, interaction: Interaction) -> None:
        """Show the latest questions to the moderator alone."""
        if not await refused(interaction):
            page = await patiently(interaction, self._page(interaction, 0))
            await show(interaction, page, private=True)

    async def response(self, interaction: Interaction, press: Press) -> None:
        """Show another page in place of the one that was pressed on."""
        if not await refused(interaction):
            await interaction.response.defer()
            page = await self._page(interaction, _offset(press))
            await interaction.edit_original_response(view=page)

    async def settle(self, interaction: Interaction, press: Press) -> None:
        """Take a question of this server out, and show what is left in its place."""
        if await refused(interaction):
            return
        guild, number = interaction.guild_id, press.reference
        await interaction.response.defer()
        if number.isdecimal():
            await self._service.clerk.do(lambda book: book.settle([int(number)], guild))
        page = await self._page(interaction, _offset(press))
        await interaction.edit_original_response(view=page)

    async def _page(self, interaction: Interaction, offset: int) -> ui.LayoutView:
        """The page from a question on; the last one if there are not so many any more."""
        guild = interaction.guild_id or 0

        def work(ledger: Ledger) -> tuple[int, int, Sequence[Gap]]:
            count = ledger.gap_count(guild)
            start = min(offset, max(0, count - 1) // PAGE * PAGE)
            return count, start, ledger.gaps(guild, PAGE, start)

        return gap_page(*await self._service.clerk.do(work))


def gap_page(count: int, start: int, gaps: Sequence[Gap]) -> ui.LayoutView:
    """One page: the questions with their numbers, a button for each, and the buttons to turn."""
    if not gaps:
        return finished(ui.Container(ui.TextDisplay(words.NO_GAPS), accent_colour=NEUTRAL))
    lines = [
        f"**{start + place}.** {words.WHY[gap.why]}, {gap.day}: "
        f"{escape(shortened(gap.question, LENGTH))}"
        for place, gap in enumerate(gaps, 1)
    ]
    head = words.GAPS.format(first=start + 1, last=start + len(gaps), count=count)
    box: ui.Container[ui.LayoutView] = ui.Container(
        ui.TextDisplay("\n".join([head, *lines])), accent_colour=NEUTRAL
    )
    seen: set[str] = set()
    settling = [
        button(Press("settle", place=str(start), reference=str(gap.id)), f"{words.SETTLE} {number}")
        for number, gap in enumerate(gaps, start + 1)
    ]
    turning = []
    if start:
        turning.append(button(Press("gaps", place=str(max(0, start - PAGE))), words.EARLIER_PAGE))
    if start + len(gaps) < count:
        turning.append(button(Press("gaps", place=str(start + PAGE)), words.LATER_PAGE))
    return finished(box, *rows(settling, seen), *rows(turning, seen))


def _offset(press: Press) -> int:
    return int(press.place) if press.place.isdecimal() else 0


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
