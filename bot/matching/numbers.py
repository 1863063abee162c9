"""Reads what tells one of several things apart: numbers, letters and versions, and of which noun.

In "tier 2", "the second tier", "plan B", "World War II" and "proc-macro2" the number or the letter
names a thing: it is a designator. In "3 guests" it is a quantity, and none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.matching.lexicon import bases
from bot.matching.text import stem
from bot.matching.word_lists import function, grammar, lines, verbs

ALL = "*"  # the value of a designator that stands for all of its noun: "every tier"
WIDEST = 100  # numbers that a range such as "tiers 1 to 3" may stand for
CENTURIES = ("19", "20")  # a number of four digits that opens with one is a year
LONGEST = 6  # digits of a number that a range may end with
LONG = 3  # digits from which a number by itself names something: "a 404"

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_VALUE = re.compile(r"\d+(?:\.\d+)*[a-z]?|[a-z]")
_JOINED = re.compile(r"(.*?[a-z])[-/@_.:=]*?(?:(?<=[-/@_.:=])v)?(\d+(?:\.\d+)*[a-z]?)")
_VERSION = re.compile(r"\d+(?:\.\d+){2,}")
_ARTICLES = ("a", "i")  # letters that are words of their own
_LINKS = frozenset(("and", "or", "to", "through", "thru", "vs", "versus", "than", "from"))
_RANGES = frozenset(("to", "through", "thru"))
_WHOLE = frozenset(("all", "any", "both", "each", "either", "every", "what", "which", "whichever"))


class Designator(NamedTuple):
    """What tells a thing apart: the noun that is told apart, the value, and how it was put."""

    noun: str
    value: str
    text: str


def number_of(word: str, *, beside_noun: bool = False) -> str:
    """The canonical form of a number: "2" for "2", "two", "second", "2nd" and "ii"; else "".

    Args:
        word: A normalised word.
        beside_noun: Whether it stands beside a noun, so that "i", "v" and "x" are numbers too.
    """
    ordinal = _ORDINAL.fullmatch(word)
    digits = ordinal[1] if ordinal else word
    if digits.isdecimal():
        return digits.lstrip("0") or "0"  # never an integer: nobody knows how long it is
    return _named().get(word, "") if beside_noun or len(word) > 1 else ""


def same(value: str, other: str) -> bool:
    """Whether two values may mean one thing, as version 2 and version 2.1 may."""
    return value == other or value.startswith(f"{other}.") or other.startswith(f"{value}.")


def designators(words: Sequence[str]) -> Iterator[Designator]:
    """What a text tells apart.

    Args:
        words: Normalised words.
    """
    if not any(map(_tells_apart, words)):
        return
    for at, word in enumerate(words):
        if not word.isalpha():
            yield from _alone(words, at)
        elif noun := _noun(word):
            yield from _beside(words, at, noun)


@lru_cache(maxsize=8_192)
def _tells_apart(word: str) -> bool:
    """Whether a text with this word may hold a designator: most texts hold no such word."""
    if not word.isalpha() or word in _told_apart():
        return True
    return word not in _ARTICLES and (len(word) == 1 or word in _named())


def _beside(words: Sequence[str], at: int, noun: str) -> Iterator[Designator]:
    """What stands after a noun, or as an ordinal before it."""
    after, last = _after(words, at)
    listed = words[at] in _told_apart()
    before = () if after else _before(words, at, listed=listed)
    for value in (*after, *before):
        yield Designator(noun, value, _text(words, at, last, value))
    if after or before or not listed:
        return
    if words[at] in _plurals() or (at and words[at - 1] in _WHOLE):
        yield Designator(noun, ALL, words[at])


def _text(words: Sequence[str], at: int, last: int, value: str) -> str:
    return " ".join(words[at : last + 1]) if last > at else f"{words[at]} {value}"


def _after(words: Sequence[str], at: int) -> tuple[list[str], int]:
    """The values after a noun, with all of a range, and where the last of them stands."""
    found: list[str] = []
    listed, plural = words[at] in _told_apart(), words[at].endswith("s")
    last = place = at + (words[at + 1 : at + 2] in (["number"], ["no"]))
    spans = False
    while place + 1 < len(words):
        place += 1
        if found and words[place] in _LINKS:
            spans = words[place] in _RANGES
            continue
        value = _value(words, place, listed=listed or bool(found))
        if not value or (place > last + 1 and not _linked(words, last, place)):
            break
        if found and last + 1 == place and not plural:
            break
        spans = spans or (bool(found) and last + 1 == place)
        found += _range(found[-1], value) if found and spans else [value]
        last, spans = place, False
    return found, last


def _linked(words: Sequence[str], last: int, place: int) -> bool:
    return _LINKS.issuperset(words[last + 1 : place]) or words[last + 1] in ("number", "no")


def _range(first: str, last: str) -> list[str]:
    """All values after the first of a range, to its last."""
    numbers = all(end.isdecimal() and len(end) < LONGEST for end in (first, last))
    if numbers and 0 < int(last) - int(first) <= WIDEST:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    if first.isalpha() and last.isalpha() and len(first) == len(last) == 1:
        return [chr(letter) for letter in range(ord(first) + 1, ord(last) + 1)]
    return [last]


def _value(words: Sequence[str], at: int, *, listed: bool) -> str:
    """The value at a place after a noun; "" where it is none, or a quantity, or a mere word."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if word in _ARTICLES and following and not _is_letter(words, at):
        return ""
    number = number_of(word, beside_noun=True)
    if not number and not _VALUE.fullmatch(word):
        return ""
    if following in _quantities("after"):
        return ""
    if listed:
        return number or word
    if not word[0].isdecimal() or _is_year(number):
        return ""
    if "." not in word and (_is_plural(following) or _ORDINAL.fullmatch(word)):
        return ""
    return number or word


def _is_year(number: str) -> bool:
    return len(number) == 4 and number.startswith(CENTURIES)


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is")) and word not in function()


def _is_letter(words: Sequence[str], at: int) -> bool:
    """Whether an "a" or "i" within a text is a letter: "plan a is", "did phase i end"."""
    following = words[at + 1]
    if words[at] == "a":
        return following in function()
    return following not in grammar("verbs") and not grammar("verbs").isdisjoint(words[:at])


def _before(words: Sequence[str], at: int, *, listed: bool) -> list[str]:
    """The ordinals before a noun: "second tier", "first and second tier", "second world war"."""
    place = at - 1
    if listed and place > 0 and words[place].isalpha() and not _ordinal(words[place]):
        place -= words[place] not in function()
    found: list[str] = []
    while place >= 0 and (_ordinal(words[place]) or (found and words[place] in ("and", "or"))):
        found.append(_ordinal(words[place]))
        place -= 1
    if not found and listed and at and words[at - 1].isdecimal() and len(words[at - 1]) >= LONG:
        found = [words[at - 1]]  # "a 404 error"
    return [value for value in found if value]


def _ordinal(word: str) -> str:
    return number_of(word) if word in _ordinals() or _ORDINAL.fullmatch(word) else ""


def _alone(words: Sequence[str], at: int) -> Iterator[Designator]:
    """What one word tells apart: "tier2", "proc-macro2", "http/3", "0.8.7", or a bare "404"."""
    word = words[at]
    if _VERSION.fullmatch(word):
        yield Designator("version", word, word)
    elif word.isdecimal():
        if len(word) >= LONG and _names(words, at):
            yield Designator(f"{len(word)} digits", word, word)
    elif joined := _JOINED.fullmatch(word):
        noun = joined[1].rstrip("-/@_.:=")
        yield Designator(_told_apart().get(noun, noun), joined[2], word)


def _names(words: Sequence[str], at: int) -> bool:
    """Whether a number by itself names something, as in "a 404": it is no year and no quantity."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if _is_year(words[at]) or after in _quantities("after"):
        return False
    if after == "mean" or after in _told_apart():
        return True
    return before in ("", "a", "an", "the", "this") and (not after or after in function())


@lru_cache(maxsize=8_192)
def _noun(word: str) -> str:
    """The noun of a listed word, or its stem if it may be one; "" for words that are none."""
    listed = _told_apart().get(word)
    if listed or len(word) < 2 or word in function() or word in _quantities("before"):
        return listed or ""
    others = (grammar("times"), grammar("verbs"), grammar("asking"), _LINKS, _named())
    if any(word in other for other in others) or not verbs().isdisjoint((word, *bases(word))):
        return ""
    return stem(word)


@lru_cache(maxsize=1)
def _named() -> Mapping[str, str]:
    """The canonical form of each word for a number."""
    listed = lines("numbers.txt", "numbers")
    return {word: line.name for line in listed for word in line.members[1:]}


@lru_cache(maxsize=1)
def _ordinals() -> frozenset[str]:
    return frozenset(line.members[2] for line in lines("numbers.txt", "numbers"))


@lru_cache(maxsize=1)
def _told_apart() -> Mapping[str, str]:
    """The noun of each listed word that tells things apart, plurals among them."""
    listed = lines("numbers.txt", "told apart")
    return {word: line.name for line in listed for word in line.members} | _plurals()


@lru_cache(maxsize=1)
def _plurals() -> dict[str, str]:
    listed = lines("numbers.txt", "told apart")
    found = {f"{word}s": line.name for line in listed for word in line.members if len(word) > 2}
    return found | {"categories": "category", "classes": "class"}


@lru_cache(maxsize=2)
def _quantities(place: str) -> frozenset[str]:
    """The words before or after which a number says how much."""
    listed = lines("numbers.txt", "quantities")
    return next(frozenset(line.members[1:]) for line in listed if line.name == place)
