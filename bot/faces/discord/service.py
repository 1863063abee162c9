"""The service: what every way of asking in Discord shares, from the cool-down to the count."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Hashable, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.core.conversation import Conversations
from bot.core.faq import Entry
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, Passage, SmallTalk
from bot.core.text import beginning, length
from bot.core.turn import Evidence, Part, Turn
from bot.desk import ALL, Desk, Scope
from bot.faces.discord import words
from bot.faces.discord.clerk import Clerk
from bot.faces.discord.cooldown import Buckets, Cooldowns, Refused
from bot.faces.discord.following import Following
from bot.faces.discord.once import Once
from bot.faces.discord.options import Options, Shelf
from bot.faces.discord.turnstile import Turnstile

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

    desk: Desk
    shelf: Shelf
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
        return self.desk.complete(self.bounded(typed), limit, scope)

    async def answer(self, text: str, place: Place, before: Sequence[str] = ()) -> Turn:
        """The turn for a question in its conversation, once it is this question's turn.

        `before` holds a question that the member refers to by replying to its answer: of all
        earlier ones it counts as the latest.
        """

        def work() -> Turn:
            now = self.clock()
            history = self.conversations.history(place, now)
            turn = ask(text, [*(one for one in history if one not in before), *before])
            self.conversations.remember(place, text, now)
            return turn

        scope = await self.scope_in(place.channel)
        ask = partial(self.desk.ask, scope=scope) if scope else self.desk.ask
        turn = await self.turnstile.through(work)
        self.clerk.count(turn)
        return turn

    async def consider(self, text: str, channel: int) -> Turn:
        """What would be answered in a channel; not counted or remembered yet."""
        scope = await self.scope_in(channel)
        return await self.turnstile.through(lambda: self.desk.ask(text, scope=scope))

    async def unasked(
        self, text: str, channel: int, names: Collection[str] = (), *, title: bool = False
    ) -> Turn | None:
        """What is answered though nobody asked the bot; not counted or remembered yet."""
        scope = await self.scope_in(channel)
        return await self.turnstile.through(
            lambda: self.desk.unasked(text, names, scope, title=title)
        )

    def scope_of(self, channel: int) -> Scope:
        """The articles that a channel is bound to, or the channel of a thread; empty for all."""
        return self.scopes.get(channel) or self.scopes.get(self.parent_of(channel) or 0, ALL)

    async def scope_in(self, channel: int) -> Scope:
        """Likewise, once asking there takes no building any more."""
        scope = self.scope_of(channel)
        if not self.desk.ready(scope):
            await asyncio.to_thread(self.desk.within, scope)
        return scope

    def chosen(self, entry: Entry, knowledge: Knowledge, place: Hashable) -> Turn:
        """The turn for an entry that a member chose by name; its question counts as asked."""
        turn = turn_of(Answer(entry), entry.question, knowledge)
        self.conversations.remember(place, entry.question, self.clock())
        self.clerk.count(turn)
        return turn

    def help(self, channel: int = 0) -> Turn:
        """What the bot can do, and some questions that it answers in a channel."""
        knowledge = self.desk.knowledge
        offers = self.desk.complete("", OFFERS, self.scope_of(channel))
        return turn_of(SmallTalk("help", offers), "", knowledge)


def turn_of(reply: Answer | Passage | SmallTalk, question: str, knowledge: Knowledge) -> Turn:
    """A turn of one part that nobody had to search for."""
    part = Part(question, reply, 1.0, (), Evidence())
    return Turn(question, (part,), knowledge.fingerprint, knowledge.by_id)
