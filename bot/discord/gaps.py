"""Questions for the editors: sent by a member's click, erased by the member, read by moderators.

A question's text is stored by the click that says so, and by nothing else. Moderators page through
their server's questions and settle them. Once a day at most a channel is told how many are new,
never a question: the channel may be open to everybody.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import discord
from discord import ui
from discord.ext import tasks

from bot.answering.entry import Entry
from bot.discord import words
from bot.discord.buttons import (
    ButtonState,
    Interaction,
    Style,
    boxed,
    button,
    finished,
    resolve,
    rows,
)
from bot.discord.cards import CardHead, question_on
from bot.discord.limits import ASKED_ID, LAYOUT_TEXT, escape, shortened, whole_lines
from bot.discord.logs import described, log, logged
from bot.discord.permissions import refused
from bot.discord.recorder import today
from bot.discord.replies import patiently, send, show, tell
from bot.discord.service import Service
from bot.ledger.errors import TooManyGaps
from bot.ledger.gaps import A_DAY
from bot.ledger.ledger import Ledger
from bot.ledger.records import Gap, NewGap, Why

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot

WRONG = "wrong"
"""The place on a button that sends a question because its answer was wrong."""


class Consent:
    """Sends a question to the editors, shows a member's own and erases them."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def offer(self, interaction: Interaction, state: ButtonState, question: str) -> None:
        """After a 👎: thank, and offer to send the question, which the new card carries."""
        asked = CardHead(interaction.user.id, question)
        send = ButtonState("editors", asked.asker, state.fingerprint, WRONG, state.reference)
        box = boxed(
            ui.TextDisplay(asked.shown(private=True), id=ASKED_ID),
            words.THANKS_SORRY,
            *rows([button(send, words.SEND_QUESTION)], set()),
        )
        await show(interaction, finished(box), private=True)

    async def send(self, interaction: Interaction, state: ButtonState) -> None:
        """Store the question that is on the card, if it is the clicking member's own."""
        question = question_on(interaction.message.components if interaction.message else [])
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
        shown = (
            resolve(state.reference, self._service.answerer.knowledge) if state.reference else None
        )
        entry = shown.id if isinstance(shown, Entry) else state.reference
        now = datetime.now(UTC)
        return NewGap(
            question,
            _why(state),
            entry,
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
            if self._service.recorder.leaves_nothing
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


def _why(state: ButtonState) -> Why:
    if state.place == WRONG:
        return "wrong_answer"
    return "picked" if state.reference else "not_covered"


PAGE = 5  # questions on a page, each with a button; at full length they fit one card
LENGTH = 330  # characters of a question that are shown; escaped, five of them fit one card


class GapPages:
    """Shows pages of gaps, and takes out those that a moderator names by button."""

    def __init__(self, service: Service) -> None:
        self._service = service

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
        with logged("telling of new questions"):
            await self._client.wait_until_ready()
            await self.tell(today())

    async def tell(self, day: date) -> None:
        """Tell each channel of this process's servers whose server has new questions."""
        channels = await self._service.recorder.do(lambda ledger: ledger.notes(CHANNEL))
        for name, channel in channels.items():
            guild = int(name.removeprefix(CHANNEL))
            if self._client.get_guild(guild) is None:
                continue
            count = await self._service.recorder.do(partial(take_new, guild=guild, day=day))
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
            await self._service.recorder.do(partial(switch_off, guild=guild))
        except discord.HTTPException as error:
            log.warning(
                "channel %d could not be told of new questions (%s)", channel, described(error)
            )


def take_new(ledger: Ledger, guild: int, day: date) -> int:
    """How many questions are new, if that may be told on this day; then it counts as told."""
    if ledger.note(f"{TOLD}{guild}") == day.isoformat():
        return 0
    latest, gaps = ledger.note(f"{SEEN}{guild}") or "", ledger.gaps(guild)
    count = sum(_mark(gap) > latest for gap in gaps)
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
