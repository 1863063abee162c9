"""Two ways to the same scores: learnt once for all questions, or for each over what is near."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np

from bot.core.matching.corpus import Corpus
from bot.core.matching.gram import gram
from bot.core.matching.grid import Floats, Ints, Singles, summed
from bot.core.matching.index import Index
from bot.core.matching.kernel import kernel, ratios
from bot.core.matching.memory import Memory, key_of
from bot.core.matching.nearby import Nearby
from bot.core.matching.policy import POLICY
from bot.core.matching.rehearsal import Asked, Rehearsal
from bot.core.matching.ridge import Ridge
from bot.core.matching.spectrum import clipped, is_bounded, without

ROWS = 64
"""Rows of similarities that are computed at once: a megabyte or so."""


class Scores(NamedTuple):
    """Entries with their scores, and the texts that they come from with their similarities."""

    entries: Ints
    scores: Floats
    texts: Ints
    similarities: Floats


class Learner(Protocol):
    """Scores entries for a question."""

    def scores(self, question: Sequence[str]) -> Scores:
        """The scores for normalised, respelt words."""

    def rehearse(self, asked: Iterable[int] | None) -> Rehearsal:
        """These phrasings asked as questions, or those that place a threshold."""


class Trained:
    """Learnt once from every text: the way of all but very large FAQs."""

    def __init__(self, corpus: Corpus, index: Index, memory: Memory) -> None:
        self._corpus = corpus
        self._index = index
        self._entries = np.arange(corpus.entries)
        self._all = np.arange(len(corpus.texts))
        self._ridge = _remembered(corpus, index, memory)

    def scores(self, question: Sequence[str]) -> Scores:
        """The scores of all entries."""
        cosines = self._index.similarity(self._index.vector(question))
        alike = kernel(cosines, ratios(cosines[None], [" ".join(question)], self._corpus.texts)[0])
        scores = self._ridge.scores(alike * self._corpus.strengths)
        return Scores(self._entries, scores, self._all, alike)

    def rehearse(self, asked: Iterable[int] | None) -> Rehearsal:
        """These phrasings, or all, asked as questions, in closed form."""
        rows = self._all[: self._corpus.phrasings]
        if asked is not None:
            rows = np.fromiter(asked, dtype=np.intp)
        return Rehearsal.of(self._corpus.entries, self._ridge.rehearsed(rows))


def _remembered(corpus: Corpus, index: Index, memory: Memory) -> Ridge:
    """What is learnt from these texts, recalled if they were learnt before."""
    full = index.full()
    key = key_of(full, corpus)
    known = memory.recall(key)
    ridge = Ridge.thawed(known, corpus.owners, corpus.entries) if known is not None else None
    if ridge is None:
        system = _similarities(gram(full, index.width), corpus)
        ridge = Ridge.fit(system, corpus.owners, corpus.entries)
        memory.keep(key, ridge.frozen())
    return ridge


def _similarities(cosines: Singles, corpus: Corpus) -> Floats:
    """The similarities of all texts as the learner sees them, on the diagonal and below.

    A few rows at a time stay in the processor's cache, and half of all pairs are not needed.
    """
    found = np.zeros(cosines.shape)
    for start in range(0, len(cosines), ROWS):
        rows, columns = slice(start, start + ROWS), slice(0, start + ROWS)
        near = cosines[rows, columns].astype(np.float64)
        strengths = corpus.strengths[rows, None] * corpus.strengths[columns]
        alike = kernel(near, ratios(near, corpus.texts[rows], corpus.texts[columns]))
        np.multiply(alike, strengths, out=found[rows, columns])
    return found


class Local:
    """Learnt for each question from the texts nearest to it: the way of large FAQs."""

    def __init__(self, corpus: Corpus, index: Index) -> None:
        self._corpus = corpus
        self._index = index
        self._nearby = Nearby(index, corpus.texts)

    def scores(self, question: Sequence[str]) -> Scores:
        """The scores of the entries that have a text near the question."""
        found = self._nearby.of(self._index.vector(question), " ".join(question))
        strengths = self._corpus.strengths[found.texts]
        alike = found.similarities * strengths
        system = found.kernel * strengths * strengths[:, None]
        if not is_bounded(system):
            system, flat = clipped(system)
            alike = without(flat, alike)
        system.flat[:: len(system) + 1] += POLICY.ridge  # the diagonal
        shares = np.asarray(np.linalg.solve(system, alike), dtype=np.float64)
        entries, owners = np.unique(self._corpus.owners[found.texts], return_inverse=True)
        scores = summed(owners, shares, len(entries))
        return Scores(entries, scores, found.texts, found.similarities)

    def rehearse(self, asked: Iterable[int] | None) -> Rehearsal:
        """These phrasings, or an even sample of all, asked as questions."""
        step = max(1, -(-self._corpus.phrasings // POLICY.rehearsed))
        sample = range(0, self._corpus.phrasings, step)
        return Rehearsal.of(
            self._corpus.entries, self._rehearsed(sample if asked is None else asked)
        )

    def _rehearsed(self, rows: Iterable[int]) -> Iterator[Asked]:
        for row in rows:
            vector = self._index.vector(self._corpus.tokens[row])
            found = self._nearby.of(vector, self._corpus.texts[row])
            at = np.flatnonzero(found.texts == row)
            entries, owners = np.unique(self._corpus.owners[found.texts], return_inverse=True)
            strengths = self._corpus.strengths[found.texts]
            system = found.kernel * strengths * strengths[:, None]
            fitted = Ridge.fit(system, owners, len(entries))
            for asked in fitted.rehearsed(at):
                yield asked._replace(phrasing=row, rival=int(entries[asked.rival]))


def learner(corpus: Corpus, index: Index, memory: Memory) -> Learner:
    """The learner for so many texts."""
    if len(corpus.texts) > POLICY.trained:
        return Local(corpus, index)
    return Trained(corpus, index, memory)
