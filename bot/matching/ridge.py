"""Learns from all phrasings at once what each of them says for and against each entry.

Kernel ridge regression: ``(K + l I)^-1 Y`` with a column of Y for each entry, 1 for its phrasings
and 0 for all others. With these targets a question that has nothing in common with any phrasing
scores 0 and a sure match near 1, so that the top score itself says how sure the ranker is.
(Saunders, Gammerman and Vovk 1998. Leave one out in closed form: Rifkin and Lippert 2007.)
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bot.matching.arrays import PARAMETERS, WEIGHT, Floats, Ints, shown, snapped, summed
from bot.matching.kernel import clipped, invert_factor, is_bounded, without
from bot.matching.parts import Parts
from bot.matching.text import Lazy

# Each phrasing asked as a question, when it is not there.


class LeftOutScores(NamedTuple):
    """What one phrasing scored; the fields are those of ``Rehearsal``."""

    phrasing: int
    own: float
    other: float
    rival: int
    absent: float
    absent_next: float


class Rehearsal(NamedTuple):
    """What phrasings score as questions; all scores are from 0 to 1.

    ``phrasings`` are those that were asked: all, or in a large FAQ an even sample. For each of
    them, ``own`` is its entry's score when it is not there itself, ``other`` the best other
    entry's and ``rival`` that entry; ``absent`` is the top score when its whole entry is not
    there, and ``absent_next`` the one below it. The first should be answered, the absent refused.
    """

    entries: int
    phrasings: tuple[int, ...]
    own: tuple[float, ...]
    other: tuple[float, ...]
    rival: tuple[int, ...]
    absent: tuple[float, ...]
    absent_next: tuple[float, ...]

    @classmethod
    def of(cls, entries: int, found: Iterable[LeftOutScores]) -> Rehearsal:
        """The rehearsal of a FAQ with so many entries."""
        rows = sorted(found)
        return cls(
            entries,
            tuple(row.phrasing for row in rows),
            tuple(shown(row.own) for row in rows),
            tuple(shown(row.other) for row in rows),
            tuple(row.rival for row in rows),
            tuple(shown(row.absent) for row in rows),
            tuple(shown(row.absent_next) for row in rows),
        )


RELATED = 0.15
"""How fast entries come to have near relations as a FAQ grows, by the logarithm of their number.

A phrasing whose entry is taken away often has a near relation left, among 150 entries nearly
always; a question about something else has none. So the top score of the former is too high a
picture of the latter, and the score below it too low. Between the two, this far.
"""


def best_threshold(rehearsal: Rehearsal) -> float:
    """The threshold with most right answers and most refusals, both shares counted alike.

    A FAQ without phrasings, or with one entry, has nothing to tell by: 0.5.
    """
    if rehearsal.entries < 2 or not rehearsal.phrasings:
        return 0.5
    own, other = np.array(rehearsal.own), np.array(rehearsal.other)
    right = np.sort(own[own >= other])
    strange = np.sort(
        between(np.array(rehearsal.absent), np.array(rehearsal.absent_next), rehearsal)
    )
    candidates = np.unique(np.concatenate((right, strange)))
    answered = len(right) - np.searchsorted(right, candidates, "left")
    refused = np.searchsorted(strange, candidates, "left")
    return shown(float(candidates[(answered + refused).argmax()]))


def between(absent: Floats, behind: Floats, rehearsal: Rehearsal) -> Floats:
    """Scores of questions about something else: between the best and the next, geometrically."""
    towards = min(1.0, RELATED * math.log(rehearsal.entries))
    # A question that shares nothing with any entry scores 0, which has no logarithm.
    logs = (1 - towards) * np.log(np.maximum(absent, 1e-6))
    logs += towards * np.log(np.maximum(behind, 1e-6))
    scores: Floats = np.exp(logs)
    return scores


class Ridge(NamedTuple):
    """What was learnt: a weight for each text and entry, and what a rehearsal needs beside.

    ``members`` are the texts of each entry and ``blocks`` what the inverse of the kernel with its
    ridge holds where their rows and columns meet. A rehearsal reckons with ``learnt``: the
    weights themselves, or where the kernel had to be made definite, with their part in its flat
    directions, which scores leave out.
    """

    weights: Floats
    learnt: Floats
    owners: Ints
    members: Sequence[Ints]
    blocks: Sequence[Floats]

    @classmethod
    def fit(cls, kernel: Floats, owners: Ints, entries: int) -> Ridge:
        """Learn from the similarities of texts with each other, and the entry of each.

        Only the lower triangle of ``kernel`` is read; all of it is overwritten.
        """
        root, flat = _with_ridge(kernel)
        invert_factor(root)  # the inverse is its product with itself
        members = members_of(owners, entries)
        starts = np.cumsum([0, *map(len, members)])[:entries]
        exact = root.T @ np.add.reduceat(root.T[np.concatenate(members)], starts).T

        def columns(entry: int) -> Floats:
            first = min(members[entry], default=0)  # above it a triangle's columns are empty
            return root[first:, members[entry]]

        learnt = snapped(exact, WEIGHT)
        weights = learnt if flat is None else snapped(without(flat, exact), WEIGHT)
        blocks = Lazy(entries, lambda entry: columns(entry).T @ columns(entry))
        return cls(weights, learnt, owners, members, blocks)

    @classmethod
    def fit_for(cls, kernel: Floats, owners: Ints, entries: int, entry: int) -> Ridge:
        """As `fit`, but only what a rehearsal of one entry's texts reckons with.

        All of ``kernel`` is read, and overwritten.
        """
        root, _ = _with_ridge(kernel)
        inside = np.flatnonzero(owners == entry)
        inverse = np.asarray(np.linalg.solve(root, np.eye(len(root))[:, inside]), dtype=np.float64)
        learnt = np.zeros((len(owners), entries))
        learnt[inside] = snapped(inverse.T @ np.eye(entries)[owners], WEIGHT)
        block = Lazy(entries, lambda _: inverse[inside])
        return cls(learnt, learnt, owners, members_of(owners, entries), block)

    @classmethod
    def kept(cls, parts: Parts, owners: Ints, entries: int, kernel: Callable[[], Floats]) -> Ridge:
        """What was learnt, as a part; the kernel is made where it was not.

        Of the weights and what a rehearsal reckons with one is kept where both are the same.
        """
        fit = cache(lambda: cls.fit(kernel(), owners, entries))
        weights: Floats = parts.array("weights", lambda: fit().weights)
        learnt: Floats = parts.array(
            "learnt", lambda: np.zeros(0) if fit().learnt is fit().weights else fit().learnt
        )
        blocks: Floats = parts.array(
            "blocks",
            lambda: np.concatenate([np.zeros(0), *(one.ravel() for one in fit().blocks)]),
        )
        members = members_of(owners, entries)
        ends = np.cumsum([len(inside) ** 2 for inside in members])
        cut = [
            block.reshape(len(inside), len(inside))
            for block, inside in zip(np.split(blocks, ends[:-1]), members, strict=True)
        ]
        return cls(weights, learnt if learnt.size else weights, owners, members, tuple(cut))

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

    def rehearsed(self, rows: Ints) -> Iterator[LeftOutScores]:
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
            yield from map(LeftOutScores._make, zip(*columns, strict=True))


def scored(kernel: Floats, alike: Floats, owners: Ints) -> Floats:
    """What each entry scores for one question: the same as weights give, of which few are needed.

    Args:
        kernel: The similarities of texts with each other; all of it is read, and overwritten.
        alike: Those of the question with them.
        owners: The entry of each text.
    """
    root, flat = _with_ridge(kernel)
    shares = np.linalg.solve(root, alike if flat is None else without(flat, alike))
    return summed(owners, np.asarray(shares), int(owners.max(initial=-1)) + 1)


def _with_ridge(kernel: Floats) -> tuple[Floats, Floats | None]:
    """The kernel, made definite if need be, with its ridge; and the directions it is flat in.

    Where that would take long, the kernel must be bounded.
    """
    flat = None
    if len(kernel) <= PARAMETERS.clipped and not is_bounded(kernel):
        kernel, flat = clipped(kernel)
    kernel.flat[:: len(kernel) + 1] += PARAMETERS.ridge  # the diagonal
    return kernel, flat


def members_of(owners: Ints, entries: int) -> Sequence[Ints]:
    """The texts of each entry, from the entry of each text; each has one, if there is an entry."""
    order = owners.argsort(kind="stable")
    ends = np.bincount(owners, minlength=entries).cumsum().tolist()
    return [order[start:end] for start, end in pairwise([0, *ends])] or [order]


def _best_but(entry: int, scores: Floats) -> tuple[list[int], list[float], list[float]]:
    """In each row the best of all entries but one, its score, and the score of the next."""
    others = np.concatenate((np.zeros((len(scores), 2)), scores), axis=1)
    others[:, entry + 2] = -np.inf
    best = others[:, 2:].argmax(axis=1)
    two = np.sort(np.partition(others, -2, axis=1)[:, -2:], axis=1)
    return best.tolist(), two[:, 1].tolist(), two[:, 0].tolist()
