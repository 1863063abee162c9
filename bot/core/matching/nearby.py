"""The same learner for many phrasings: each question solves it over its nearest phrasings alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching.gram import small_gram
from bot.core.matching.grid import COSINE, Floats, Ints, highest
from bot.core.matching.index import Index, Vector
from bot.core.matching.kernel import guessed_ratios, kernel, ratios
from bot.core.matching.policy import POLICY


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """The texts nearest to a question, by number; how alike they are to it and to each other."""

    texts: Ints
    similarities: Floats
    kernel: Floats


class Nearby:
    """Finds neighbourhoods through postings, the rarest features first."""

    def __init__(self, index: Index, texts: Sequence[str]) -> None:
        self._index = index
        self._texts = texts
        self._full = index.full()

    def of(self, vector: Vector, text: str) -> Neighbourhood:
        """The neighbourhood of a text: ``POLICY.nearest`` texts or fewer, the nearest first."""
        found, cosines = self._shortlist(vector)
        best = np.argsort(-cosines, kind="stable")[: POLICY.nearest]
        many = np.count_nonzero(cosines[best] >= POLICY.near * cosines.max(initial=0.0))
        best = best[: max(POLICY.fewest, int(many))]
        near, cosines = found[best], cosines[best]
        alike = ratios(cosines[None], [text], [self._texts[i] for i in near.tolist()])[0]
        return Neighbourhood(near, kernel(cosines, alike), self._kernel(near))

    def _shortlist(self, vector: Vector) -> tuple[Ints, Floats]:
        """Texts that share the most with ``vector``, in their order, and their cosines with it."""
        read, unread = self._within_budget(vector)
        postings, index = self._index.postings, self._index
        shared = postings.times(vector.features[read], vector.values[read], index.size)
        alike = index.alike(vector)
        found = np.flatnonzero(shared > 0.0)  # ten times as quick as of the sums themselves
        if len(found) < POLICY.nearest:  # perhaps every word is unknown, but like a known one
            found = np.flatnonzero(shared + index.spelt(alike))
        found = found[highest(shared[found], POLICY.shortlist)]
        total = shared[found] + index.spelt_in(found, alike)
        if len(unread):
            total += vector.values[unread] @ postings.crossings(vector.features[unread], found)
        return found, total / COSINE

    def _within_budget(self, vector: Vector) -> tuple[Ints, Ints]:
        """Which of the vector's features to read everywhere, and which in the shortlist only."""
        starts = self._index.postings.starts
        lengths = starts[vector.features + 1] - starts[vector.features]
        order = np.argsort(lengths, kind="stable")
        read = np.searchsorted(np.cumsum(lengths[order]), POLICY.budget, "right")
        return order[: max(int(read), 1)], order[max(int(read), 1) :]

    def _kernel(self, texts: Ints) -> Floats:
        """The similarities of some texts with each other."""
        cosines = small_gram(self._full, texts, self._index.width)
        return kernel(cosines, guessed_ratios(cosines)).astype(np.float64)
