"""Completes what somebody has typed so far to entries, also from unfinished and mistyped words."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.matching.text import is_identifier, normalise

EXACT, BEGUN, MISTYPED = 1.0, 0.85, 0.6
"""How far a typed word counts that stands in a phrasing, begins a word of it, or nearly does."""
SHOWN = 1.25  # how much more it counts in the question that is shown
SHORTEST = 4  # letters from which a typed word may hold a slip
MOST = 40  # words that a beginning is completed to
LEAST_SHARE = 0.34  # the least share of what was typed that an entry must hold


class Completer:
    """The words of all phrasings, in order, and the entries that have each."""

    def __init__(self, phrasings: Sequence[Sequence[str]]) -> None:
        """From the phrasings of each entry; the first is the one that is shown."""
        self._count = len(phrasings)
        self._entries: dict[str, dict[int, float]] = {}
        for entry, texts in enumerate(phrasings):
            for number, text in enumerate(texts):
                for word in normalise(text).split():
                    row = self._entries.setdefault(word, {})
                    row[entry] = max(row.get(entry, 0.0), 1.0 if number else SHOWN)
        self._words = sorted(self._entries)

    def scores(self, typed: str) -> dict[int, float]:
        """The share of what was typed that each entry holds, of those that hold enough."""
        words = normalise(typed).split()
        unfinished = bool(typed) and not typed[-1].isspace()
        shares: dict[int, float] = {}
        whole = 0.0
        for at, word in enumerate(words):
            row = self._row(word, unfinished and at == len(words) - 1)
            weight = self._weight(row)
            whole += weight
            for entry, share in row.items():
                shares[entry] = shares.get(entry, 0.0) + weight * share
        return {
            e: value / whole for e, value in shares.items() if value >= LEAST_SHARE * whole > 0.0
        }

    def _row(self, word: str, unfinished: bool) -> dict[int, float]:
        """The entries that have a word, and how surely it is that word."""
        row: dict[int, float] = {}
        for word_of_faq, share in self._readings(word, unfinished):
            for entry, strength in self._entries[word_of_faq].items():
                row[entry] = max(row.get(entry, 0.0), share * strength)
        return row

    def _readings(self, word: str, unfinished: bool) -> Iterator[tuple[str, float]]:
        if word in self._entries:
            yield word, EXACT
        begun = list(self._begun(word)) if unfinished else []
        yield from ((word_of_faq, BEGUN) for word_of_faq in begun)
        if is_identifier(word) or len(word) < SHORTEST:
            return
        if word not in self._entries and not begun:
            yield from ((word_of_faq, MISTYPED) for word_of_faq in self._mistyped(word, unfinished))

    def _begun(self, start: str) -> Iterator[str]:
        """The words that begin so."""
        at = bisect_left(self._words, start)
        for word_of_faq in self._words[at : at + MOST]:
            if not word_of_faq.startswith(start):
                return
            yield word_of_faq

    def _mistyped(self, word: str, unfinished: bool) -> Iterator[str]:
        """The words that a slip or two turn into this one, or whose beginning they do."""
        length = len(word)
        choices = {
            word_of_faq: word_of_faq[: length + 1] if unfinished else word_of_faq
            for word_of_faq in self._words
            if not is_identifier(word_of_faq)
        }
        reach = 1 if length < 7 else 2
        for _, _, word_of_faq in extract(
            word, choices, scorer=OSA.distance, score_cutoff=reach, limit=MOST
        ):
            yield word_of_faq

    def _weight(self, row: Mapping[int, float]) -> float:
        """What a typed word weighs: less, the more entries have it."""
        return math.log((1 + self._count) / (1 + len(row))) + 0.1
