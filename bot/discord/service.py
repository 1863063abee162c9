"""The service: what every way of asking in Discord shares, from the cool-down to the count.

The ledger is used off the event loop, and every request ends within three seconds. While the
database is known to hang, requests fail at once instead of waiting in line; every few seconds one
attempt finds out whether it is back.
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Collection, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import TypeVar

import discord

from bot.answering.answerer import ALL, Answerer, Conversations, Scope
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Answer,
    Evidence,
    Part,
    Reply,
    Response,
    SmallTalk,
    entry_of,
)
from bot.choosing import Chooser
from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.logs import log
from bot.discord.options import Options
from bot.discord.replies import patiently, tell
from bot.discord.tracking import (
    AnsweredMessages,
    Buckets,
    Cooldowns,
    Once,
    TooFast,
)
from bot.faq.store import FaqStore
from bot.ledger.errors import LedgerDown, LedgerUnusable
from bot.ledger.ledger import Ledger, kept_since
from bot.ledger.records import Tally
from bot.ledger.worker import CLOSED, SECONDS, SILENT, Errand
from bot.matching.text import beginning, length

OFFERS = 5
KEYSTROKES = (8, 0.25)  # of one member at once, and seconds for each from then on
CLICKS = 4  # buttons that a member may press for each question that they may ask
T = TypeVar("T")

SLOW = 1.0  # seconds; what fails faster need not be kept away from the database
MOST_TALLIES = 10_000  # different ones that wait to be written; weeks of a database's absence
WRITTEN_AT_ONCE = 500
CHOSEN_BY_MODEL = "chosen_by_model"  # counted beside the kind of the reply


class Recorder:
    """Does one thing at a time in the ledger; counts are written together, now and then."""

    def __init__(self, ledger: Ledger, seconds: float = SECONDS) -> None:
        self.ledger = ledger
        self._seconds = seconds
        self._counts: Counter[Tally] = Counter()
        self._hangs = False
        self._closed = False
        self.trouble = ""
        """Why the database can't be used now, in brief; empty while it can."""

    async def do(self, work: Callable[[Ledger], T]) -> T:
        """The result of some work on the ledger; raises what it raises.

        Raises:
            LedgerUnusable: The database can't be used, and nothing was kept. While it is known to
                hang this comes at once.
        """
        if self._closed or self._hangs:
            raise LedgerDown(CLOSED if self._closed else self.trouble)
        return await self._attempt(work)

    async def _attempt(self, work: Callable[[Ledger], T]) -> T:
        began = time.monotonic()
        try:
            return await self._outcome(self.ledger.worker.begin(partial(work, self.ledger)))
        except LedgerUnusable as error:
            self._hangs = self._hangs or time.monotonic() - began >= SLOW
            if not self.trouble:
                log.error("The database can't be used, nothing is kept: %s", error.reason)
            self.trouble = error.reason
            raise

    async def _outcome(self, errand: Errand[T]) -> T:
        coming = asyncio.wrap_future(errand.outcome)
        try:
            done, _ = await asyncio.wait({coming}, timeout=self._seconds)
            if not done and self.ledger.worker.give_up(errand):
                raise LedgerDown(SILENT)
            return await coming
        finally:
            coming.cancel()  # no effect on what is done; what has not begun never will

    def count(self, response: Response) -> None:
        """Note each part's kind and entry, no text; and which entries a model chose."""
        day = today()
        for part in response.parts:
            entry = entry_of(part.reply)
            self.note(Tally(day, part.reply.kind, entry.id if entry else ""))
            if isinstance(part.reply, Answer) and part.reply.chosen_by == "model":
                self.note(Tally(day, CHOSEN_BY_MODEL, part.reply.entry.id))

    def note(self, tally: Tally) -> None:
        """Count one more; a tally that is new is left out where too many wait to be written."""
        if tally in self._counts or len(self._counts) < MOST_TALLIES:
            self._counts[tally] += 1

    async def write_counts(self) -> None:
        """Write the counts that were gathered, and find out how the database is.

        Counts that can't be written now are kept for the next time. To be called every few seconds:
        this alone ends a trouble.
        """
        try:
            if self.trouble:
                await self._attempt(Ledger.try_out)
                log.warning("The database can be used again.")
                self.trouble, self._hangs = "", False
            elif not self._counts:
                await self._attempt(Ledger.look)
            while self._counts and not self._closed:
                await self._write_some()
            if self.ledger.untidy and self.ledger.leaves_nothing:
                await self._attempt(Ledger.tidy)
        except LedgerUnusable:
            return  # it is logged when it begins, and told by `trouble`

    async def _write_some(self) -> None:
        some = dict(islice(self._counts.items(), WRITTEN_AT_ONCE))
        for tally in some:
            del self._counts[tally]
        try:
            await self._attempt(lambda ledger: ledger.add_counts(some))
        except Exception:
            self._counts.update(some)
            raise

    async def forget_older_than(self, days: int) -> None:
        """Erase the questions that were kept for longer than so many days, with all traces.

        What can't be erased now is erased the next time.
        """
        before = kept_since(datetime.now(UTC), days)
        with suppress(LedgerUnusable):  # as in `write_counts`
            await self.do(partial(Ledger.forget_before, moment=before))
            await self.do(Ledger.tidy)  # also what other programs have erased

    def close(self) -> None:
        """Take nothing more."""
        self._closed = True


def today() -> date:
    """The day by UTC: the same for all processes that share a ledger."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks where: a conversation is one member's in one channel or thread."""

    member: int
    channel: int

    @classmethod
    def of(cls, asking: Interaction | discord.Message) -> Asker:
        """Who wrote a message, or uses a command or a button."""
        if isinstance(asking, discord.Message):
            return cls(asking.author.id, asking.channel.id)
        return cls(asking.user.id, asking.channel_id or 0)


@dataclass(slots=True)
class Service:
    """The parts that all handlers use. It is made once, and used in the event loop alone."""

    answerer: Answerer
    source: FaqStore
    recorder: Recorder
    options: Options
    chooser: Chooser | None = None
    clock: Callable[[], float] = time.monotonic
    listening: set[int] = field(default_factory=set)
    scopes: dict[int, Scope] = field(default_factory=dict)
    parent_of: Callable[[int], int | None] = lambda _channel: None
    handled: Once = field(default_factory=Once)
    answered_messages: AnsweredMessages = field(default_factory=AnsweredMessages)
    answering: asyncio.Lock = field(default_factory=asyncio.Lock)
    conversations: Conversations = field(init=False)
    cooldowns: Cooldowns = field(init=False)
    keystrokes: Buckets = field(default_factory=partial(Buckets, *KEYSTROKES))
    clicks: Buckets = field(init=False)

    def __post_init__(self) -> None:
        self.conversations = Conversations(seconds=self.options.conversation_minutes * 60)
        limits = self.options.cooldown
        self.cooldowns = Cooldowns(limits)
        pressed = CLICKS * limits.member
        self.clicks = Buckets(pressed, limits.seconds / pressed)

    def refusal(self, asker: Asker) -> TooFast | None:
        """Why this question is not answered now; None if it is, and then it is counted."""
        return self.cooldowns.admit(asker.member, asker.channel, self.clock())

    async def asked_too_fast(self, interaction: Interaction) -> bool:
        """Whether a member asks too fast, and was told so; else the question is counted."""
        refused = self.refusal(Asker.of(interaction))
        if refused is not None:
            await tell(interaction, refused.words)
        return refused is not None

    async def refused_question(self, interaction: Interaction, text: str) -> bool:
        """Whether a text can't be asked, or not now, and the member was told so."""
        if await self.asked_too_fast(interaction):
            return True
        problem = self.too_long(text) if text else words.EMPTY_QUESTION
        if problem:
            await tell(interaction, problem)
        return bool(problem)

    async def clicked_too_fast(self, interaction: Interaction) -> bool:
        """Whether a member clicks on buttons too fast, and was told so."""
        admitted = self.clicks.admit(interaction.user.id, self.clock())
        if not admitted:
            await tell(interaction, words.SLOW_DOWN.format(wait=words.counted(1, "second")))
        return not admitted

    def too_long(self, text: str) -> str:
        """What to tell about a question that is too long, normalised; empty if it is not."""
        limit = self.options.question_length
        long = max(len(text), length(text))
        return "" if long <= limit else words.TOO_LONG.format(length=long, limit=limit)

    def bounded(self, text: str) -> str:
        """As much of the beginning of a text as may be asked."""
        return beginning(text, self.options.question_length)

    def complete(
        self, typed: str, member: int, limit: int, scope: Scope = ALL
    ) -> tuple[Entry, ...]:
        """The entries that a member who has typed this far may mean; none where it comes too fast.

        Raises what the answerer raises.
        """
        if not self.keystrokes.admit(member, self.clock()):
            return ()
        return self.answerer.complete(self.bounded(typed), limit, scope)

    async def answer(self, text: str, asker: Asker, before: Sequence[str] = ()) -> Response:
        """The response to a question in its conversation, once those before it are answered.

        What the member refers to (`before`), by replying to its answer, counts as asked the latest.
        """
        scope = self.scope_of(asker.channel)
        ask = partial(self.answerer.ask, scope=scope) if scope else self.answerer.ask
        async with self.answering:
            now = self.clock()
            history = self.conversations.history(asker, now)
            asked_before = [*(one for one in history if one not in before), *before]
            # Beside the event loop: acknowledgements and heartbeats do not wait for an answer.
            response = await asyncio.to_thread(ask, text, asked_before)
            self.conversations.remember(asker, text, now)
        if self.chooser is not None:
            # Asked again, a question is chosen for as before.
            others = [one for one in asked_before if one != text]
            response = await self.chooser.choose(response, others)
        self.recorder.count(response)
        return response

    async def consider(self, text: str, channel: int, *, asked: bool) -> Response:
        """What would be answered in a channel; not counted or remembered yet.

        Where the bot is `asked`, a model may choose.
        """
        scope = self.scope_of(channel)
        async with self.answering:
            response = await asyncio.to_thread(self.answerer.ask, text, scope=scope)
        if asked and self.chooser is not None:
            response = await self.chooser.choose(response)
        return response

    async def unasked(
        self, text: str, channel: int, names: Collection[str] = (), *, title: bool = False
    ) -> Response | None:
        """What is answered though nobody asked the bot; None where silence is better.

        It is not counted or remembered yet. `names` are the first names of those who spoke there
        just before; the `title` of a post asks also without a question mark.
        """
        scope = self.scope_of(channel)
        async with self.answering:
            return await asyncio.to_thread(self.answerer.unasked, text, names, scope, title=title)

    def scope_of(self, channel: int) -> Scope:
        """The articles that a channel is bound to, or the channel of a thread; empty for all."""
        return self.scopes.get(channel) or self.scopes.get(self.parent_of(channel) or 0, ALL)

    def chosen(self, entry: Entry, knowledge: Knowledge, asker: Hashable) -> Response:
        """The response for an entry that a member chose by name; its question counts as asked."""
        response = response_of(entry.question, [Answer(entry)], knowledge)
        self.note(response, asker, entry.question)
        return response

    async def in_ledger(self, interaction: Interaction, work: Callable[[Ledger], T]) -> T:
        """The result of some work on the ledger; Discord is told if that takes its time."""
        return await patiently(interaction, self.recorder.do(work))

    def note(self, response: Response, asker: Hashable, text: str) -> None:
        """Count a response, and remember that its question was asked."""
        self.conversations.remember(asker, text, self.clock())
        self.recorder.count(response)

    def help(self, channel: int) -> Response:
        """What the bot can do, and some questions that it answers in a channel."""
        knowledge = self.answerer.knowledge
        offers = self.answerer.complete("", OFFERS, self.scope_of(channel))
        return response_of("", [SmallTalk("help", offers)], knowledge)


def response_of(question: str, replies: Sequence[Reply], knowledge: Knowledge) -> Response:
    """The response that shows some replies which nobody had to search for, a part for each."""
    shown = [(entry_of(one), one) for one in replies]
    parts = tuple(
        Part(entry.question if entry else "", one, 1.0, (), Evidence()) for entry, one in shown
    )
    return Response(question, parts, knowledge.fingerprint, knowledge.by_id)
