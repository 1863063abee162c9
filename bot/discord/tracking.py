"""What the bot remembers of messages, in memory alone and bounded in size.

What was dealt with, what is being answered, which card answers which message, and whether a person
has answered already. After a restart older cards stay as they are.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import discord
from cachetools import FIFOCache, LRUCache

from bot.discord.logs import described, log
from bot.matching.text import tokens


class Once(FIFOCache[Hashable, None]):
    """Remembers what was dealt with, since the gateway may tell a thing twice.

    Bounded in size: what came in the longest ago is forgotten first.
    """

    def __init__(self, size: int = 10_000) -> None:
        super().__init__(size)

    def first(self, thing: Hashable) -> bool:
        """Whether this is the first time; from now on it is not."""
        if thing in self:
            return False
        self[thing] = None
        return True

    def forget(self, thing: Hashable) -> None:
        """Let it be new again."""
        self.pop(thing, None)


class OpenWork:
    """What is being answered, so that leaving can wait for it."""

    def __init__(self) -> None:
        self._open: set[Hashable] = set()
        self._tasks: dict[Hashable, asyncio.Task[object]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def busy(self) -> bool:
        """Whether anything is open."""
        return bool(self._open)

    def oldest(self) -> int | None:
        """The first message, interaction or post that is still open; None if there is none."""
        numbers = (key[-1] if isinstance(key, tuple) else key for key in self._open)
        return min((one for one in numbers if isinstance(one, int)), default=None)

    def begin(self, key: Hashable) -> None:
        """Something has begun."""
        self._open.add(key)
        self._idle.clear()

    def end(self, key: Hashable) -> None:
        """It has ended; ending twice does no harm."""
        self._open.discard(key)
        self._tasks.pop(key, None)
        if not self._open:
            self._idle.set()

    @contextmanager
    def doing(self, key: Hashable) -> Iterator[None]:
        """Something is done within this block.

        What comes a second time meanwhile is left alone by who handles it, and is no work.
        """
        if key in self._tasks:
            yield
            return
        self.begin(key)
        if (task := asyncio.current_task()) is not None:
            self._tasks[key] = task
        try:
            yield
        finally:
            self.end(key)

    def give_up(self) -> int:
        """Cancel what is still done within a block; how much that was."""
        tasks = set(self._tasks.values())
        for task in tasks:
            task.cancel()
        return len(tasks)

    async def finished(self, seconds: float) -> bool:
        """Wait until nothing is open; False if that takes longer than so many seconds."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


KEPT = 5_000  # messages
WHILE = timedelta(minutes=10)  # in which a corrected question is answered anew


@dataclass(slots=True)
class AskedMessage:
    """A message that asked, and the bot's cards that answer it, the latest last.

    `text` is what was read of it, None before that; `asker` is whose conversation it counts in.
    `is_answer` says that the card tells what the article says: it is no refusal. What is `settled`
    is not brought up to date any more. `asked` says that a member had it answered from the menu, so
    that a model may choose for it when it is corrected too. Whoever answers holds the `lock`, so
    that an edit or a second helper waits for the first answer.
    """

    text: str | None = None
    asker: Hashable = None
    cards: list[discord.PartialMessage] = field(default_factory=list)
    is_answer: bool = False
    settled: bool = False
    asked: bool = False
    gone: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def answer(self) -> discord.PartialMessage | None:
        """The latest card, if one stands."""
        return self.cards[-1] if self.cards else None

    def lost(self, card: int) -> None:
        """A card was deleted: what somebody took away does not come back by an edit."""
        self.cards = [one for one in self.cards if one.id != card]
        self.is_answer, self.settled = False, True

    def news(self, text: str) -> bool:
        """Whether a text is to be answered: it is another than before, and not yet the third."""
        return not (self.gone or self.settled) and text != self.text

    async def retract(self) -> None:
        """Take away the cards that still stand."""
        cards, self.cards = self.cards, []
        for one in cards:
            try:
                await one.delete()
            except discord.NotFound:
                pass  # somebody was faster
            except discord.HTTPException as error:
                log.warning("an answer could not be taken away: %s", described(error))


class AnsweredMessages:
    """Remembers the last messages that asked, and which message answered each."""

    def __init__(self) -> None:
        self._questions: LRUCache[int, AskedMessage] = LRUCache(KEPT)
        self._answered: FIFOCache[int, AskedMessage] = FIFOCache(KEPT)

    def question(self, message: int) -> AskedMessage:
        """The question that a message asks, from now on remembered."""
        return self._questions.setdefault(message, AskedMessage())

    def known(self, message: int) -> AskedMessage | None:
        """The question that a message asks, if it is remembered."""
        return self._questions.get(message)

    def drop(self, message: int) -> None:
        """A message has got no answer and needs not be remembered."""
        self._questions.pop(message, None)

    async def answered(
        self, question: AskedMessage, message: discord.Message, answer: int, *, is_answer: bool
    ) -> None:
        """Remember the answer to a message, by its number; take it back if the message is gone."""
        question.cards.append(discord.PartialMessage(channel=message.channel, id=answer))
        question.is_answer = is_answer
        self._answered[answer] = question
        if question.gone:
            await question.retract()

    def gone(self, messages: Iterable[int]) -> list[AskedMessage]:
        """The questions among messages that were deleted; their cards are to be retracted."""
        found = []
        for message in messages:
            answered = self._answered.pop(message, None)
            if answered is not None:
                answered.lost(message)
            question = self._questions.get(message)  # kept: it may be being answered just now
            if question is not None:
                question.gone = True
                found.append(question)
        return found


FRESH = 3.0  # seconds: of an older message the channel is asked what was said since
RECENT = 12  # voices of a channel that count as having spoken just before
CHANNELS = 1_000  # channels whose voices are remembered, the longest silent forgotten first
READ = 20  # messages read then
Spoken = discord.TextChannel | discord.Thread | discord.VoiceChannel | discord.StageChannel


class ChannelActivity:
    """Remembers which messages people replied to, and where people spoke in forum posts."""

    def __init__(self) -> None:
        self._replied = Once()
        self._spoken = Once()
        self._away: set[int] = set()
        self._voices: LRUCache[int, deque[tuple[int, str]]] = LRUCache(CHANNELS)

    def claim(self, channel: int) -> None:
        """The bot answers in a forum post where it was mentioned: that is its first answer."""
        self._spoken.first(channel)

    def lose(self, shard: int) -> None:
        """A connection is lost: what comes until it is back was perhaps answered meanwhile."""
        self._away.add(shard)

    def regain(self, shard: int) -> None:
        """It is back, and Discord has sent all that was missed."""
        self._away.discard(shard)

    def note(self, message: discord.Message) -> None:
        """Take note of what a person says."""
        if message.reference and message.reference.message_id:
            self._replied.first(message.reference.message_id)
        channel = message.channel
        voices = self._voices.setdefault(channel.id, deque(maxlen=RECENT))
        voices.append((message.author.id, message.author.display_name))
        if isinstance(channel, discord.Thread) and message.author.id != channel.owner_id:
            self._spoken.first(channel.id)

    def names(self, message: discord.Message) -> frozenset[str]:
        """The first names of the others who spoke in a channel just before a message."""
        spoken = self._voices.get(message.channel.id, ())
        others = (tokens(name) for who, name in spoken if who != message.author.id)
        return frozenset(name[0] for name in others if name)

    async def answered(self, message: discord.Message) -> bool:
        """Whether a person (or the bot before) has answered a message in a channel.

        What comes late, after a lost connection, is only answered if nobody spoke since.
        """
        if message.id in self._replied:
            return True
        if self._is_news(message.id) or not isinstance(message.channel, Spoken):
            return False
        return await _others_since(message.channel, message.id, message.author.id)

    async def answered_in(self, post: discord.Thread) -> bool:
        """Whether anybody but its author has spoken in a forum post."""
        if post.id in self._spoken:
            return True
        if self._is_news(post.id):
            return False
        return await _others_since(post, post.id, post.owner_id)

    def _is_news(self, snowflake: int) -> bool:
        return not self._away and _age(snowflake) < FRESH


async def _others_since(channel: Spoken, message: int, author: int) -> bool:
    since = discord.Object(message)
    return any(
        [said.author.id != author async for said in channel.history(limit=READ, after=since)]
    )


def _age(snowflake: int) -> float:
    """Seconds since Discord made it, by this machine's clock."""
    return time.time() - discord.utils.snowflake_time(snowflake).timestamp()
