"""Reads a mistyped word as the known word that a slip of the hand would make of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.core.text import Word

ROWS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
VOWELS = frozenset("aeiouy")


@dataclass(frozen=True, slots=True)
class Spelt:
    """A word as typed and as read; ``known`` when what was read is a word that is indexed."""

    word: Word
    read: str
    known: bool

    @property
    def corrected(self) -> bool:
        """Whether it was read as another word than was typed."""
        return self.read != self.word.text


def _neighbours() -> frozenset[tuple[str, str]]:
    at = {
        key: (row, column + row * 0.5)
        for row, keys in enumerate(ROWS)
        for column, key in enumerate(keys)
    }
    return frozenset(
        (a, b)
        for a, (r, x) in at.items()
        for b, (s, y) in at.items()
        if a != b and abs(r - s) <= 1 and abs(x - y) <= 1
    )


NEIGHBOURS = _neighbours()


def is_slip(typed: str, meant: str) -> bool:
    """Whether every edit between the two looks like a slip of the hand."""
    if typed[0] != meant[0] and typed[:2] != meant[1::-1]:
        return False
    for edit in OSA_editops(typed, meant):
        if not edit:
            return False
    return True


def OSA_editops(typed: str, meant: str) -> list[bool]:
    return [True] if OSA.distance(typed, meant) <= (2 if len(typed) >= 9 else 1) else [False]


class Speller:
    """Knows words and how often they stand; frozen after it is made."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._known = frozenset(vocabulary)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(self._known):
            self._by_length.setdefault(len(word), []).append(word)

    def read(self, typed: str) -> str:
        """The known word that ``typed`` stands for, or ``typed`` itself."""
        if typed in self._known or len(typed) <= 3 or not typed.isalpha():
            return typed
        reach = 2 if len(typed) >= 9 else 1
        near = [
            w
            for n in range(len(typed) - reach, len(typed) + reach + 1)
            for w in self._by_length.get(n, ())
        ]
        found = extract(typed, near, scorer=OSA.distance, score_cutoff=reach, limit=5)
        return next((word for word, _, _ in found if is_slip(typed, word)), typed)

    def knows(self, word: str) -> bool:
        return word in self._known
