"""Directions: from what to what a text moves something, as in "switch from mit to gpl"."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.matching.lexicon import bases
from bot.matching.text import stem
from bot.matching.word_lists import function, lines, verbs

FAR = 5  # words from a verb to what it governs
REACH = 3  # words with a meaning that may say where from and where to
_TO = frozenset(("to", "into", "onto"))
_BREAKS = frozenset(("and", "or", "but", "if", "is", "are", "do", "does", "can", "will", "in"))


class Direction(NamedTuple):
    """The stems of where something comes from and of where it goes; one of them may be empty.

    `moved` says that a verb of moving comes before it, `text` is how it was put.
    """

    origin: frozenset[str]
    goal: frozenset[str]
    moved: bool
    text: str

    def is_reverse_of(self, other: Direction) -> bool:
        """Whether this one leads back where the other one leads."""
        if self.origin & other.origin or self.goal & other.goal:
            return False
        back, forth = self.origin & other.goal, self.goal & other.origin
        halves = not (self.origin and self.goal and other.origin and other.goal)
        return bool(back and forth) or (
            halves and self.moved and other.moved and bool(back or forth)
        )

    def is_part_of(self, other: Direction) -> bool:
        """Whether the other one leads the same way, as far as both say where from and where to."""
        return all(
            not mine or not theirs or mine & theirs
            for mine, theirs in ((self.origin, other.origin), (self.goal, other.goal))
        )


def directions(words: Sequence[str]) -> Iterator[Direction]:
    """The directions of a text: after a verb of moving, from one thing to another, or nothing else.

    Args:
        words: Normalised words.
    """
    turns = [at for at, word in enumerate(words) if word in _TO or word == "from"]
    moved = [at for at, word in enumerate(words) if turns and _moves(word)]
    for at in turns:
        near = [verb for verb in moved if at - FAR <= verb < at and _governs(words, verb, at)]
        origin, goal = _from(words, at, near), _to(words, at)
        found = None if origin is None else _direction(words, origin, goal, moved=bool(near))
        if found is not None:
            yield found


def _governs(words: Sequence[str], verb: int, at: int) -> bool:
    """Whether no other "to" stands between a verb and a place."""
    return _TO.isdisjoint(words[verb:at])


def _to(words: Sequence[str], at: int) -> list[int]:
    """The places that may say where to, at a "to"; none at a "from" or before a verb."""
    if words[at] not in _TO or ("from" not in words[:at] and _infinitive(words, at)):
        return []
    return _places(words, range(at + 1, len(words)))


def _infinitive(words: Sequence[str], at: int) -> bool:
    """Whether a "to" is followed by a verb and more: "to cancel it", but not "to word"."""
    return at + 2 < len(words) and words[at + 1] in verbs()


def _from(words: Sequence[str], at: int, moved: Sequence[int]) -> list[int] | None:
    """The places that may say where from, at a "to" or a lone "from"; None if it leads nowhere."""
    if words[at] in _TO and not _to(words, at):
        return None
    if words[at] == "from":
        alone = _TO.isdisjoint(words)
        return _places(words, range(at + 1, len(words))) if alone and moved else None
    if "from" in words[:at]:
        start = at - 1 - words[:at][::-1].index("from")
        return _places(words, range(start + 1, at))
    if "from" in words[at + 1 :] and moved:
        return _places(words, range(words.index("from", at) + 1, len(words)))
    if moved:
        return _places(words, range(moved[-1] + 1, at))
    before = _places(words, range(at))
    alone = len(before) + len(_to(words, at)) == sum(word not in function() for word in words)
    return before if alone else None


def _direction(
    words: Sequence[str], origin: Sequence[int], goal: Sequence[int], *, moved: bool
) -> Direction | None:
    first, last = (frozenset(stem(words[at]) for at in places) for places in (origin, goal))
    shared = first & last  # "from the free plan to the pro plan"
    said = [" ".join(words[at] for at in places) for places in (origin, goal)]
    text = " to ".join(said) if all(said) else f"from {said[0]}" if said[0] else f"to {said[1]}"
    found = Direction(first - shared, last - shared, moved, text)
    whole = found.origin and found.goal
    return found if whole or (moved and (found.origin or found.goal)) else None


def _places(words: Sequence[str], places: Iterable[int]) -> list[int]:
    """The first few words with a meaning, up to where a phrase ends."""
    found: list[int] = []
    for at in places:
        if words[at] in _BREAKS or words[at] in _TO or words[at] == "from" or len(found) == REACH:
            break
        if words[at] not in function():
            found.append(at)
    return found


@lru_cache(maxsize=8_192)
def _moves(word: str) -> bool:
    return not _movers().isdisjoint((word, *bases(word)))


@lru_cache(maxsize=1)
def _movers() -> frozenset[str]:
    """Verbs that move or change something, in base forms."""
    moving = (line for line in lines("opposites.txt") if line.section == "moving")
    return frozenset(word for line in moving for word in line.name.split(", "))
