"""The service: what every way of asking in Discord shares, from the cool-down to the count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.answering.answerer import ALL, Answerer, Conversations, Scope
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Evidence, Part, Reply, Response, SmallTalk, entry_of
from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.cooldown import Buckets, Cooldowns, TooFast
from bot.discord.options import Options, ReloadableSource
from bot.discord.recorder import Recorder
from bot.discord.replies import tell
from bot.discord.tracking import AnsweredMessages, Once
from bot.matching.text import beginning, length

OFFERS = 5
KEYSTROKES = (8, 0.25)  # of one member at once, and seconds for each from then on
CLICKS = 4  # buttons that a member may press for each question that they may ask


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks where: a conversation is one member's in one channel or thread."""

    member: int
    channel: int


@dataclass(slots=True)
class Service:
    """The parts that all handlers use. It is made once, and used in the event loop alone."""

    answerer: Answerer
    source: ReloadableSource
    recorder: Recorder
    options: Options
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
        self.recorder.count(response)
        return response

    async def consider(self, text: str, channel: int) -> Response:
        """What would be answered in a channel; not counted or remembered yet."""
        scope = self.scope_of(channel)
        async with self.answering:
            return await asyncio.to_thread(self.answerer.ask, text, scope=scope)

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
        self.conversations.remember(asker, entry.question, self.clock())
        self.recorder.count(response)
        return response

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
    refused = service.refusal(Asker(interaction.user.id, interaction.channel_id or 0))
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
