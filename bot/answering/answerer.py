"""The answerer: the one service that all front ends ask, of all articles or of some.

It reads the knowledge once per question. A reply follows from the question, those before it and the
knowledge alone; so the latest replies are remembered, until the knowledge is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, TypeVar

from bot.answering.answer import answer
from bot.answering.completion import complete
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.listening import may_ask, unasked
from bot.answering.reply import Response
from bot.matching.memo import BoundedMemo

LONGEST = 2_000  # characters of a question and those before it for which a reply is remembered
REMEMBERED = 512  # replies
T = TypeVar("T")
Scope: TypeAlias = frozenset[str]
"""The names of the articles that answer; empty for all of them."""
ALL: Scope = frozenset()


class KnowledgeSource(Protocol):
    """Where the current knowledge lies; a reload swaps it whole."""

    @property
    def current(self) -> Knowledge:
        """The last good knowledge."""


@dataclass(frozen=True, slots=True)
class FixedKnowledge:
    """A source whose knowledge never changes."""

    current: Knowledge


class Answerer:
    """Answers, picks and completes, always from one whole knowledge; threads may share it."""

    def __init__(self, source: KnowledgeSource) -> None:
        self._source = source
        # Not within the knowledge: replies hold parts of it, and it would not be freed at once.
        self._replies: tuple[Knowledge | None, BoundedMemo] = (None, BoundedMemo(REMEMBERED))

    @property
    def knowledge(self) -> Knowledge:
        """What would answer now, of all articles."""
        return self._source.current

    def ask(self, question: str, history: Sequence[str] = (), scope: Scope = ALL) -> Response:
        """The response to a message.

        Args:
            question: The message.
            history: The person's earlier questions, oldest first.
            scope: The names of the articles that may answer; empty for all.
        """
        return self._remembered(
            scope, (question, *history), lambda knowledge: answer(knowledge, question, history)
        )

    def may_ask(self, text: str, names: Collection[str] = (), *, title: bool = False) -> bool:
        """Whether a message that is not for the bot may ask it something; this is cheap.

        The arguments are those of `unasked`.
        """
        return may_ask(self._source.current, text, names, title=title)

    def unasked(
        self, text: str, names: Collection[str] = (), scope: Scope = ALL, *, title: bool = False
    ) -> Response | None:
        """The response to a message that is not for the bot; None where silence is better.

        Args:
            text: The message.
            names: The first names of those who spoke just before, in lower case.
            scope: The names of the articles that may answer; empty for all.
            title: Whether it is the title of a post, which asks by itself.
        """
        return unasked(_within(scope, self._source.current), text, names, title=title)

    def pick(self, entry_id: str) -> Entry | None:
        """The entry behind a button or a chosen suggestion; None once the editor took it out."""
        return self._source.current.by_id.get(entry_id)

    def complete(self, typed: str, limit: int = 25, scope: Scope = ALL) -> tuple[Entry, ...]:
        """The entries that somebody who has typed this far may want, the likeliest first.

        For an empty field: the first ones, in the FAQ's own order.
        """
        return self._remembered(
            scope, (typed,), lambda knowledge: complete(knowledge, typed, limit), limit
        )

    def _remembered(
        self, scope: Scope, texts: Sequence[str], work: Callable[[Knowledge], T], limit: int = 0
    ) -> T:
        """What some work gives for texts: remembered of this very knowledge, or anew."""
        whole = self._source.current
        of, replies = self._replies
        if of is not whole:
            replies = BoundedMemo(REMEMBERED)
            self._replies = (whole, replies)

        def worked() -> T:
            return work(_within(scope, whole))

        if sum(map(len, texts)) > LONGEST:
            return worked()
        return replies.get((scope, limit, *texts), worked)


def _within(scope: Scope, whole: Knowledge) -> Knowledge:
    """What answers from some articles; all of them do where none of a scope is served any more."""
    served = scope.intersection(one.name for one in whole.articles) if scope else ALL
    return whole.within(served) if served else whole
