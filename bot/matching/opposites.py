"""Opposites: which words and phrases of a text mean the opposite of which others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.matching.lexicon import bases, lexicon
from bot.matching.text import stem
from bot.matching.word_lists import function, grammar, lines, verbs, zipf

NEGATIONS = frozenset(("not", "never", "without", "no", "neither", "nor", "cannot"))
NEAR = 4  # words from one to the next, so that it stands beside it
APART = 3  # words between which a phrase such as "turn it off" still is one
SHORTEST = 3  # letters of a word that "un" makes the opposite of
_PREPOSITIONS = ("in", "on")
_PARTICLES = frozenset(("in", "on", "up", "out", "off", "down"))
_ANY = ("un", "non")  # make the opposite of any word


class Side(NamedTuple):
    """One side of a pair of opposites; `state` is said of how things are, not of what is done."""

    pair: str
    right: bool
    state: bool

    @property
    def opposite(self) -> Side:
        """The other side."""
        return Side(self.pair, not self.right, self.state)


class Taken(NamedTuple):
    """How a text takes a side: by which word, and the stems of those with a meaning beside it."""

    word: str
    beside: frozenset[str]


def sides(words: Sequence[str]) -> dict[Side, Taken]:
    """The sides that a text takes.

    A word that is negated takes the other side also: what is not blocked is as good as unblocked.

    Args:
        words: Normalised words.
    """
    found: dict[Side, Taken] = {}
    denies = not NEGATIONS.isdisjoint(words)
    places = [at for at, word in enumerate(words) if word not in function() and word != "non"]
    for number, at in enumerate(places):
        before = words[at - 1] if at else ""
        if before in grammar("times") or before == "how":
            continue  # "two years old", "how long": a quantity
        near = (*places[max(0, number - 1) : number], *places[number + 1 : number + 2])
        beside = frozenset(stem(words[n]) for n in near if abs(n - at) <= NEAR)
        word, particle = words[at], _particle(words, at)
        taken = Taken(f"{word} {particle}" if particle else word, beside)
        for side in _followers(word)[particle] if particle else _sides(word):
            found.setdefault(side.opposite if before == "non" else side, taken)
            if denies and _negated(words, at):
                found.setdefault(side.opposite, taken)
    return found


def _negated(words: Sequence[str], at: int) -> bool:
    """Whether a word is the first with a meaning after "not" or the like."""
    for before in reversed(words[max(0, at - APART) : at]):
        if before in NEGATIONS:
            return True
        if before not in function():
            return False
    return False


def _particle(words: Sequence[str], at: int) -> str:
    """The second word of a phrase that begins here, with others between; "" if none does."""
    followers = _followers(words[at])
    for place in range(at + 1, min(len(words), at + 1 + APART)) if followers else ():
        word = words[place]
        if word in followers and (word not in _PREPOSITIONS or _close(words, at, place)):
            return word
    return ""


def _close(words: Sequence[str], at: int, place: int) -> bool:
    """Whether it belongs to the verb: "sign me in", "turn the light on", not "sign up in may"."""
    between = words[at + 1 : place]
    if not _PARTICLES.isdisjoint(between):
        return False
    return place + 1 == len(words) or function().issuperset(between)


@lru_cache(maxsize=8_192)
def _sides(word: str) -> tuple[Side, ...]:
    """The sides of one word: those of the list, and as what it is or what it negates."""
    forms = (word, *bases(word))
    listed = next((_listed()[form] for form in forms if form in _listed()), ())
    base = _base(word)
    own = Side(f"~{stem(base or word)}", right=bool(base), state=True)
    return (*listed, own)


def _base(word: str) -> str:
    """The word that this one negates by how it begins or ends: "mute" for "unmute", or ""."""
    if word.endswith("less") and _is_word(f"{word[:-4]}ful"):
        return f"{word[:-4]}ful"
    if any(form in _whole() for form in (word, *bases(word))):
        return ""
    for prefix, listed in _prefixes().items():
        rest = word.removeprefix(prefix).removeprefix("-")
        if rest == word or len(rest) < SHORTEST:
            continue
        if prefix in _ANY and _is_word(rest):
            return rest
        if not listed.isdisjoint((rest, *bases(rest))):
            return rest
    return ""


def _is_word(word: str) -> bool:
    return any(form in zipf() or form in lexicon() for form in (word, *bases(word)))


@lru_cache(maxsize=1)
def _pairs() -> Mapping[str, tuple[Side, ...]]:
    """The sides of every word and phrase of the list."""
    found: dict[str, tuple[Side, ...]] = {}
    for line in lines("opposites.txt", "acts", "states"):
        for right, listed in enumerate(line.name.split(" / ")):
            side = Side(str(line.number), right=bool(right), state=line.section == "states")
            for word in listed.split(", "):
                found[word] = (*found.get(word, ()), side)
    return found


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, tuple[Side, ...]]:
    return {word: found for word, found in _pairs().items() if " " not in word}


@lru_cache(maxsize=8_192)
def _followers(word: str) -> Mapping[str, tuple[Side, ...]]:
    """The sides of the phrases that a word begins, by their second word; none for most words."""
    return next((_phrases()[form] for form in (word, *bases(word)) if form in _phrases()), {})


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Mapping[str, tuple[Side, ...]]]:
    """The sides of phrases, by their first word and their second."""
    found: dict[str, dict[str, tuple[Side, ...]]] = {}
    for phrase, taken in _pairs().items():
        for first, second in pairwise(phrase.split()):
            found.setdefault(first, {})[second] = taken
    return found


@lru_cache(maxsize=1)
def _prefixes() -> Mapping[str, frozenset[str]]:
    listed = {line.name: frozenset(line.members[1:]) for line in lines("opposites.txt", "prefixes")}
    return dict.fromkeys(_ANY, frozenset[str]()) | listed


@lru_cache(maxsize=1)
def _whole() -> frozenset[str]:
    return frozenset(word for line in lines("opposites.txt", "whole") for word in line.members[1:])


# Directions: from what to what a text moves something, as in "switch from mit to gpl".


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
        # No other "to" stands between a verb and what it governs.
        near = [verb for verb in moved if at - FAR <= verb < at and _TO.isdisjoint(words[verb:at])]
        origin, goal = _from(words, at, near), _to(words, at)
        found = None if origin is None else _direction(words, origin, goal, moved=bool(near))
        if found is not None:
            yield found


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
    moving = lines("opposites.txt", "moving")
    return frozenset(word for line in moving for word in line.name.split(", "))
