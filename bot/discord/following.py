"""Following: an answer goes where its question goes, for as long as both are recent.

Kept in memory alone, bounded in size: after a restart older answers stay as they are.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta

import discord

from bot.discord.faults import described, log

KEPT = 5_000  # messages
WHILE = timedelta(minutes=10)  # in which a corrected question is answered anew


@dataclass(slots=True)
class Question:
    """A message that asked, and the bot's cards that answer it, the latest last.

    `text` is what was read of it, None before that; `place` is whose conversation it counts in.
    `told` says that the answer tells what the article says: it is no refusal. What is `settled` is
    not brought up to date any more. Whoever answers holds the `lock`, so that an edit or a second
    helper waits for the first answer.
    """

    text: str | None = None
    place: Hashable = None
    cards: list[discord.PartialMessage] = field(default_factory=list)
    told: bool = False
    settled: bool = False
    gone: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def answer(self) -> discord.PartialMessage | None:
        """The latest card, if one stands."""
        return self.cards[-1] if self.cards else None

    def lost(self, card: int) -> None:
        """A card was deleted: what somebody took away does not come back by an edit."""
        self.cards = [one for one in self.cards if one.id != card]
        self.told, self.settled = False, True

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


class Following:
    """Remembers the last messages that asked, and which message answered each."""

    def __init__(self) -> None:
        self._questions: OrderedDict[int, Question] = OrderedDict()
        self._answered: OrderedDict[int, Question] = OrderedDict()

    def question(self, message: int) -> Question:
        """The question that a message asks, from now on remembered."""
        found = self._questions.setdefault(message, Question())
        self._questions.move_to_end(message)
        if len(self._questions) > KEPT:
            self._questions.popitem(last=False)
        return found

    def known(self, message: int) -> Question | None:
        """The question that a message asks, if it is remembered."""
        return self._questions.get(message)

    def drop(self, message: int) -> None:
        """A message has got no answer and needs not be remembered."""
        self._questions.pop(message, None)

    async def answered(
        self, question: Question, message: discord.Message, answer: int, *, told: bool
    ) -> None:
        """Remember the answer to a message, by its number; take it back if the message is gone."""
        question.cards.append(discord.PartialMessage(channel=message.channel, id=answer))
        question.told = told
        self._answered[answer] = question
        if len(self._answered) > KEPT:
            self._answered.popitem(last=False)
        if question.gone:
            await question.retract()

    def gone(self, messages: Iterable[int]) -> list[Question]:
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
