"""The sentences of an article that no entry cites, found by what they explain of a question.

There may be tens of thousands. They are kept as one index from what a unit seeks to the sentences
that have it, so that a question looks at those alone that share its telling words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

import numpy as np

from bot.answering.profiles import ANSWER_STRENGTH
from bot.answering.units import Keys, ReadText, WeighedQuestion
from bot.article.article import Citation
from bot.matching.arrays import Floats, Ints, Rows

SLACK = 1e-9  # what sums in another order may differ by


@dataclass(frozen=True, slots=True, eq=False)
class UncitedSentences:
    """The sentences in their order; `numbers` gives the row of each key in `postings`."""

    sentences: tuple[Citation, ...]
    numbers: Mapping[str, int] = field(repr=False)
    postings: Rows = field(repr=False)

    @classmethod
    def build(cls, sentences: Sequence[Citation], texts: Sequence[ReadText]) -> UncitedSentences:
        """From the sentences and how each is read; they explain as far as an answer does."""
        numbers: dict[str, int] = {}
        rows: list[list[int]] = []
        values: list[list[float]] = []
        for text in texts:
            held: dict[int, float] = {}
            for unit in text.units:
                for key, strength in unit.keys:
                    number = numbers.setdefault(key, len(numbers))
                    held[number] = max(held.get(number, 0.0), ANSWER_STRENGTH * strength)
            rows.append(list(held))
            values.append(list(held.values()))
        return cls(tuple(sentences), numbers, Rows.of(rows, values).turned(len(numbers)))

    def best(self, question: WeighedQuestion, least: float) -> Citation | None:
        """The sentence that explains most of a question's weight; of equal ones the first.

        What explains so much has one of any words that together weigh more than the rest may: only
        sentences that have one of the rarest such are looked at.

        Args:
            question: The question.
            least: The share of its weight that the sentence must explain, 0 to 1.

        Returns:
            The sentence, or None if none explains so much.
        """
        total = question.total
        indexed = [
            (weight, rows)
            for unit, weight in zip(question.units, question.weights, strict=True)
            if weight and (rows := self._rows(unit.seeks))
        ]
        if sum(weight for weight, _ in indexed) < least * total * (1 - SLACK):
            return None
        near = self._near(indexed, (1 - least) * total)
        covered = np.zeros(len(near))
        for weight, rows in indexed:
            covered += weight * self._explained(rows, near)
        covered /= total
        at = int(covered.argmax()) if len(near) else 0
        enough = len(near) and covered[at] >= least
        return self.sentences[int(near[at])] if enough else None

    def _rows(self, sought: Keys) -> list[tuple[int, float]]:
        """The rows of what is sought and how strongly, of what any sentence has."""
        rows = [(self.numbers.get(key), strength) for key, strength in sought]
        return [(row, strength) for row, strength in rows if row is not None]

    def _holders(self, row: int) -> Ints:
        return self.postings.ids[self.postings.starts[row] : self.postings.starts[row + 1]]

    def _near(self, indexed: Sequence[tuple[float, list[tuple[int, float]]]], spare: float) -> Ints:
        """The sentences, in order, that have one of the rarest words that weigh more than spare."""
        starts = self.postings.starts
        rarest = sorted(
            (sum(int(starts[row + 1] - starts[row]) for row, _ in found), weight, found)
            for weight, found in indexed
        )
        weights = list(accumulate(weight for _, weight, _ in rarest))
        needed = next((n for n, w in enumerate(weights, 1) if w > spare * (1 + SLACK)), len(rarest))
        holders = [self._holders(row) for _, _, found in rarest[:needed] for row, _ in found]
        return np.unique(np.concatenate(holders)) if holders else np.zeros(0, dtype=np.intp)

    def _explained(self, found: Sequence[tuple[int, float]], near: Ints) -> Floats:
        """How far each of the near sentences explains one unit, by the best of its keys."""
        best = np.zeros(len(near))
        for row, strength in found:
            holders = self._holders(row)
            at = np.minimum(np.searchsorted(holders, near), len(holders) - 1)
            there = np.flatnonzero(holders[at] == near)
            values = self.postings.values[self.postings.starts[row] + at[there]]
            best[there] = np.maximum(best[there], np.minimum(values, strength))
        return best
