"""Gap pages: the questions that a server's members sent to the editors, to read and to take out."""

from __future__ import annotations

from collections.abc import Sequence

from discord import ui

from bot.faces.discord import words
from bot.faces.discord.buttons import Interaction, button, rows
from bot.faces.discord.cards import NEUTRAL, finished
from bot.faces.discord.cutting import shortened
from bot.faces.discord.escaping import escape
from bot.faces.discord.permitting import refused
from bot.faces.discord.presses import Press
from bot.faces.discord.replies import patiently, show
from bot.faces.discord.service import Service
from bot.store.ledger import Gap, Ledger

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

    async def turn(self, interaction: Interaction, press: Press) -> None:
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
