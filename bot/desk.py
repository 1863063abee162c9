"""The desk: the one service that every face asks. It reads the knowledge once per question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.core.answering import answer, complete
from bot.core.faq import Entry
from bot.core.knowledge import Knowledge
from bot.core.turn import Turn


class Shelf(Protocol):
    """Where the current knowledge lies; a reload swaps it whole."""

    @property
    def current(self) -> Knowledge:
        """The last good knowledge."""


class Desk:
    """Answers, picks and completes, always from one whole knowledge."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def knowledge(self) -> Knowledge:
        """What would answer now."""
        return self._shelf.current

    def ask(self, question: str, history: Sequence[str] = ()) -> Turn:
        """The turn for a message; `history` holds the person's earlier questions, oldest first."""
        return answer(self._shelf.current, question, history)

    def pick(self, entry_id: str) -> Entry | None:
        """The entry behind a button or a chosen suggestion; None once the editor took it out."""
        return self._shelf.current.by_id.get(entry_id)

    def complete(self, typed: str, limit: int = 25) -> tuple[Entry, ...]:
        """The entries that somebody who has typed this far may mean, best first.

        For an empty field: the most useful ones, in the FAQ's own order.
        """
        return complete(self._shelf.current, typed, limit)
