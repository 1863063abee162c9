"""Ranks the sentences of an article for a question that no entry fits."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.text import stem, words


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence's 0-based position and its score in [0, 1]."""

    sentence: int
    score: float


class SentenceIndex:
    """The sentences of one article, built once, frozen afterwards."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._rows = [Counter(stem(w.text) for w in words(s)) for s in sentences]
        seen = Counter(w for row in self._rows for w in row)
        n = len(sentences)
        self._idf = {w: math.log(1 + (n - c + 0.5) / (c + 0.5)) for w, c in seen.items()}
        self._top = math.log(1 + n)
        self._mean = sum(sum(row.values()) for row in self._rows) / max(n, 1)

    @classmethod
    def build(
        cls,
        sentences: Sequence[str],
        *,
        paragraphs: Sequence[int] = (),
        synonyms: Iterable[Sequence[str]] = (),
    ) -> "SentenceIndex":
        """The index over ``sentences``; ``paragraphs`` numbers the paragraph of each."""
        del paragraphs, synonyms
        return cls(sentences)

    def rank(self, question: str, limit: int = 5) -> tuple[RankedSentence, ...]:
        """The best sentences, best first; ties break by their order in the article."""
        asked = {stem(w.text) for w in words(question)}
        total = sum(self._idf.get(w, self._top) for w in asked)
        if not total:
            return ()
        scores = [self._score(row, asked) / (2.2 * total) for row in self._rows]
        order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))[:limit]
        return tuple(RankedSentence(i, min(1.0, scores[i])) for i in order)

    def _score(self, row: Counter[str], asked: set[str]) -> float:
        length = 0.6 + 0.4 * sum(row.values()) / self._mean
        return sum(self._idf[w] * 2.2 * row[w] / (row[w] + 1.2 * length) for w in asked if w in row)
