"""Reads the word lists in `bot/matching/data`; what each holds is said in the README there."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple


def shipped(name: str) -> str:
    """The text of a file in `bot/matching/data`, which is part of the program."""
    return (pkgutil.get_data("bot.matching", f"data/{name}") or b"").decode("utf-8")


def rows(name: str) -> list[str]:
    """Its lines without comments and blank ones."""
    return [line for line in shipped(name).splitlines() if line and not line.startswith("#")]


@lru_cache(maxsize=1)
def zipf() -> Mapping[str, float]:
    """How common some 15,000 English words are: 7 the commonest, 3 one in a million (Zipf)."""
    found: dict[str, float] = {}
    for row in rows("words.txt"):
        value, _, listed = row.partition(":")
        found.update(dict.fromkeys(listed.split(), float(value)))
    return MappingProxyType(found)


class WordListLine(NamedTuple):
    """A line such as `price: cost, fee`: its name and members, the name among them, and heading.

    A heading such as `food: eat, dish` names a class, and words that stand for any of its members.
    """

    file: str
    number: int
    section: str
    name: str
    members: tuple[str, ...]

    @property
    def class_name(self) -> str:
        """The class that the members belong to; "" under a mere heading."""
        name, colon, _ = self.section.partition(":")
        return name if colon else ""

    @property
    def class_words(self) -> tuple[str, ...]:
        """The words that stand for any member of the class."""
        _, _, listed = self.section.partition(": ")
        return tuple(listed.split(", ")) if listed else ()


def lines(name: str, *sections: str) -> Iterator[WordListLine]:
    """The lines of a data file, of some sections or of all; comments and blanks are left out."""
    section = ""
    for number, text in enumerate(shipped(name).splitlines(), start=1):
        if text.startswith("["):
            section = text.strip("[]")
        elif text and not text.startswith("#") and (not sections or section in sections):
            head, _, rest = text.partition(": ")
            yield WordListLine(
                name, number, section, head, (head, *rest.split(", ")) if rest else (head,)
            )


@lru_cache(maxsize=1)
def thesaurus() -> tuple[tuple[str, ...], ...]:
    """Groups of words that people use for much the same thing when they ask."""
    return tuple(tuple(row.split()) for row in rows("thesaurus.txt"))


SHORTEST_ENGLISH = 4
"""Letters of a word that is corrected to any English one, of which there are many more."""


def by_start(words: Iterable[str]) -> dict[str, str]:
    """Words, with spaces between, by first letter and length: "p5" for "point".

    Few slips change the one, and few the other by much. Shorter ones are left out.
    """
    found: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST_ENGLISH:
            found.setdefault(f"{word[0]}{len(word)}", []).append(word)
    return {start: " ".join(row) for start, row in found.items()}


@lru_cache(maxsize=32)
def grammar(name: str) -> frozenset[str]:
    """A list of words that the grammar of a question needs, by its name."""
    return next(frozenset(line.members[1:]) for line in lines("grammar.txt") if line.name == name)


PLAIN, SPREAD = 6.6, 2.2
"""On the Zipf scale (7 for the commonest word, 3 for once in a million) a word tells nothing at the
first of these values, and all it can where it is the second below that."""

LEAST, FUNCTION = 0.4, 0.25
"""What the commonest words tell, and function words: less, but "who" and "not" matter."""


@lru_cache(maxsize=1)
def verbs() -> frozenset[str]:
    """Words that are verbs, in base forms, and some nouns made from them."""
    return frozenset(
        word for line in lines("content/verbs.txt") for word in line.members if " " not in word
    )


@lru_cache(maxsize=1)
def function() -> frozenset[str]:
    """Words that carry no information about the subject of a question."""
    return frozenset(word for line in rows("function.txt") for word in line.split())


def telling(word: str) -> float:
    """How much a word says, wherever it stands: from 0.25 to 1, in whole 64ths."""
    if word in function():
        return FUNCTION
    value = zipf().get(word)
    if value is None:
        return 1.0
    return round(64 * min(1.0, max(LEAST, (PLAIN - value) / SPREAD))) / 64


def classes(
    listed: Sequence[WordListLine], places: Mapping[str, Sequence[int]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The classes above each class, and for words that stand for classes, which."""
    above: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for one in {line.section: line for line in listed if line.class_name}.values():
        names = (listed[number].class_name for number in places.get(one.class_name, ()))
        above[one.class_name] = sorted({*filter(None, names)})
        for word in one.class_words:
            words.setdefault(word, []).append(one.class_name)
    return above, words


def first_words(openers: Iterable[str]) -> dict[str, None]:
    """The first words of what opens phrases."""
    return dict.fromkeys(two.partition(" ")[0] for two in openers)


def openers_of(terms: Iterable[str]) -> dict[str, str]:
    """For each two words the lengths of the phrases that they open, the longest first."""
    found: dict[str, set[str]] = {}
    for text in terms:
        if " " in text:
            first, second, *others = text.split(" ")
            found.setdefault(f"{first} {second}", set()).add(str(2 + len(others)))
    return {two: "".join(sorted(lengths, reverse=True)) for two, lengths in found.items()}


def places_of(listed: Iterable[WordListLine]) -> dict[str, list[int]]:
    """The numbers of the lines that each member stands in."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(listed):
        for member in line.members:
            found.setdefault(member, []).append(number)
    return found
