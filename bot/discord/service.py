"""The service: what every way of asking in Discord shares, from the cool-down to the count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.answering.answerer import ALL, Answerer, Scope
from bot.answering.conversations import Conversations
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Evidence, Part, Passage, Response, SmallTalk
from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.cooldown import Buckets, Cooldowns, Once, Refused
from bot.discord.following import Following
from bot.discord.options import KnowledgeSource, Options
from bot.discord.recorder import Clerk
from bot.discord.replies import Turnstile, tell
from bot.matching.text import beginning, length

OFFERS = 5
KEYSTROKES = (8, 0.25)  # of one member at once, and seconds for each from then on
PRESSES = 4  # buttons that a member may press for each question that they may ask


@dataclass(frozen=True, slots=True)
class Place:
    """Who asks where: a conversation is one member's in one channel or thread."""

    member: int
    channel: int


@dataclass(slots=True)
class Service:
    """The parts that all handlers use. It is made once, and used in the event loop alone."""

    answerer: Answerer
    source: KnowledgeSource
    clerk: Clerk
    options: Options
    clock: Callable[[], float] = time.monotonic
    listening: set[int] = field(default_factory=set)
    scopes: dict[int, Scope] = field(default_factory=dict)
    parent_of: Callable[[int], int | None] = lambda _channel: None
    seen: Once = field(default_factory=Once)
    following: Following = field(default_factory=Following)
    turnstile: Turnstile = field(default_factory=Turnstile)
    conversations: Conversations = field(init=False)
    cooldowns: Cooldowns = field(init=False)
    keystrokes: Buckets = field(default_factory=partial(Buckets, *KEYSTROKES))
    presses: Buckets = field(init=False)

    def __post_init__(self) -> None:
        self.conversations = Conversations(seconds=self.options.conversation_minutes * 60)
        limits = self.options.cooldown
        self.cooldowns = Cooldowns(limits)
        pressed = PRESSES * limits.member
        self.presses = Buckets(pressed, limits.seconds / pressed)

    def refusal(self, place: Place) -> Refused | None:
        """Why this question is not answered now; None if it is, and then it is counted."""
        return self.cooldowns.admit(place.member, place.channel, self.clock())

    def may_press(self, member: int) -> bool:
        """Whether a member's press of a button is heeded now; then it is counted."""
        return self.presses.admit(member, self.clock())

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

        Raises what the desk raises.
        """
        if not self.keystrokes.admit(member, self.clock()):
            return ()
        return self.answerer.complete(self.bounded(typed), limit, scope)

    async def answer(self, text: str, place: Place, before: Sequence[str] = ()) -> Response:
        """The turn for a question in its conversation, once it is this question's turn.

        `before` holds a question that the member refers to by replying to its answer: of all
        earlier ones it counts as the latest.
        """

        def work() -> Response:
            now = self.clock()
            history = self.conversations.history(place, now)
            response = ask(text, [*(one for one in history if one not in before), *before])
            self.conversations.remember(place, text, now)
            return response

        scope = await self.scope_in(place.channel)
        ask = partial(self.answerer.ask, scope=scope) if scope else self.answerer.ask
        response = await self.turnstile.through(work)
        self.clerk.count(response)
        return response

    async def consider(self, text: str, channel: int) -> Response:
        """What would be answered in a channel; not counted or remembered yet."""
        scope = await self.scope_in(channel)
        return await self.turnstile.through(lambda: self.answerer.ask(text, scope=scope))

    async def unasked(
        self, text: str, channel: int, names: Collection[str] = (), *, title: bool = False
    ) -> Response | None:
        """What is answered though nobody asked the bot; not counted or remembered yet."""
        scope = await self.scope_in(channel)
        return await self.turnstile.through(
            lambda: self.answerer.unasked(text, names, scope, title=title)
        )

    def scope_of(self, channel: int) -> Scope:
        """The articles that a channel is bound to, or the channel of a thread; empty for all."""
        return self.scopes.get(channel) or self.scopes.get(self.parent_of(channel) or 0, ALL)

    async def scope_in(self, channel: int) -> Scope:
        """Likewise, once asking there takes no building any more."""
        scope = self.scope_of(channel)
        if not self.answerer.ready(scope):
            await asyncio.to_thread(self.answerer.within, scope)
        return scope

    def chosen(self, entry: Entry, knowledge: Knowledge, place: Hashable) -> Response:
        """The turn for an entry that a member chose by name; its question counts as asked."""
        response = turn_of(Answer(entry), entry.question, knowledge)
        self.conversations.remember(place, entry.question, self.clock())
        self.clerk.count(response)
        return response

    def help(self, channel: int = 0) -> Response:
        """What the bot can do, and some questions that it answers in a channel."""
        knowledge = self.answerer.knowledge
        offers = self.answerer.complete("", OFFERS, self.scope_of(channel))
        return turn_of(SmallTalk("help", offers), "", knowledge)


def turn_of(reply: Answer | Passage | SmallTalk, question: str, knowledge: Knowledge) -> Response:
    """A turn of one part that nobody had to search for."""
    part = Part(question, reply, 1.0, (), Evidence())
    return Response(question, (part,), knowledge.fingerprint, knowledge.by_id)


# Slowly: the cool-down's refusals and the question's bounds, said kindly, to one member.


def refusal_words(refused: Refused) -> str:
    """The refusal in words."""
    said = words.SLOW_DOWN if refused.whose == "member" else words.CHANNEL_BUSY
    return said.format(wait=words.counted(refused.seconds, "second"))


async def slow_down(interaction: Interaction, service: Service) -> bool:
    """Whether the member was refused, and told so."""
    refused = service.refusal(Place(interaction.user.id, interaction.channel_id or 0))
    if refused is None:
        return False
    await tell(interaction, refusal_words(refused))
    return True


async def unfit(interaction: Interaction, service: Service, text: str) -> bool:
    """Whether a text can't be asked, or not now, and the member was told so."""
    if await slow_down(interaction, service):
        return True
    problem = words.EMPTY_QUESTION if not text else service.too_long(text)
    if problem:
        await tell(interaction, problem)
    return bool(problem)


async def hasty(interaction: Interaction, service: Service) -> bool:
    """Whether a member presses buttons too fast, and was told so."""
    if service.may_press(interaction.user.id):
        return False
    await tell(interaction, words.SLOW_DOWN.format(wait=words.counted(1, "second")))
    return True
