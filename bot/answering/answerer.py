"""The answerer: the one service that all front ends ask, of all articles or of some.

It reads the knowledge once per question. A reply follows from the question, those before it and the
knowledge alone; so the latest replies are remembered, until the knowledge is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Protocol, TypeAlias, TypeVar

from cachetools import LRUCache

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
KEPT = 32  # scopes whose knowledge is kept, the longest unused forgotten first


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
        self._scoped: LRUCache[Scope, Knowledge] = LRUCache(KEPT)
        self._reading, self._building = Lock(), Lock()

    @property
    def knowledge(self) -> Knowledge:
        """What would answer now, of all articles."""
        return self._source.current

    def within(self, scope: Scope) -> Knowledge:
        """What answers from some articles only; it is built if that was not done yet.

        Args:
            scope: The names of the articles. Of those that are no longer served none is left out:
                where none of them is, all articles answer.
        """
        whole = self._source.current
        served = _served(scope, whole)
        if not served:
            return whole
        # Only who has to build waits for another who builds: that may take a second.
        found = self._built(served, whole)
        if found is None:
            with self._building:
                found = self._built(served, whole) or self._build(served, whole)
        return found

    def _built(self, served: Scope, whole: Knowledge) -> Knowledge | None:
        """What was built of some articles of this whole; None if it is to be built."""
        with self._reading:
            found = self._scoped.get(served)
        return found if found is not None and found.fingerprint == whole.fingerprint else None

    def _build(self, served: Scope, whole: Knowledge) -> Knowledge:
        faqs = [faq for faq in whole.faqs if faq.article.name in served]
        built = Knowledge.build(faqs, whole.fingerprint)
        with self._reading:
            self._scoped[served] = built
        return built

    def ready(self, scope: Scope) -> bool:
        """Whether asking within these articles needs no building, which may take a second."""
        whole = self._source.current
        served = _served(scope, whole)
        return not served or self._built(served, whole) is not None

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
        return unasked(self.within(scope), text, names, title=title)

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
        knowledge = self.within(scope)
        if sum(map(len, texts)) > LONGEST:
            return work(knowledge)
        return replies.get((knowledge.fingerprint, scope, limit, *texts), lambda: work(knowledge))


def _served(scope: Scope, whole: Knowledge) -> Scope:
    """The articles of a scope that are served; none where that leaves none out."""
    if not scope:  # nearly always
        return ALL
    served = frozenset(one.name for one in whole.articles)
    return ALL if served <= scope else served & scope
