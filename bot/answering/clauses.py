"""Cuts a message into clauses: the stretches that may be its question, or one of its questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.matching.text import normalise, words
from bot.matching.word_lists import grammar

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
    rest = [word for word in opening if word not in grammar("joints")]
    return Clause(part, bool(rest) and _opens(rest))
