"""Texts of an article - its sentences, or its paragraphs - by the stems that they hold."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from bot.core.matching.grid import RARITY, Floats
from bot.core.matching.rows import Rows

SATURATION = 1.2
"""BM25's k1: how soon a stem that stands again says nothing new. Robertson's usual value."""

STEP = 1 << 10
"""Weights of stems are whole 1024ths, so that they add up alike on every machine."""


class Passages:
    """An index by BM25 (Robertson and Walker 1994)."""

    def __init__(self, texts: Sequence[Sequence[str]], length: float) -> None:
        """Index stemmed texts; ``length`` is BM25's b, how far long texts are held back."""
        self.size = len(texts)
        self._ids: dict[str, int] = {}
        found = [Counter(text) for text in texts]
        rows = [[self._number(stem) for stem in counts] for counts in found]
        holders = Counter(stem for counts in found for stem in counts)
        self.rarity = {stem: self._rarity(count) for stem, count in holders.items()}
        self.rarest = self._rarity(0)
        mean = sum(map(len, texts)) / max(len(texts), 1)
        weights = [
            _weights(counts, 1 - length + length * len(text) / max(mean, 1))
            for counts, text in zip(found, texts, strict=True)
        ]
        self._postings = Rows.of(rows, weights).turned(len(self._ids))

    def _number(self, stem: str) -> int:
        return self._ids.setdefault(stem, len(self._ids))

    def _rarity(self, holders: int) -> float:
        odds = (self.size - holders + 0.5) / (holders + 0.5)
        return round(RARITY * math.log(1 + odds)) / RARITY

    def weigh(self, stems: Mapping[str, float]) -> dict[str, float]:
        """The rarity of each stem times what it tells; one that no text has is the rarest."""
        return {one: told * self.rarity.get(one, self.rarest) for one, told in stems.items()}

    def bm25(self, asked: Mapping[str, float]) -> Floats:
        """The score of each text for weighed stems, as a share of the most that there could be."""
        known = [stem for stem in asked if stem in self._ids]
        ids = np.array([self._ids[stem] for stem in known], dtype=np.intp)
        total = sum(asked.values())
        scores = self._postings.times(ids, np.array([asked[stem] for stem in known]), self.size)
        return scores / total if total else scores


def _weights(counts: Mapping[str, int], length: float) -> list[float]:
    """What each stem of a text of this relative length says, less than 1."""
    norm = SATURATION * length
    return [round(STEP * count / (count + norm)) / STEP for count in counts.values()]
