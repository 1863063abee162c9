"""The text most like another among many, found in bounded time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from rapidfuzz import process

COMPARED = 5_000_000_000  # pairs of characters: some seconds
LONGEST = 600  # characters of a text that are compared with the others
CANDIDATES = 8  # texts that share a word, or twice as many, where not all can be compared


class Nearest:
    """Finds the text that is most like another, among many.

    The first searches compare all of each. Once they have done as much as a person waits for, only
    texts are compared that share the rarest words.
    """

    def __init__(self, texts: Sequence[str], scorer: Callable[..., float]) -> None:
        self._texts = texts
        self._scorer = scorer
        self._length = sum(map(len, texts))
        self._compared = 0

    def of(self, text: str) -> int:
        """The number of the text that is most like this one; of equal ones the first."""
        text = text[:LONGEST]
        self._compared += len(text) * self._length
        if self._compared <= COMPARED:
            return self._best(text, range(len(self._texts)))
        return self._best(text, self._sharing(text))

    def _best(self, text: str, among: Sequence[int]) -> int:
        choices = [self._texts[number] for number in among]
        found = process.extractOne(text, choices, scorer=self._scorer)
        return among[found[2]]

    def _sharing(self, text: str) -> list[int]:
        """Some texts that share the rarest of this one's words; the first of all if none does."""
        held = [self._holders.get(word, []) for word in dict.fromkeys(_words(text))]
        found: set[int] = set()
        for numbers in sorted(held, key=len):
            found.update(numbers[:CANDIDATES])
            if len(found) >= CANDIDATES:
                break
        return sorted(found) or [0]

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """The texts that hold each word."""
        found: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            for word in dict.fromkeys(_words(text)):
                found.setdefault(word, []).append(number)
        return found


def _words(text: str) -> list[str]:
    return text.lower().split()
