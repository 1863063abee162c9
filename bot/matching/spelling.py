"""Reads a mistyped word as the known word that a slip of the hand would make of it.

Any-edit correction turns "price" into "rice" and costs accuracy, so every edit must look like a
slip: a neighbouring key, a vowel for a vowel, a letter missing, doubled, pressed along with its
neighbour, or two letters swapped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.matching.lexicon import lexicon
from bot.matching.memo import remembering
from bot.matching.text import Word
from bot.matching.word_lists import lines, zipf

SHORTEST = 3
"""Two letters are a slip away from too many words."""

TWO_SLIPS_FROM = 5
"""Letters of a typed word that two slips may have hit. As every slip must look like one, and
common English is left alone, this harms nothing down to five; it saves a third of what is lost."""

CANDIDATES = 16
"""Near words that are looked at: words of four letters may have that many neighbours."""

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")


@lru_cache(maxsize=1)
def _neighbours() -> frozenset[tuple[str, str]]:
    """Pairs of letters whose keys touch; a row is shifted by half a key against the one above."""
    places = {
        key: (column + row / 2, row)
        for row, keys in enumerate(_KEYBOARD)
        for column, key in enumerate(keys)
    }
    return frozenset(
        (a, b)
        for a, (x, y) in places.items()
        for b, (u, v) in places.items()
        if a != b and abs(x - u) <= 1 and abs(y - v) <= 1
    )


def is_slip(typed: str, meant: str) -> bool:
    """Whether every edit from ``meant`` to ``typed`` looks like a slip of the hand."""
    return _explained("", typed, meant, _reach(typed))


def _explained(before: str, typed: str, meant: str, slips: int) -> bool:
    """Whether so many slips make ``typed`` of ``meant``; ``before`` is what was typed before."""
    while typed and meant and typed[0] == meant[0]:
        before, typed, meant = typed[0], typed[1:], meant[1:]
    if typed == meant:
        return True
    return slips > 0 and any(
        _explained(typed[:i][-1:] or before, typed[i:], meant[j:], slips - 1)
        for i, j in _slips(before, typed, meant)
    )


def _slips(before: str, typed: str, meant: str) -> Iterator[tuple[int, int]]:
    """How many letters of both words each slip that may have happened here takes up."""
    if meant:
        yield 0, 1
    if typed and meant and _mistaken(typed[0], meant[0]):
        yield 1, 1
    if typed and _stray(before, typed):
        yield 1, 0
    if len(typed) > 1 and len(meant) > 1 and typed[:2] == meant[1] + meant[0]:
        yield 2, 2


def _mistaken(a: str, b: str) -> bool:
    return (a, b) in _neighbours() or (a in _VOWELS and b in _VOWELS)


def _stray(before: str, typed: str) -> bool:
    """Whether the first letter is one too many: doubled, or pressed along with its neighbour."""
    beside = before + typed[1:2]
    return any(typed[0] == key or (typed[0], key) in _neighbours() for key in beside)


def _reach(typed: str) -> int:
    return 2 if len(typed) >= TWO_SLIPS_FROM else 1


class Speller:
    """Knows the words of the phrasings, how often they stand, and words to leave alone."""

    def __init__(self, counts: Mapping[str, int], english: Iterable[str] = ()) -> None:
        self._counts = counts
        self._english = frozenset(english)
        self._by_length: dict[int, list[str]] = {}
        for word in sorted(counts):
            if len(word) >= SHORTEST and word.isalpha():
                self._by_length.setdefault(len(word), []).append(word)
        self.read = remembering(1 << 13, self._read)

    def _knows(self, word: str) -> bool:
        return word in self._counts or word in self._english

    def _read(self, typed: str) -> str:
        """The word that ``typed`` stands for: a known word, or ``typed`` itself."""
        if len(typed) < SHORTEST or self._knows(typed) or not typed.isalpha():
            return typed
        for reach in range(1, _reach(typed) + 1):
            near = [word for word in self._near(typed, reach) if is_slip(typed, word)]
            if near:
                return min(near, key=lambda word: (word[0] != typed[0], -self._counts[word], word))
        return typed

    def _near(self, typed: str, reach: int) -> list[str]:
        """Known words within ``reach`` edits, nearest first."""
        lengths = range(len(typed) - reach, len(typed) + reach + 1)
        pool = [word for length in lengths for word in self._by_length.get(length, ())]
        found = extract(
            typed, pool, scorer=OSA.distance, processor=None, score_cutoff=reach, limit=CANDIDATES
        )
        return [word for word, _, _ in found]


# EnglishSpeller: what somebody meant who typed a word that is none.
#
# The matcher's spelling reads a word as one of the FAQ's own. This one comes after it and knows the
# lexicon and common English as well, so that "lugage" weighs what "luggage" weighs.

SHORTEST_OF_SLIPS = 4  # letters; a shorter word is a slip away from too many others
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
class EnglishSpeller:
    """Reads words that are none as the nearest word that is one, the FAQ's own words first."""

    own: frozenset[str]
    near: Mapping[tuple[str, int], tuple[str, ...]] = field(repr=False)

    @classmethod
    def build(cls, words: Iterable[str]) -> EnglishSpeller:
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
        if (
            len(word) < SHORTEST_OF_SLIPS
            or not word.isalpha()
            or word in self.own
            or _is_word(word)
        ):
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
        if len(word) >= SHORTEST_OF_SLIPS:
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
