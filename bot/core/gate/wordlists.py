"""The word lists: files of lines such as `price: cost, fee`, under headings, edited by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bot.core.shipped import shipped


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a list: its name and members (the name among them), under its section's heading.

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


def lines(name: str) -> Iterator[Line]:
    """The lines of a data file with their sections; comments and blanks are left out."""
    section = ""
    for number, text in enumerate(shipped(name).splitlines(), start=1):
        if text.startswith("["):
            section = text.strip("[]")
        elif text and not text.startswith("#"):
            head, _, rest = text.partition(": ")
            yield Line(name, number, section, head, (head, *rest.split(", ")) if rest else (head,))


@lru_cache(maxsize=32)
def grammar(name: str) -> frozenset[str]:
    """A list of words that the grammar of a question needs, by its name."""
    return next(frozenset(line.members[1:]) for line in lines("grammar.txt") if line.name == name)
