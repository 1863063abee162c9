"""Learns from all phrasings at once what each of them says for and against each entry.

Kernel ridge regression: ``(K + l I)^-1 Y`` with a column of Y for each entry, 1 for its phrasings
and 0 for all others. With these targets a question that has nothing in common with any phrasing
scores 0 and a sure match near 1, so that the top score itself says how sure the matcher is.
(Saunders, Gammerman, Vovk 1998; leave-one-out in closed form: Rifkin and Lippert 2007.)
"""

from dataclasses import dataclass

import numpy as np

from bot.core.matching.grid import WEIGHT, Floats, Ints, snapped
from bot.core.matching.policy import POLICY


@dataclass(frozen=True, slots=True)
class Ridge:
    """What was learnt: the inverse of the regularised kernel, and from it the weights."""

    inverse: Floats
    weights: Floats
    owners: Ints

    @classmethod
    def fit(cls, kernel: Floats, owners: Ints, entries: int) -> "Ridge":
        """Learn from the similarities of phrasings with each other, and the entry of each."""
        inverse = np.linalg.inv(kernel + POLICY.ridge * np.eye(len(kernel)))
        targets = np.zeros((len(owners), entries))
        targets[np.arange(len(owners)), owners] = 1.0
        return cls(inverse, snapped(inverse @ targets, WEIGHT), owners)

    def scores(self, similarities: Floats) -> Floats:
        """The score of each entry. Both factors lie on the grid, so that any order gives this sum."""
        scores: Floats = similarities @ self.weights
        return scores

    def without_phrasing(self) -> Floats:
        """For each phrasing the scores of all entries, learnt without that phrasing."""
        residuals: Floats = self.weights / np.diag(self.inverse)[:, None]
        return self._targets() - residuals

    def without_entry(self, entry: int) -> tuple[Ints, Floats]:
        """An entry's phrasings, and their scores for all entries, learnt without that entry."""
        inside = np.flatnonzero(self.owners == entry)
        block = self.inverse[np.ix_(inside, inside)]
        return inside, self._targets()[inside] - np.linalg.solve(block, self.weights[inside])

    def _targets(self) -> Floats:
        targets = np.zeros_like(self.weights)
        targets[np.arange(len(self.owners)), self.owners] = 1.0
        return targets
