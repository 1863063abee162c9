"""Two ways to the same scores: learnt once for all questions, or for each over what is near."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import NamedTuple, Protocol

import numpy as np

from bot.matching.arrays import Floats, Ints, Rows, Singles, summed
from bot.matching.index import Index
from bot.matching.kernel import Nearby, gram, kernel, ratios
from bot.matching.parameters import PARAMETERS
from bot.matching.ridge import Asked, Rehearsal, Ridge, clipped, is_bounded, without

# All that is learnt from: the phrasings, and the entries' answers as weaker ones.


@dataclass(frozen=True, slots=True)
class Corpus:
    """Texts with the entry that owns each and how strongly it speaks for it.

    The first ``phrasings`` are the phrasings in their order; the others are answers.
    """

    tokens: tuple[list[str], ...]
    texts: tuple[str, ...]
    owners: Ints
    strengths: Floats
    phrasings: int

    @classmethod
    def of(
        cls, phrasings: Sequence[list[str]], owners: Sequence[int], answers: Sequence[list[str]]
    ) -> Corpus:
        """The phrasings with the entry of each, and each entry's answer, which may be empty."""
        answered = [entry for entry, answer in enumerate(answers) if answer]
        read = (*phrasings, *(answers[entry] for entry in answered))
        strengths = np.ones(len(read))
        strengths[len(phrasings) :] = PARAMETERS.answer
        return cls(
            tokens=read,
            texts=tuple(" ".join(tokens) for tokens in read),
            owners=np.array([*owners, *answered], dtype=np.intp),
            strengths=strengths,
            phrasings=len(phrasings),
        )

    def by_entry(self) -> list[Ints]:
        """The phrasings of each entry."""
        asked = self.owners[: self.phrasings]
        order = np.argsort(asked, kind="stable")
        ends = np.searchsorted(asked[order], np.arange(1, self.entries))
        return np.split(order, ends)

    @property
    def entries(self) -> int:
        """How many entries there are, those without a text before the last counted."""
        return int(self.owners.max()) + 1 if len(self.owners) else 0


# A memory of what was learnt before: the same texts are learnt once, not at every start.
#
# What is learnt depends on nothing but what the key is made of, so that remembering changes no
# score. The port is here; where things are kept is not the core's business.

VERSION = b"2"
"""To be raised when the learner learns otherwise from the same similarities."""


class ByteCache(Protocol):
    """Keeps bytes by a key, as long as it likes."""

    def recall(self, key: str) -> bytes | None:
        """What was kept under this key, whole and unharmed, or nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Keep these bytes; that they can't be kept is no failure."""


class NoCache:
    """Keeps nothing: everything is learnt anew."""

    def recall(self, key: str) -> None:
        """Nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Forget it at once."""


NO_CACHE = NoCache()


def key_of(rows: Rows, corpus: Corpus) -> str:
    """A hash over all that the learner learns from, in hexadecimal digits."""
    whole = hashlib.sha256(VERSION + np.__version__.encode())
    whole.update(repr(astuple(PARAMETERS)).encode())
    whole.update("\n".join(corpus.texts).encode("utf-8", "surrogatepass"))
    for array in (rows.starts, rows.ids, rows.values, corpus.owners, corpus.strengths):
        whole.update(np.ascontiguousarray(array).tobytes() + b"|")
    return whole.hexdigest()


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

    def __init__(self, corpus: Corpus, index: Index, memory: ByteCache) -> None:
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


def _remembered(corpus: Corpus, index: Index, memory: ByteCache) -> Ridge:
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
        system.flat[:: len(system) + 1] += PARAMETERS.ridge  # the diagonal
        shares = np.asarray(np.linalg.solve(system, alike), dtype=np.float64)
        entries, owners = np.unique(self._corpus.owners[found.texts], return_inverse=True)
        scores = summed(owners, shares, len(entries))
        return Scores(entries, scores, found.texts, found.similarities)

    def rehearse(self, asked: Iterable[int] | None) -> Rehearsal:
        """These phrasings, or an even sample of all, asked as questions."""
        step = max(1, -(-self._corpus.phrasings // PARAMETERS.rehearsed))
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


def learner(corpus: Corpus, index: Index, memory: ByteCache) -> Learner:
    """The learner for so many texts."""
    if len(corpus.texts) > PARAMETERS.trained:
        return Local(corpus, index)
    return Trained(corpus, index, memory)
