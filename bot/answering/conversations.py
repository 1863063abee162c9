"""Conversations: what each person asked before in each place, bounded in number and in time."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field

QUESTIONS = 5  # a follow-up seldom reaches back further than the question before the last
MINUTES = 15.0  # after a quarter of an hour people start anew
PEOPLE = 10_000  # conversations kept at once; the longest silent is forgotten first


@dataclass(slots=True)
class Conversation:
    """The earlier questions of one person in one place, oldest first."""

    seconds: float = MINUTES * 60
    questions: int = QUESTIONS
    _asked: list[tuple[float, str]] = field(default_factory=list)

    def history(self, now: float) -> tuple[str, ...]:
        """What still counts at `now`, in seconds of any clock that only goes forward."""
        return tuple(question for then, question in self._asked if now - then <= self.seconds)

    def over(self, now: float) -> bool:
        """Whether nothing of it counts any more."""
        return not self.history(now)

    def remember(self, question: str, now: float) -> None:
        """Add a question; the oldest beyond the bound are forgotten."""
        self._asked = [*self._asked, (now, question)][-self.questions :]

    def withdraw(self, question: str) -> None:
        """Take back a question, the latest where it was asked several times."""
        for position in reversed(range(len(self._asked))):
            if self._asked[position][1] == question:
                del self._asked[position]
                return


@dataclass(slots=True)
class Conversations:
    """Conversations by who and where; what is over is dropped when anybody asks next."""

    seconds: float = MINUTES * 60
    people: int = PEOPLE
    _open: OrderedDict[Hashable, Conversation] = field(default_factory=OrderedDict)

    def history(self, key: Hashable, now: float) -> tuple[str, ...]:
        """The earlier questions of this person in this place that still count."""
        conversation = self._open.get(key)
        return conversation.history(now) if conversation else ()

    def remember(self, key: Hashable, question: str, now: float) -> None:
        """Add a question to the conversation, which becomes the most recent."""
        conversation = self._open.setdefault(key, Conversation(self.seconds))
        conversation.remember(question, now)
        self._open.move_to_end(key)
        self._tidy(now)

    def withdraw(self, key: Hashable, question: str) -> None:
        """Take back a question that was deleted or corrected, if it is remembered."""
        conversation = self._open.get(key)
        if conversation:
            conversation.withdraw(question)

    def _tidy(self, now: float) -> None:
        """Drop what is over, and the longest silent beyond the bound; both stand first."""
        while len(self._open) > self.people or next(iter(self._open.values())).over(now):
            self._open.popitem(last=False)

    def forget(self, key: Hashable) -> None:
        """Drop a conversation, if there is one."""
        self._open.pop(key, None)
