"""Learns from all phrasings at once what each of them says for and against each entry.

Kernel ridge regression: ``(K + l I)^-1 Y`` with a column of Y for each entry, 1 for its phrasings
and 0 for all others. With these targets a question that has nothing in common with any phrasing
scores 0 and a sure match near 1, so that the top score itself says how sure the matcher is.
(Saunders, Gammerman and Vovk 1998. Leave one out in closed form: Rifkin and Lippert 2007.)
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bot.core.matching.cholesky import inverse_factor, lower_times, upper_times
from bot.core.matching.grid import WEIGHT, Floats, Ints, snapped
from bot.core.matching.policy import POLICY
from bot.core.matching.rehearsal import Asked
from bot.core.matching.spectrum import clipped, is_bounded, without


@dataclass(frozen=True, slots=True)
class Ridge:
    """What was learnt: a weight for each text and entry, and what a rehearsal needs beside.

    ``members`` are the texts of each entry and ``blocks`` what the inverse of the kernel with its
    ridge holds where their rows and columns meet. A rehearsal reckons with ``learnt``: the
    weights themselves, or where the kernel had to be made definite, with their part in its flat
    directions, which scores leave out.
    """

    weights: Floats
    learnt: Floats
    owners: Ints
    members: tuple[Ints, ...]
    blocks: tuple[Floats, ...]

    @classmethod
    def fit(cls, kernel: Floats, owners: Ints, entries: int) -> "Ridge":
        """Learn from the similarities of texts with each other, and the entry of each.

        Only the lower triangle of ``kernel`` is read, and its diagonal changed.
        """
        flat = None
        if not is_bounded(kernel):
            kernel, flat = clipped(kernel)
        kernel[np.diag_indices(len(kernel))] += POLICY.ridge
        half = inverse_factor(kernel)
        targets = np.zeros((len(owners), entries))
        targets[np.arange(len(owners)), owners] = 1.0
        exact = upper_times(half, lower_times(half, targets))
        learnt = snapped(exact, WEIGHT)
        weights = learnt if flat is None else snapped(without(flat, exact), WEIGHT)
        members = _members(owners, entries)
        blocks = tuple(own.T @ own for own in (half[:, inside] for inside in members))
        return cls(weights, learnt, owners, members, blocks)

    def frozen(self) -> bytes:
        """All that was learnt, as bytes: the weights as whole grid units, then the blocks.

        Where they differ, what a rehearsal reckons with stands between.
        """
        kept = [self.weights] if self.learnt is self.weights else [self.weights, self.learnt]
        units = (np.rint(one * WEIGHT).astype("<i8") for one in kept)
        parts = (*units, *(block.astype("<f8") for block in self.blocks))
        return b"".join(part.tobytes() for part in parts)

    @classmethod
    def thawed(cls, data: bytes, owners: Ints, entries: int) -> "Ridge | None":
        """What ``frozen`` gave for the same owners; None if the length can't be right."""
        members = _members(owners, entries)
        count = len(owners) * entries
        sizes = [len(inside) ** 2 for inside in members]
        once, twice = (8 * (times * count + sum(sizes)) for times in (1, 2))
        if len(data) not in (once, twice):
            return None
        times = 1 if len(data) == once else 2
        units = np.frombuffer(data, "<i8", count=times * count).reshape(-1, len(owners), entries)
        numbers = np.frombuffer(data, "<f8", offset=8 * times * count)
        parts = np.split(numbers, np.cumsum(sizes)[:-1])
        blocks = tuple(
            part.reshape(len(inside), len(inside))
            for part, inside in zip(parts, members, strict=True)
        )
        kept = units / WEIGHT
        weights = kept[0]
        return cls(weights, weights if times == 1 else kept[1], owners, members, blocks)

    def scores(self, similarities: Floats) -> Floats:
        """The score of each entry. Both factors lie on the grid: any order gives the same sum."""
        scores: Floats = similarities @ self.weights
        return scores

    def without_entry(self, entry: int) -> Floats:
        """The scores of an entry's texts for all entries, learnt without these texts."""
        scores = -np.linalg.solve(self.blocks[entry], self.learnt[self.members[entry]])
        scores[:, entry] += 1.0
        return np.asarray(scores, dtype=np.float64)

    def without_each(self, entry: int) -> Floats:
        """The scores of an entry's texts for all entries, each learnt without that text."""
        scores: Floats = -self.learnt[self.members[entry]] / np.diag(self.blocks[entry])[:, None]
        scores[:, entry] += 1.0
        return scores

    def rehearsed(self, rows: Ints) -> Iterator[Asked]:
        """What each of ``rows`` scores as a question, without itself and without its entry."""
        wanted = np.zeros(len(self.owners), dtype=np.bool_)
        wanted[rows] = True
        for entry in sorted(set(self.owners[rows].tolist())):
            asked = wanted[self.members[entry]]
            alone = self.without_each(entry)[asked]
            own = alone[:, entry].tolist()
            rivals, other, _ = _best_but(entry, alone)
            _, absent, behind = _best_but(entry, self.without_entry(entry)[asked])
            texts = self.members[entry][asked].tolist()
            columns = (texts, own, other, rivals, absent, behind)
            yield from map(Asked._make, zip(*columns, strict=True))


def _members(owners: Ints, entries: int) -> tuple[Ints, ...]:
    return tuple(np.flatnonzero(owners == entry) for entry in range(entries))


def _best_but(entry: int, scores: Floats) -> tuple[list[int], list[float], list[float]]:
    """In each row the best of all entries but one, its score, and the score of the next."""
    others = np.concatenate((np.zeros((len(scores), 2)), scores), axis=1)
    others[:, entry + 2] = -np.inf
    best = others[:, 2:].argmax(axis=1)
    two = np.sort(np.partition(others, -2, axis=1)[:, -2:], axis=1)
    return best.tolist(), two[:, 1].tolist(), two[:, 0].tolist()
