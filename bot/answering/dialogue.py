"""Clauses: the stretches of a message that may be its question, or one of its questions."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from bot.matching.text import normalise, words
from bot.matching.word_lists import grammar

# Conversations: what one person asked before in one place, bounded in size and in time.

TURNS = 5  # a follow-up seldom reaches back further than the question before the last
MINUTES = 15.0  # after a quarter of an hour people start anew
PEOPLE = 10_000  # conversations kept at once; the longest silent is forgotten first


@dataclass(slots=True)
class Conversation:
    """The earlier questions of one person in one place, oldest first."""

    seconds: float = MINUTES * 60
    responses: int = TURNS
    _asked: list[tuple[float, str]] = field(default_factory=list)

    def history(self, now: float) -> tuple[str, ...]:
        """What still counts at `now`, in seconds of any clock that only goes forward."""
        return tuple(question for then, question in self._asked if now - then <= self.seconds)

    def over(self, now: float) -> bool:
        """Whether nothing of it counts any more."""
        return not self.history(now)

    def remember(self, question: str, now: float) -> None:
        """Add a question; the oldest beyond the bound are forgotten."""
        self._asked = [*self._asked, (now, question)][-self.responses :]

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


MOST = 6  # clauses that are looked at; the last ones, since rambling comes before the question
LONGEST = 1_500  # characters, normalised, that are read; nobody asks at greater length

_MARK = re.compile(r"[.?!;:,\n()&+]+(?=\s|$)|\s[-–—]+\s|\s[&+/]\s|\n+")
_JOINT = re.compile(
    r"\b(?:and also|and|but also|but|because|cause|cuz|so|or|also|plus|then|since|as well as|"
    r"by the way|btw|anyway|though)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the message; `asks` when it opens like a question."""

    text: str
    asks: bool


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of a message, in order; one that is short and plain is one clause."""
    pieces = [piece.strip() for piece in _MARK.split(text)]
    found: list[Clause] = []
    for piece in pieces:
        found += [_clause(part) for part in _joined(piece) if normalise(part)]
    return tuple(found[-MOST:])


def _joined(piece: str) -> list[str]:
    """A stretch between marks, cut where a joint is followed by a question of its own."""
    cuts = [0]
    for joint in _JOINT.finditer(piece):
        rest = normalise(piece[joint.end() :]).split()
        if rest and _opens(rest) and len(normalise(piece[cuts[-1] : joint.start()]).split()) > 1:
            cuts.append(joint.start())
    return [piece[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(piece)], strict=True)]


def _opens(rest: Sequence[str]) -> bool:
    """Whether words open a question: a question word, or a verb and who it is about."""
    first = rest[0] if rest[0] not in ("and", "also", "so", "if") else (rest[1:2] or [""])[0]
    return (
        first in grammar("asking")
        or (first in grammar("verbs") and len(rest) > 2)
        or (first in grammar("prepositions") and grammar("asking").issuperset(rest[1:2]))
    )


def _clause(part: str) -> Clause:
    opening = [word.text for word in words(part)][:4]
    bare = [word for word in opening if word not in grammar("joints")]
    return Clause(part, bool(bare) and _opens(bare))
