"""The desk: the one service that every face asks. It reads the knowledge once per question.

A reply follows from the question, those before it and the knowledge alone. So the replies given of
late are remembered, until the knowledge is replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.answering import answer, complete
from bot.core.faq import Entry
from bot.core.knowledge import Knowledge
from bot.core.lately import Lately
from bot.core.turn import Turn

LONGEST = 2_000  # characters of a question and those before it for which a reply is remembered
REMEMBERED = 512  # replies


class Shelf(Protocol):
    """Where the current knowledge lies; a reload swaps it whole."""

    @property
    def current(self) -> Knowledge:
        """The last good knowledge."""


class Desk:
    """Answers, picks and completes, always from one whole knowledge."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._lately: tuple[Knowledge | None, Lately] = (None, Lately(REMEMBERED))

    @property
    def knowledge(self) -> Knowledge:
        """What would answer now."""
        return self._shelf.current

    def ask(self, question: str, history: Sequence[str] = ()) -> Turn:
        """The turn for a message; `history` holds the person's earlier questions, oldest first."""
        knowledge = self._shelf.current
        key = ("asked", question, *history)
        if sum(map(len, key)) > LONGEST:
            return answer(knowledge, question, history)
        return self._replied(knowledge).get(key, lambda: answer(knowledge, question, history))

    def pick(self, entry_id: str) -> Entry | None:
        """The entry behind a button or a chosen suggestion; None once the editor took it out."""
        return self._shelf.current.by_id.get(entry_id)

    def complete(self, typed: str, limit: int = 25) -> tuple[Entry, ...]:
        """The entries that somebody who has typed this far may mean, best first.

        For an empty field: the most useful ones, in the FAQ's own order.
        """
        knowledge = self._shelf.current
        key = ("typed", typed, limit)
        if len(typed) > LONGEST:
            return complete(knowledge, typed, limit)
        return self._replied(knowledge).get(key, lambda: complete(knowledge, typed, limit))

    def _replied(self, knowledge: Knowledge) -> Lately:
        """What this knowledge has replied of late; the one before it is let go."""
        of, replied = self._lately
        if of is not knowledge:
            replied = Lately(REMEMBERED)
            self._lately = (knowledge, replied)
        return replied
