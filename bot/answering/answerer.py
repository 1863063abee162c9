"""The desk: the one service that every face asks. It reads the knowledge once per question.

A reply follows from the question, those before it and the knowledge alone. So the replies given of
late are remembered, until the knowledge is replaced.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from threading import Lock
from typing import Protocol, TypeAlias, TypeVar

from bot.answering.answer import answer, complete
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


class Answerer:
    """Answers, picks and completes, always from one whole knowledge."""

    def __init__(self, source: KnowledgeSource) -> None:
        self._source = source
        # Not within the knowledge: replies hold parts of it, and it would not be freed at once.
        self._lately: tuple[Knowledge | None, BoundedMemo] = (None, BoundedMemo(REMEMBERED))
        self._scoped: OrderedDict[Scope, Knowledge] = OrderedDict()
        self._building = Lock()

    @property
    def knowledge(self) -> Knowledge:
        """What would answer now, of all articles."""
        return self._source.current

    def within(self, scope: Scope) -> Knowledge:
        """What answers from some articles only; it is built if that was not done yet.

        Of articles that are no longer served none is left out: then all of them answer.
        """
        whole = self._source.current
        named = _named(scope, whole)
        if not named:
            return whole
        # Only who has to build waits for another who builds: that may take a second.
        known = self._known(named, whole)
        if known is None:
            with self._building:
                known = self._known(named, whole) or self._built(named, whole)
        return known

    def _known(self, named: Scope, whole: Knowledge) -> Knowledge | None:
        """What was built of some articles of this whole; None if it is to be built."""
        known = self._scoped.get(named)
        if known is None or known.fingerprint != whole.fingerprint:
            return None
        with suppress(KeyError):  # another thread has just dropped it
            self._scoped.move_to_end(named)
        return known

    def _built(self, named: Scope, whole: Knowledge) -> Knowledge:
        faqs = [faq for faq in whole.faqs if faq.article.name in named]
        built = self._scoped[named] = Knowledge.build(faqs, whole.fingerprint)
        self._scoped.move_to_end(named)
        while len(self._scoped) > KEPT:
            self._scoped.popitem(last=False)
        return built

    def ready(self, scope: Scope) -> bool:
        """Whether asking within these articles needs no building, which may take a second."""
        whole = self._source.current
        named = _named(scope, whole)
        return not named or self._known(named, whole) is not None

    def ask(self, question: str, history: Sequence[str] = (), scope: Scope = ALL) -> Response:
        """The turn for a message; `history` holds the person's earlier questions, oldest first."""
        return self._remembered(
            scope, (question, *history), lambda knowledge: answer(knowledge, question, history)
        )

    def may_ask(self, text: str, names: Collection[str] = (), *, title: bool = False) -> bool:
        """Whether a message that is not for the bot may ask it something, told cheaply."""
        return may_ask(self._source.current, text, names, title=title)

    def unasked(
        self, text: str, names: Collection[str] = (), scope: Scope = ALL, *, title: bool = False
    ) -> Response | None:
        """The turn for a message that is not for the bot; None where silence is better.

        `names` are those who spoke just before; a `title` of a post asks by itself.
        """
        return unasked(self.within(scope), text, names, title=title)

    def pick(self, entry_id: str) -> Entry | None:
        """The entry behind a button or a chosen suggestion; None once the editor took it out."""
        return self._source.current.by_id.get(entry_id)

    def complete(self, typed: str, limit: int = 25, scope: Scope = ALL) -> tuple[Entry, ...]:
        """The entries that somebody who has typed this far may mean, best first.

        For an empty field: the most useful ones, in the FAQ's own order.
        """
        return self._remembered(
            scope, (typed,), lambda knowledge: complete(knowledge, typed, limit), limit
        )

    def _remembered(
        self, scope: Scope, texts: Sequence[str], work: Callable[[Knowledge], T], limit: int = 0
    ) -> T:
        """What some work gives for texts: of late, of this very knowledge, or anew."""
        whole = self._source.current
        of, replied = self._lately
        if of is not whole:
            replied = BoundedMemo(REMEMBERED)
            self._lately = (whole, replied)
        knowledge = self.within(scope)
        if sum(map(len, texts)) > LONGEST:
            return work(knowledge)
        return replied.get((knowledge.fingerprint, scope, limit, *texts), lambda: work(knowledge))


def _named(scope: Scope, whole: Knowledge) -> Scope:
    """The articles of a scope that are served; none where that leaves none out."""
    if not scope:  # nearly always
        return ALL
    served = frozenset(one.name for one in whole.articles)
    return ALL if served <= scope else served & scope
