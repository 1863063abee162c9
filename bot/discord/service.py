"""The service: what every way of asking in Discord shares, from the cool-down to the count."""

from __future__ import annotations

import asyncio
import math
import time
from collections import deque
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Literal, TypeVar

import discord
from cachetools import LRUCache

from bot.answering.answerer import ALL, Answerer, Conversations, Scope
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Evidence, Part, Reply, Response, SmallTalk, entry_of
from bot.choosing import Chooser
from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.options import CooldownLimits, Options, ReloadableSource
from bot.discord.recorder import Recorder
from bot.discord.replies import patiently, tell
from bot.discord.tracking import AnsweredMessages, Once
from bot.ledger.ledger import Ledger
from bot.matching.text import beginning, length

OFFERS = 5
KEYSTROKES = (8, 0.25)  # of one member at once, and seconds for each from then on
CLICKS = 4  # buttons that a member may press for each question that they may ask
SLACK = 1e-6  # seconds that sums of seconds may be off by
KEPT = 20_000  # members and channels remembered at once, the longest silent forgotten first

T = TypeVar("T")
Whose = Literal["member", "channel"]


@dataclass(frozen=True, slots=True)
class TooFast:
    """Too fast: whose limit it was, the seconds to wait, and whether that is the first refusal."""

    whose: Whose
    seconds: int
    first: bool


class Recent:
    """When members and channels did something within the last so many seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._times: LRUCache[tuple[Whose, int], deque[float]] = LRUCache(KEPT)

    def of(self, key: tuple[Whose, int], now: float) -> deque[float]:
        """The times of one of them, the oldest first."""
        times = self._times.setdefault(key, deque())
        while times and now - times[0] >= self._seconds:
            times.popleft()
        return times


class Cooldowns:
    """Counts questions in a sliding window of `limits.seconds`."""

    def __init__(self, limits: CooldownLimits) -> None:
        self._limits = limits
        self._asked = Recent(limits.seconds)
        self._refused = Recent(limits.seconds)

    def admit(self, member: int, channel: int, now: float) -> TooFast | None:
        """Count a question at `now`, in seconds of a clock that only goes forward; or refuse it.

        The second half of a channel's room is kept for members who have asked nothing of late, so
        that a few who ask much leave room for the others.
        """
        theirs = self._asked.of(("member", member), now)
        channels = self._asked.of(("channel", channel), now)
        # How many the channel may have for one more of this member to be answered.
        room = math.ceil(self._limits.channel / 2) if theirs else self._limits.channel
        if len(theirs) >= self._limits.member:
            return self._too_fast(("member", member), theirs[-self._limits.member], now)
        if len(channels) >= room:
            return self._too_fast(("channel", channel), channels[-room], now)
        theirs.append(now)
        channels.append(now)
        return None

    def _too_fast(self, key: tuple[Whose, int], since: float, now: float) -> TooFast:
        before = self._refused.of(key, now)
        first = not before
        if first:
            before.append(now)
        return TooFast(key[0], max(1, math.ceil(self._limits.seconds - (now - since))), first)


@dataclass(slots=True)
class Buckets:
    """Lets each member do `burst` things at once, and from then on one every `seconds`."""

    burst: int
    seconds: float
    _owed: LRUCache[int, float] = field(default_factory=lambda: LRUCache(KEPT))
    """When each member's bucket will be full again: what was done is paid for until then."""

    def admit(self, member: int, now: float) -> bool:
        """Count a thing done at `now`, in seconds of a clock that only goes forward; or refuse."""
        full = max(now, self._owed.get(member, now)) + self.seconds
        if full - now > self.burst * self.seconds + SLACK:
            return False
        self._owed[member] = full
        return True


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
    source: ReloadableSource
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

    def may_click(self, member: int) -> bool:
        """Whether a member's click on a button is heeded now; then it is counted."""
        return self.clicks.admit(member, self.clock())

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

        Args:
            text: The question.
            asker: Whose conversation it belongs to.
            before: A question that the member refers to by replying to its answer: of all earlier
                ones it counts as the latest.
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

    async def consider(self, text: str, channel: int, *, asked: bool = False) -> Response:
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
        """What is answered though nobody asked the bot; not counted or remembered yet.

        Args:
            text: What somebody said.
            channel: Where they said it.
            names: The first names of those who spoke there just before.
            title: Whether it is the title of a post, which asks also without a question mark.

        Returns:
            None where silence is better.
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

    def help(self, channel: int = 0) -> Response:
        """What the bot can do, and some questions that it answers in a channel."""
        knowledge = self.answerer.knowledge
        offers = self.answerer.complete("", OFFERS, self.scope_of(channel))
        return response_of("", [SmallTalk("help", offers)], knowledge)


def response_of(question: str, replies: Sequence[Reply], knowledge: Knowledge) -> Response:
    """The response that shows some replies which nobody had to search for, a part for each.

    Args:
        question: What was asked.
        replies: What is shown, such as the entry that a member chose by name.
        knowledge: What the replies are from.
    """
    parts = tuple(Part(_own_question(one), one, 1.0, (), Evidence()) for one in replies)
    return Response(question, parts, knowledge.fingerprint, knowledge.by_id)


def _own_question(reply: Reply) -> str:
    shown = entry_of(reply)
    return shown.question if shown else ""


def refusal_words(refused: TooFast) -> str:
    """The refusal in words."""
    said = words.SLOW_DOWN if refused.whose == "member" else words.CHANNEL_BUSY
    return said.format(wait=words.counted(refused.seconds, "second"))


async def asked_too_fast(interaction: Interaction, service: Service) -> bool:
    """Whether the member asks too fast, and was told so."""
    refused = service.refusal(Asker.of(interaction))
    if refused is None:
        return False
    await tell(interaction, refusal_words(refused))
    return True


async def refused_question(interaction: Interaction, service: Service, text: str) -> bool:
    """Whether a text can't be asked, or not now, and the member was told so."""
    if await asked_too_fast(interaction, service):
        return True
    problem = words.EMPTY_QUESTION if not text else service.too_long(text)
    if problem:
        await tell(interaction, problem)
    return bool(problem)


async def clicked_too_fast(interaction: Interaction, service: Service) -> bool:
    """Whether a member clicks on buttons too fast, and was told so."""
    if service.may_click(interaction.user.id):
        return False
    await tell(interaction, words.SLOW_DOWN.format(wait=words.counted(1, "second")))
    return True
