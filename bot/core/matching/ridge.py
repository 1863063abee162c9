"""Learns from all phrasings at once what each of them says for and against each entry.

Kernel ridge regression: ``(K + l I)^-1 Y`` with a column of Y for each entry, 1 for its phrasings
and 0 for all others. With these targets a question that has nothing in common with any phrasing
scores 0 and a sure match near 1, so that the top score itself says how sure the matcher is.
(Saunders, Gammerman and Vovk 1998. Leave one out in closed form: Rifkin and Lippert 2007.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.core.matching.grid import WEIGHT, Floats, Ints, snapped
from bot.core.matching.policy import POLICY
from bot.core.matching.rehearsal import Asked


@dataclass(frozen=True, slots=True)
class Ridge:
    """What was learnt: the inverse of the kernel with its ridge, and from it the weights."""

    inverse: Floats
    weights: Floats
    targets: Floats
    owners: Ints

    @classmethod
    def fit(cls, kernel: Floats, owners: Ints, entries: int) -> "Ridge":
        """Learn from the similarities of texts with each other, and the entry of each."""
        system = kernel + POLICY.ridge * np.eye(len(kernel))
        inverse = np.asarray(np.linalg.inv(system), dtype=np.float64)
        targets = np.zeros((len(owners), entries))
        targets[np.arange(len(owners)), owners] = 1.0
        return cls(inverse, snapped(inverse @ targets, WEIGHT), targets, owners)

    def scores(self, similarities: Floats) -> Floats:
        """The score of each entry. Both factors lie on the grid: any order gives the same sum."""
        scores: Floats = similarities @ self.weights
        return scores

    def without(self, rows: Ints) -> Floats:
        """The scores of some texts for all entries, learnt without these texts."""
        block = self.inverse[np.ix_(rows, rows)]
        scores: Floats = self.targets[rows] - np.linalg.solve(block, self.weights[rows])
        return scores

    def without_each(self) -> Floats:
        """The scores of each text for all entries, learnt without that text."""
        scores: Floats = self.targets - self.weights / np.diag(self.inverse)[:, None]
        return scores

    def rehearsed(self, rows: Ints) -> Iterator[Asked]:
        """What each of ``rows`` scores as a question, without itself and without its entry."""
        alone = self.without_each()[rows]
        for entry in np.unique(self.owners[rows]).tolist():
            inside = np.flatnonzero(self.owners == entry)
            absent = dict(zip(inside.tolist(), self.without(inside), strict=True))
            for at in np.flatnonzero(self.owners[rows] == entry).tolist():
                row = int(rows[at])
                rival, other, _ = _best_but(entry, alone[at])
                yield Asked(
                    row, float(alone[at, entry]), other, rival, *_best_but(entry, absent[row])[1:]
                )


def _best_but(entry: int, scores: Floats) -> tuple[int, float, float]:
    """The best of all entries but one, its score, and the score of the next."""
    others = scores.copy()
    others[entry] = -np.inf
    best = int(others.argmax())
    top = float(others[best])
    others[best] = -np.inf
    return best, max(top, 0.0), max(float(others.max()), 0.0)
