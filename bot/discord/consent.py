"""Consent: a question's text is stored by the click that says so, and by nothing else."""

from __future__ import annotations

from datetime import UTC, datetime

from discord import ui

from bot.answering.entry import Entry
from bot.discord import words
from bot.discord.addressing import ASKED_ID, Asked, question_on
from bot.discord.buttons import Interaction, Press, Style, button, resolve, rows
from bot.discord.cards import NEUTRAL, finished
from bot.discord.faults import fault
from bot.discord.limits import LAYOUT_TEXT, escape, whole_lines
from bot.discord.replies import patiently, show, tell
from bot.discord.service import Service
from bot.ledger.errors import LedgerUnusable, TooManyGaps
from bot.ledger.gaps import A_DAY
from bot.ledger.records import NewGap, Why

WRONG = "wrong"
"""The place of a press that sends a question because its answer was wrong."""


class Consent:
    """Sends a question to the editors, shows a member's own and erases them."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def offer(self, interaction: Interaction, press: Press, question: str) -> None:
        """After a 👎: thank, and offer to send the question, which the new card carries."""
        asked = Asked(interaction.user.id, question)
        send = Press("editors", asked.asker, press.fingerprint, WRONG, press.reference)
        box: ui.Container[ui.LayoutView] = ui.Container(
            ui.TextDisplay(asked.shown(private=True), id=ASKED_ID),
            ui.TextDisplay(words.THANKS_SORRY),
            *rows([button(send, words.SEND_QUESTION)], set()),
            accent_colour=NEUTRAL,
        )
        await show(interaction, finished(box), private=True)

    async def send(self, interaction: Interaction, press: Press) -> None:
        """Store the question that is on the card, if it is the clicking member's own."""
        question = question_on(interaction.message.components if interaction.message else [])
        if interaction.user.id != press.asker:
            await tell(interaction, words.NOT_YOURS_TO_SEND)
        elif not question:
            await tell(interaction, words.NOTHING_TO_SEND)
        else:
            gap = self._gap(interaction, press, question)
            try:
                await patiently(interaction, self._service.clerk.do(lambda book: book.add_gap(gap)))
            except LedgerUnusable:
                await tell(interaction, words.DATABASE_AWAY)
            except TooManyGaps:
                await tell(interaction, words.TOO_MANY_SENT.format(limit=A_DAY))
            except Exception as error:  # noqa: BLE001  whatever went wrong, tell the member
                await tell(
                    interaction, f"{words.NOT_STORED} ({fault('storing a question', error)})"
                )
            else:
                await tell(interaction, words.SENT.format(question=escape(question)))

    def _gap(self, interaction: Interaction, press: Press, question: str) -> NewGap:
        shown = (
            resolve(press.reference, self._service.answerer.knowledge) if press.reference else None
        )
        entry = shown.id if isinstance(shown, Entry) else press.reference
        now = datetime.now(UTC)
        return NewGap(
            question,
            _why(press),
            entry,
            press.fingerprint,
            interaction.user.id,
            interaction.guild_id or 0,
            now.date(),
            now,
        )

    # --- The member's own ---

    async def show_own(self, interaction: Interaction) -> None:
        """Tell what is kept in general, and of this member; with a button to erase it."""
        member = interaction.user.id
        kept = await patiently(
            interaction, self._service.clerk.do(lambda book: book.gaps_of(member))
        )
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
            if self._service.clerk.leaves_nothing
            else words.ERASED_FROM_TABLES
        )
        text = words.PRIVACY.format(minutes=minutes, days=whole_days, erased=erased)
        box: ui.Container[ui.LayoutView] = ui.Container(
            ui.TextDisplay(whole_lines(f"{text}\n{own}\n{listed}", LAYOUT_TEXT, words.AND_MORE))
        )
        erase = [button(Press("erase", member), words.ERASE, style=Style.red)] if kept else []
        await show(interaction, finished(box, *rows(erase, set())), private=True)

    async def erase(self, interaction: Interaction, press: Press) -> None:
        """Erase what the clicking member has sent."""
        member = interaction.user.id
        if member != press.asker:
            await tell(interaction, words.NOT_YOURS_TO_ERASE)
            return
        work = self._service.clerk.do(lambda book: book.erase_gaps_of(member))
        count = await patiently(interaction, work)
        await tell(interaction, words.ERASED.format(count=words.counted(count, "question")))


def _why(press: Press) -> Why:
    if press.place == WRONG:
        return "wrong_answer"
    return "picked" if press.reference else "not_covered"
