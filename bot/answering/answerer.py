"""The answerer: the one service that all front ends ask, of all articles or of some.

It reads the knowledge once per question. A reply follows from the question, those before it and the
knowledge alone; so the latest replies are remembered, until the knowledge is replaced.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial
from typing import Any, Protocol, TypeAlias, TypeVar

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.listening import may_ask, unasked
from bot.answering.message import answer
from bot.answering.reply import Response
from bot.answering.section import Section
from bot.matching.text import ending

LONGEST = 2_000  # characters of a question and those before it for which a reply is remembered
REMEMBERED = 512  # replies
T = TypeVar("T")
Scope: TypeAlias = frozenset[str]
"""The names of the articles that answer; empty for all of them."""
ALL: Scope = frozenset()


class KnowledgeSource(Protocol):
    """Where the current knowledge lies: a store, which swaps it whole, or one knowledge itself."""

    @property
    def current(self) -> Knowledge:
        """The last good knowledge."""


class Answerer:
    """Answers, picks and completes, always from one whole knowledge; threads may share it."""

    def __init__(self, source: KnowledgeSource) -> None:
        self._source = source
        # Not within the knowledge: replies hold parts of it, and it would not be freed at once.
        self._remembered: tuple[Knowledge | None, Callable[..., Any]] = (None, _work)

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
        length = len(question) + sum(map(len, history))
        return self._worked_out(length, answer, scope, question, tuple(history))

    def may_ask(self, text: str, names: Collection[str] = (), *, title: bool = False) -> bool:
        """Whether a message that is not for the bot may ask it something; this is cheap.

        The arguments are those of `unasked`.
        """
        return may_ask(self._source.current, text, names, title=title)

    def unasked(
        self, text: str, names: Collection[str] = (), scope: Scope = ALL, *, title: bool = False
    ) -> Response | None:
        """The response to a message that is not for the bot; None where silence is better.

        The arguments are those of `listening.unasked` and of `ask`.
        """
        return unasked(_within(scope, self._source.current), text, names, title=title)

    def pick(self, entry_id: str) -> Entry | None:
        """The entry behind a button or a chosen suggestion; None once the editor took it out."""
        return self._source.current.by_id.get(entry_id)

    def complete(self, typed: str, limit: int = 25, scope: Scope = ALL) -> tuple[Entry, ...]:
        """The entries that somebody who has typed this far may want, the likeliest first.

        For an empty field: the first ones, in the FAQ's own order.
        """
        return self._worked_out(len(typed), complete, scope, typed, limit)

    def _worked_out(self, length: int, work: Callable[..., T], *args: Any) -> T:
        """What some work gives: remembered of this very knowledge where it is short, or anew."""
        whole = self._source.current
        of, remembered = self._remembered
        if of is not whole:
            remembered = lru_cache(maxsize=REMEMBERED)(partial(_work, whole))
            self._remembered = (whole, remembered)
        result: T = remembered(work, *args) if length <= LONGEST else _work(whole, work, *args)
        return result


def _work(whole: Knowledge, work: Callable[..., T], scope: Scope, *args: Any) -> T:
    return work(_within(scope, whole), *args)


def _within(scope: Scope, whole: Knowledge) -> Knowledge:
    """What answers from some articles; all of them do where none of a scope is served any more."""
    served = scope.intersection(one.name for one in whole.articles) if scope else ALL
    return whole.within(served) if served else whole


# Completing what somebody is typing: whole questions, by the ranker that answers.

MOST_COMPLETED = 25  # as many as Discord shows at once
TYPED = 200  # characters, normalised, that are looked at; the last ones
LIKELY = 0.25  # the least score by the ranker alone


def complete(knowledge: Knowledge, typed: str, limit: int) -> tuple[Entry, ...]:
    """The entries that somebody who has typed this far may want, the likeliest first.

    Args:
        knowledge: What to choose from.
        typed: What stands in the field; for an empty one the first entries are given, those about
            the same sentences left out.
        limit: How many at most; never more than 25.

    Returns:
        The entries; equally likely ones in the FAQ's order.
    """
    most = max(0, min(limit, MOST_COMPLETED))
    text = ending(typed, TYPED)
    if not text.strip():
        return _first(knowledge)[:most]
    found = [scored for section in knowledge.sections for scored in _scored(section, text)]
    found.sort(key=lambda scored: -scored[0])
    return tuple(entry for _, entry in found[:most])


def _scored(section: Section, text: str) -> Iterator[tuple[float, Entry]]:
    """The likely entries of a FAQ in order, each with its score."""
    begun = section.completer.scores(text)
    likely = section.scores(text, MOST_COMPLETED).entries
    for at in sorted({*begun, *(at for at, score in likely.items() if score >= LIKELY)}):
        score = begun.get(at, 0.0) + likely.get(at, 0.0)
        yield round(score, 6), section.faq.entries[at]


def _first(knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries in the FAQ's order, one for each set of sentences."""
    chosen: dict[object, Entry] = {}
    for entry in knowledge.entries:
        chosen.setdefault(entry.stands_on, entry)
    return tuple(chosen.values())


# Conversations: what each person asked before in each place, bounded in number and in time.

QUESTIONS = 5  # a follow-up seldom reaches back further than the question before the last
MINUTES = 15.0  # after a quarter of an hour people start anew
PEOPLE = 10_000  # conversations kept at once; the longest silent is forgotten first


@dataclass(slots=True)
class Conversations:
    """Earlier questions by who asked them where; what is over is dropped when anybody asks next."""

    seconds: float = MINUTES * 60
    people: int = PEOPLE
    _asked: OrderedDict[Hashable, list[tuple[float, str]]] = field(default_factory=OrderedDict)

    def history(self, key: Hashable, now: float) -> tuple[str, ...]:
        """What still counts of a conversation, oldest first.

        Args:
            key: The person and the place.
            now: The time, in seconds of any clock that only goes forward.
        """
        asked = self._asked.get(key, ())
        return tuple(question for then, question in asked if now - then <= self.seconds)

    def remember(self, key: Hashable, question: str, now: float) -> None:
        """Add a question; the conversation becomes the most recent one."""
        self._asked[key] = [*self._asked.get(key, ()), (now, question)][-QUESTIONS:]
        self._asked.move_to_end(key)
        # What is over, and the longest silent beyond the bound, stand first.
        while len(self._asked) > self.people or not self.history(next(iter(self._asked)), now):
            self._asked.popitem(last=False)

    def withdraw(self, key: Hashable, question: str) -> None:
        """Take back a question that was deleted or corrected, the latest where it was repeated."""
        asked = self._asked.get(key, [])
        for position in reversed(range(len(asked))):
            if asked[position][1] == question:
                del asked[position]
                return
