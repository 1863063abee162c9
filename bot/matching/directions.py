"""Directions: from what to what a text moves something, as in "switch from mit to gpl"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.matching.lexicon import bases
from bot.matching.text import stem
from bot.matching.word_lists import function, lines

REACH = 3  # words with a meaning that may say where from and where to
_TO = frozenset(("to", "into", "onto", "towards", "toward"))
_BREAKS = frozenset(("and", "or", "but", "if", "is", "are", "do", "does", "can", "will", "in"))
NOWHERE: frozenset[str] = frozenset()


class Direction(NamedTuple):
    """The stems of where something comes from and of where it goes; one of them may be empty.

    `moves` says that a verb of moving or changing governs it; `text` is how it was put.
    """

    origin: frozenset[str]
    goal: frozenset[str]
    moves: bool
    text: str

    def is_reverse_of(self, other: Direction) -> bool:
        """Whether this one leads back where the other one leads."""
        if self._agrees(other):
            return False
        back, forth = self.origin & other.goal, self.goal & other.origin
        if back and forth:
            return True
        partial = not (self.origin and self.goal and other.origin and other.goal)
        return bool(back or forth) and partial and (self.moves or other.moves)

    def _agrees(self, other: Direction) -> bool:
        return bool(self.origin & other.origin or self.goal & other.goal)


def directions(words: Sequence[str]) -> Iterator[Direction]:
    """The directions of a text.

    Args:
        words: Normalised words.
    """
    if "from" not in words and _TO.isdisjoint(words):
        return
    for at, word in enumerate(words):
        if word in _TO:
            found = _direction(words, _origin(words, at), range(at + 1, len(words)))
        elif word == "from" and _TO.isdisjoint(words):
            found = _direction(words, list(range(at + 1, len(words))), range(0))
        else:
            continue
        if found is not None:
            yield found


def _origin(words: Sequence[str], to: int) -> list[int]:
    """The places of the words that may say where from, for a "to" at a place."""
    before, after = list(words[:to]), list(words[to + 1 :])
    if "from" in before:
        start = to - before[::-1].index("from")
        return list(range(start, to))
    if "from" in after:
        return list(range(to + 2 + after.index("from"), len(words)))
    return list(range(to - 1, -1, -1))


def _direction(words: Sequence[str], origin: list[int], goal: Iterable[int]) -> Direction | None:
    first, last = _stems(words, origin), _stems(words, goal)
    shared = first & last  # "from the free plan to the pro plan"
    origin_, goal_ = first - shared, last - shared
    moves = not _movers().isdisjoint(form for word in words for form in (word, *bases(word)))
    if not (origin_ and goal_) and not (moves and (origin_ or goal_)):
        return None
    return Direction(origin_, goal_, moves, _text(words, origin, goal))


def _text(words: Sequence[str], origin: Sequence[int], goal: Iterable[int]) -> str:
    said = [" ".join(words[at] for at in sorted(_places(words, places))) for places in (origin, goal)]
    return " to ".join(filter(None, said)) if said[0] else f"to {said[1]}"


def _stems(words: Sequence[str], places: Iterable[int]) -> frozenset[str]:
    return frozenset(stem(words[at]) for at in _places(words, places))


def _places(words: Sequence[str], places: Iterable[int]) -> Iterator[int]:
    """The first few words with a meaning, up to where a phrase ends."""
    found = 0
    for at in places:
        word = words[at]
        if word in _TO or word == "from" or word in _BREAKS or found == REACH:
            return
        if word not in function() and not _moves(word):
            found += 1
            yield at


def _moves(word: str) -> bool:
    return not _movers().isdisjoint((word, *bases(word)))


@lru_cache(maxsize=1)
def _movers() -> frozenset[str]:
    """Verbs that move or change something, in base forms."""
    moving = (line for line in lines("opposites.txt") if line.section == "moving")
    return frozenset(word for line in moving for word in line.name.split(", "))
