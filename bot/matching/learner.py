"""Learns from the phrasings how well a question fits each entry: all at once, or those near it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from typing import NamedTuple, Protocol

import numpy as np

from bot.matching.arrays import Floats, Ints, Rows
from bot.matching.index import Index
from bot.matching.kernel import gram, kernel, ratios
from bot.matching.parameters import PARAMETERS
from bot.matching.ridge import LeftOutScores, Rehearsal, Ridge

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


# What was learnt from the same texts before is recalled, so that they are learnt once, not at every
# start. It depends on nothing but what the key is made of, so that recalling it changes no score.
# The protocol is here; this package knows no disk.

VERSION = b"3"
"""To be raised when the learner learns otherwise from the same similarities."""


class ByteCache(Protocol):
    """Keeps what was learnt, as bytes under a key, for as long as it likes: the model cache."""

    def recall(self, key: str) -> bytes | None:
        """What was kept under this key, whole and unharmed, or nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Keep these bytes; that they can't be kept is no failure."""


class NoCache:
    """Keeps nothing: everything is learnt anew."""

    def recall(self, key: str) -> None:
        """Find nothing."""

    def keep(self, key: str, data: bytes) -> None:
        """Do nothing."""


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


class EntryScores(NamedTuple):
    """Entries with their scores, and the texts that they come from with their similarities."""

    entries: Ints
    scores: Floats
    texts: Ints
    similarities: Floats


class Learnt(NamedTuple):
    """What was learnt from some texts: these, the entries that own them, and the weights."""

    texts: Ints
    entries: Ints
    ridge: Ridge


class Learner:
    """Scores entries for a question.

    All texts are learnt from at once; of a very large FAQ, for each question those nearest to it.
    """

    def __init__(self, corpus: Corpus, index: Index, model_cache: ByteCache) -> None:
        self._corpus = corpus
        self._index = index
        self.learnt_once = len(corpus.texts) <= PARAMETERS.trained
        self._full = index.full()
        if self.learnt_once:
            self._whole = self._remembered(model_cache)

    def _remembered(self, model_cache: ByteCache) -> Learnt:
        """What is learnt from all texts, recalled if they were learnt before."""
        corpus = self._corpus
        key = key_of(self._full, corpus)
        kept = model_cache.recall(key)
        ridge = Ridge.from_bytes(kept, corpus.owners, corpus.entries) if kept is not None else None
        texts, entries = np.arange(len(corpus.texts)), np.arange(corpus.entries)
        if ridge is None:
            ridge = Ridge.fit(self._system(texts), corpus.owners, corpus.entries)
            model_cache.keep(key, ridge.to_bytes())
        return Learnt(texts, entries, ridge)

    def _system(self, chosen: Ints) -> Floats:
        """The similarities of texts as they are learnt from, on the diagonal and below.

        A few rows at a time stay in the processor's cache, and half of all pairs are not needed.
        """
        cosines = gram(self._full.chosen(chosen), self._index.width)
        texts, strengths = self._texts(chosen), self._corpus.strengths[chosen]
        found = np.zeros(cosines.shape)
        for start in range(0, len(cosines), ROWS):
            rows, columns = slice(start, start + ROWS), slice(0, start + ROWS)
            near = cosines[rows, columns].astype(np.float64)
            alike = kernel(near, ratios(near, texts[rows], texts[columns]))
            factors = strengths[rows, None] * strengths[columns]
            np.multiply(alike, factors, out=found[rows, columns])
        return found

    def _texts(self, chosen: Ints) -> Sequence[str]:
        if self.learnt_once:
            return self._corpus.texts
        return [self._corpus.texts[at] for at in chosen.tolist()]

    def _learnt(self, cosines: Floats) -> Learnt:
        """What a question is scored by, from its cosine with each text."""
        if self.learnt_once:
            return self._whole
        near = np.argsort(-cosines, kind="stable")[: PARAMETERS.nearest]
        near = near[cosines[near] > 0.0]
        entries, owners = np.unique(self._corpus.owners[near], return_inverse=True)
        return Learnt(near, entries, Ridge.fit(self._system(near), owners, len(entries)))

    def scores(self, question: Sequence[str]) -> EntryScores:
        """The scores for normalised, respelt words; of a very large FAQ of what is near."""
        cosines = self._index.similarity(self._index.vector(question))
        chosen, entries, ridge = self._learnt(cosines)
        near = cosines[chosen]
        alike = kernel(near, ratios(near[None], [" ".join(question)], self._texts(chosen))[0])
        scores = ridge.scores(alike * self._corpus.strengths[chosen])
        return EntryScores(entries, scores, chosen, alike)

    def rehearse(self, asked: Iterable[int] | None) -> Rehearsal:
        """These phrasings asked as questions, or all; of a very large FAQ an even sample."""
        count = self._corpus.phrasings
        if self.learnt_once:
            rows = np.arange(count) if asked is None else np.fromiter(asked, dtype=np.intp)
            return Rehearsal.of(self._corpus.entries, self._whole.ridge.rehearsed(rows))
        sample = range(0, count, max(1, -(-count // PARAMETERS.rehearsed)))
        found = self._rehearsed_apart(sample if asked is None else asked)
        return Rehearsal.of(self._corpus.entries, found)

    def _rehearsed_apart(self, rows: Iterable[int]) -> Iterator[LeftOutScores]:
        """What each phrasing scores, left out of what is near it."""
        for row in rows:
            vector = self._index.vector(self._corpus.tokens[row])
            near, entries, ridge = self._learnt(self._index.similarity(vector))
            for asked in ridge.rehearsed(np.flatnonzero(near == row)):
                yield asked._replace(phrasing=row, rival=int(entries[asked.rival]))
