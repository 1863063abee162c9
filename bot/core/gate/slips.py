"""Slips: what somebody meant who typed a word that is none.

The matcher's spelling reads a word as one of the FAQ's own. This one comes after it and knows the
lexicon and common English as well, so that "lugage" weighs what "luggage" weighs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.core.frequency import zipf
from bot.core.gate.lexicon import lexicon
from bot.core.gate.wordlists import lines
from bot.core.matching.spelling import is_slip
from bot.core.text import Word

SHORTEST = 4  # letters; a shorter word is a slip away from too many others
TWICE = 8  # letters from which two slips still leave enough of a word
OWN_TWICE = 6  # likewise, if the word left is one of the FAQ's own
DOSE = "dose"  # opens many a question that means "does"
LOOKED_AT = 12  # near words that are compared
RAREST = 3.5  # the Zipf value given to words that the list does not have


@lru_cache(maxsize=1)
def shorthand() -> Mapping[str, tuple[str, ...]]:
    """What is meant by what people type for short, word by word."""
    return {
        typed: tuple(line.name.split())
        for line in lines("shorthand.txt")
        for typed in line.members[1:]
        if " " not in typed
    }


@dataclass(frozen=True, slots=True, eq=False)
class Slips:
    """Reads words that are none as the nearest word that is one, the FAQ's own words first."""

    own: frozenset[str]
    near: Mapping[tuple[str, int], tuple[str, ...]] = field(repr=False)

    @classmethod
    def build(cls, words: Iterable[str]) -> Slips:
        """From the words of the FAQ."""
        own = frozenset(words)
        return cls(own, _shelved(own))

    def opened(self, words: Sequence[Word]) -> tuple[Word, ...]:
        """The words with shorthand opened, unless the FAQ itself writes so."""
        short = shorthand()
        return tuple(
            Word(part, word.start, word.end)
            for at, word in enumerate(words)
            for part in self._long(word.text, short, opens=at == 0)
        )

    def _long(
        self, word: str, short: Mapping[str, tuple[str, ...]], *, opens: bool
    ) -> tuple[str, ...]:
        if word in self.own:
            return (word,)
        if opens and word == DOSE:
            return ("does",)
        return short.get(word, (word,))

    def read(self, words: Sequence[str]) -> tuple[str, ...]:
        """The words as they were meant."""
        return tuple(self._meant(word) for word in words)

    def _meant(self, word: str) -> str:
        if len(word) < SHORTEST or not word.isalpha() or word in self.own or _is_word(word):
            return word
        near = [
            *_near(word, self.near, 2 if len(word) >= OWN_TWICE else 1),
            *(
                hit
                for hit in _near(word, _english(), 2 if len(word) >= TWICE else 1)
                if is_slip(word, hit[0])
            ),
        ]
        return min(near, key=lambda hit: self._rank(*hit))[0] if near else word

    def _rank(self, known: str, distance: int) -> tuple[float, str]:
        """How far a known word is, less for one of the FAQ's own and for a common one."""
        common = zipf().get(known, RAREST) / 10
        return (distance - (0.9 if known in self.own else 0.0) - common, known)


def _shelved(words: Iterable[str]) -> dict[tuple[str, int], tuple[str, ...]]:
    """Words by first letter and length: few slips change the one, and few the other by much."""
    found: dict[tuple[str, int], list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST:
            found.setdefault((word[0], len(word)), []).append(word)
    return {key: tuple(row) for key, row in found.items()}


def _near(
    word: str, shelves: Mapping[tuple[str, int], tuple[str, ...]], reach: int
) -> list[tuple[str, int]]:
    """The words within that many slips, with their distance; the first letter may be swapped."""
    choices = [
        known
        for first in dict.fromkeys((word[0], word[1]))
        for length in range(len(word) - reach, len(word) + reach + 1)
        for known in shelves.get((first, length), ())
    ]
    found = extract(word, choices, scorer=OSA.distance, score_cutoff=reach, limit=LOOKED_AT)
    return [(known, int(distance)) for known, distance, _ in found]


@lru_cache(maxsize=1)
def _english() -> Mapping[tuple[str, int], tuple[str, ...]]:
    terms = (text for text in lexicon().places if " " not in text and text.isalpha())
    return _shelved(frozenset(terms) | frozenset(zipf()))


def _is_word(word: str) -> bool:
    return word in zipf() or lexicon().term(word) is not None
