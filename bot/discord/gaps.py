"""Questions for the editors: sent by a member's click, erased by the member, read by moderators.

A question's text is stored by the click that says so, and by nothing else. Moderators page through
their server's questions and settle them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlsplit

from discord import ui

from bot.discord import words
from bot.discord.buttons import (
    ButtonState,
    Interaction,
    Style,
    boxed,
    button,
    entry_id,
    finished,
    rows,
)
from bot.discord.cards import Audience, asked_on
from bot.discord.replies import patiently, refused, show, tell
from bot.discord.service import Service
from bot.discord.text import ASKED_ID, LAYOUT_TEXT, escape, shortened, whole_lines
from bot.ledger.errors import TooManyGaps
from bot.ledger.ledger import A_DAY, Ledger
from bot.ledger.records import Gap, NewGap, Why

WRONG = "wrong"
"""The place on a button that sends a question because its answer was wrong."""
PAGE = 5  # questions on a page, each with a button; at full length they fit one card
LENGTH = 330  # characters of a question that are shown; escaped, five of them fit one card


class Gaps:
    """Sends questions to the editors, shows and erases a member's own, and shows a server's."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def offer(self, interaction: Interaction, state: ButtonState, question: str) -> None:
        """After a 👎: thank, and offer to send the question, which the new card carries."""
        asked = Audience(interaction.user.id, question, private=True)
        send = ButtonState("editors", asked.asker, state.fingerprint, WRONG, state.reference)
        box = boxed(
            ui.TextDisplay(asked.head, id=ASKED_ID),
            words.THANKS_SORRY,
            *rows([button(send, words.SEND_QUESTION)], set()),
        )
        await show(interaction, finished(box), private=True)

    async def send(self, interaction: Interaction, state: ButtonState) -> None:
        """Store the question that is on the card, if it is the clicking member's own."""
        question = asked_on(interaction)
        if interaction.user.id != state.asker:
            await tell(interaction, words.NOT_YOURS_TO_SEND)
        elif not question:
            await tell(interaction, words.NOTHING_TO_SEND)
        else:
            gap = self._gap(interaction, state, question)
            said = words.SENT.format(question=escape(question))
            try:
                await self._service.in_ledger(interaction, lambda ledger: ledger.add_gap(gap))
            except TooManyGaps:
                said = words.TOO_MANY_SENT.format(limit=A_DAY)
            await tell(interaction, said)

    def _gap(self, interaction: Interaction, state: ButtonState, question: str) -> NewGap:
        now = datetime.now(UTC)
        return NewGap(
            question,
            _why(state),
            entry_id(state.reference, self._service.answerer.knowledge),
            state.fingerprint,
            interaction.user.id,
            interaction.guild_id or 0,
            now.date(),
            now,
        )

    # --- The member's own ---

    async def show_own(self, interaction: Interaction) -> None:
        """Tell what is kept in general, and of this member; with a button to erase it."""
        member = interaction.user.id
        kept = await self._service.in_ledger(interaction, lambda ledger: ledger.gaps_of(member))
        minutes = f"{self._service.options.conversation_minutes:g} minutes"
        own = (
            words.KEPT.format(count=words.counted(len(kept), "question"))
            if kept
            else words.NONE_KEPT
        )
        listed = "\n".join(f"> {escape(gap.question)}" for gap in kept)
        days = self._service.options.retention_days
        whole_days = words.counted(days, "day") if days else "an hour"
        erased = (
            words.ERASED_FROM_FILES
            if self._service.recorder.ledger.leaves_nothing
            else words.ERASED_FROM_TABLES
        )
        chooser, sent = self._service.chooser, words.SENT_NOWHERE
        if chooser is not None:
            sent = words.SENT_TO_A_MODEL.format(host=urlsplit(chooser.model.url).hostname)
        text = words.PRIVACY.format(minutes=minutes, days=whole_days, erased=erased, sent=sent)
        shown = whole_lines(f"{text}\n{own}\n{listed}", LAYOUT_TEXT, words.AND_MORE)
        box = boxed(shown, colour=None)
        erase = [button(ButtonState("erase", member), words.ERASE, style=Style.red)] if kept else []
        await show(interaction, finished(box, *rows(erase, set())), private=True)

    async def erase(self, interaction: Interaction, state: ButtonState) -> None:
        """Erase what the clicking member has sent."""
        member = interaction.user.id
        if member != state.asker:
            await tell(interaction, words.NOT_YOURS_TO_ERASE)
            return
        erase = partial(Ledger.erase_gaps_of, member=member)
        count = await self._service.in_ledger(interaction, erase)
        await tell(interaction, words.ERASED.format(count=words.counted(count, "question")))

    # --- A server's ---

    async def open(self, interaction: Interaction) -> None:
        """Show the latest questions to the moderator alone."""
        page = await patiently(interaction, self._page(interaction, 0))
        await show(interaction, page, private=True)

    async def show_page(self, interaction: Interaction, state: ButtonState) -> None:
        """Show another page in place of the one that was clicked on."""
        if not await refused(interaction):
            await interaction.response.defer()
            page = await self._page(interaction, _offset(state))
            await interaction.edit_original_response(view=page)

    async def settle(self, interaction: Interaction, state: ButtonState) -> None:
        """Take a question of this server out, and show what is left in its place."""
        if await refused(interaction):
            return
        guild, number = interaction.guild_id, state.reference
        await interaction.response.defer()
        if number.isdecimal():
            await self._service.recorder.do(lambda ledger: ledger.settle([int(number)], guild))
        page = await self._page(interaction, _offset(state))
        await interaction.edit_original_response(view=page)

    async def _page(self, interaction: Interaction, offset: int) -> ui.LayoutView:
        """The page from a question on; the last one if there are not so many any more."""
        guild = interaction.guild_id or 0

        def work(ledger: Ledger) -> tuple[int, int, Sequence[Gap]]:
            count = ledger.gap_count(guild)
            start = min(offset, max(0, count - 1) // PAGE * PAGE)
            return count, start, ledger.gaps(guild, PAGE, start)

        return gap_page(*await self._service.recorder.do(work))


def _why(state: ButtonState) -> Why:
    if state.place == WRONG:
        return "wrong_answer"
    return "picked" if state.reference else "not_covered"


def gap_page(count: int, start: int, gaps: Sequence[Gap]) -> ui.LayoutView:
    """One page: the questions with their numbers, a button for each, and the buttons to turn."""
    if not gaps:
        return finished(boxed(words.NO_GAPS))
    lines = [
        f"**{start + place}.** {words.WHY[gap.why]}, {gap.day}: "
        f"{escape(shortened(gap.question, LENGTH))}"
        for place, gap in enumerate(gaps, 1)
    ]
    head = words.GAPS.format(first=start + 1, last=start + len(gaps), count=count)
    placed: set[str] = set()
    settling = [
        button(
            ButtonState("settle", place=str(start), reference=str(gap.id)),
            f"{words.SETTLE} {number}",
        )
        for number, gap in enumerate(gaps, start + 1)
    ]
    turning = []
    if start:
        turning.append(
            button(ButtonState("gaps", place=str(max(0, start - PAGE))), words.EARLIER_PAGE)
        )
    if start + len(gaps) < count:
        turning.append(button(ButtonState("gaps", place=str(start + PAGE)), words.LATER_PAGE))
    box = boxed("\n".join([head, *lines]))
    return finished(box, *rows(settling, placed), *rows(turning, placed))


def _offset(state: ButtonState) -> int:
    return int(state.place) if state.place.isdecimal() else 0
