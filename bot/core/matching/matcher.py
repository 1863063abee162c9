"""Ranks the entries for a question by what all their phrasings say together."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.core.matching.spelling import Speller, Spelt
from bot.core.text import normalise, stem, words

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask an entry; ``entry`` is its 0-based position."""

    entry: int
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its confidence in [0, 1] and the index of its nearest phrasing."""

    entry: int
    score: float
    phrasing: int


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Each phrasing asked as if it were a question, when it is not there.

    ``own`` is its own entry's score without the phrasing, ``other`` the best other entry's,
    ``rival`` that entry, and ``absent`` the top score when the whole entry is not there.
    """

    own: tuple[float, ...]
    other: tuple[float, ...]
    rival: tuple[int, ...]
    absent: tuple[float, ...]


def _features(tokens: Sequence[str]) -> tuple[Counter[str], Counter[str]]:
    stems = [stem(token) for token in tokens]
    whole = Counter(stems)
    whole.update(f"{a} {b}" for a, b in zip(stems, stems[1:], strict=False))
    grams = Counter(
        padded[i : i + n]
        for padded in (f" {token} " for token in tokens)
        for n in range(2, 6)
        for i in range(len(padded) - n + 1)
    )
    return whole, grams


class Matcher:
    """Built once from all phrasings, frozen afterwards."""

    def __init__(self, phrasings: Sequence[Phrasing], vocabulary: Iterable[str]) -> None:
        self._phrasings = tuple(phrasings)
        self._texts = [normalise(p.text) for p in phrasings]
        self._entries = max((p.entry for p in phrasings), default=-1) + 1
        self._owner = np.array([p.entry for p in phrasings], dtype=np.intp)
        tokens = [text.split() for text in self._texts]
        self._speller = Speller({t for row in tokens for t in row} | set(vocabulary))
        rows = [_features(row) for row in tokens]
        self._ids: list[dict[str, int]] = [{}, {}]
        self._idf: list[Floats] = []
        self._matrices: list[Floats] = []
        for part in (0, 1):
            self._index(part, [row[part] for row in rows])
        self._train()

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        *,
        answers: Sequence[str] = (),
        vocabulary: Iterable[str] = (),
        synonyms: Mapping[str, Sequence[str]] | None = None,
    ) -> "Matcher":
        """The matcher over ``phrasings``."""
        del answers, synonyms
        return cls(phrasings, vocabulary)

    def rank(self, question: str, limit: int = 5) -> tuple[Ranked, ...]:
        """The best entries for ``question``, best first; ties break by entry order."""
        if not self._phrasings:
            return ()
        kernel = self._kernel([spelt.read for spelt in self.spell(question)])
        scores = np.clip(np.round(np.einsum("i,ij->j", kernel, self._weights), 6), 0.0, 1.0)
        order = np.argsort(-scores, kind="stable")[:limit]
        return tuple(
            Ranked(
                int(e), float(scores[e]), int(np.argmax(np.where(self._owner == e, kernel, -1.0)))
            )
            for e in order
        )

    def spell(self, question: str) -> tuple[Spelt, ...]:
        """The words of ``question`` as typed and as read."""
        return tuple(
            Spelt(word, read := self._speller.read(word.text), self._speller.knows(read))
            for word in words(question)
        )

    def leave_one_out(self) -> Rehearsal:
        """What each phrasing would score as a question, without itself and without its entry."""
        n = len(self._phrasings)
        if not n:
            return Rehearsal((), (), (), ())
        inverse = self._inverse
        weights = inverse @ self._targets
        scores = self._targets - weights / np.diag(inverse)[:, None]
        rows = np.arange(n)
        own = scores[rows, self._owner]
        scores[rows, self._owner] = -np.inf
        rival = scores.argmax(1)
        other = scores[rows, rival]
        absent = np.zeros(n)
        for entry in range(self._entries):
            inside = np.flatnonzero(self._owner == entry)
            if len(inside):
                left = self._targets[inside] - np.linalg.solve(
                    inverse[np.ix_(inside, inside)], weights[inside]
                )
                left[:, entry] = -np.inf
                absent[inside] = left.max(1)
        clip = lambda a: tuple(np.clip(a, 0, 1).tolist())  # noqa: E731
        return Rehearsal(clip(own), clip(other), tuple(rival.tolist()), clip(absent))

    def _index(self, part: int, rows: Sequence[Counter[str]]) -> None:
        ids = self._ids[part]
        owners: dict[str, set[int]] = {}
        for row, phrasing in zip(rows, self._phrasings, strict=True):
            for feature in row:
                ids.setdefault(feature, len(ids))
                owners.setdefault(feature, set()).add(phrasing.entry)
        top = math.log(1 + self._entries) + 1
        idf = np.array([top - math.log(1 + len(owners[f])) for f in ids], dtype=float)
        self._idf.append(idf)
        self._matrices.append(np.array([self._vector(part, row) for row in rows]))

    def _vector(self, part: int, row: Counter[str]) -> Floats:
        ids, idf = self._ids[part], self._idf[part]
        vector = np.zeros(len(ids))
        unknown = 0.0
        top = math.log(1 + self._entries) + 1
        for feature, count in row.items():
            i = ids.get(feature)
            if i is None:
                unknown += ((1 + math.log(count)) * top) ** 2
            else:
                vector[i] = (1 + math.log(count)) * idf[i]
        norm = math.sqrt(float(np.einsum("i,i->", vector, vector)) + unknown)
        return vector / norm if norm else vector

    def _kernel(self, tokens: Sequence[str]) -> Floats:
        row = _features(tokens)
        cosine = sum(
            0.5 * np.einsum("ij,j->i", self._matrices[p], self._vector(p, row[p])) for p in (0, 1)
        )
        ratio = cdist([" ".join(tokens)], self._texts, scorer=fuzz.ratio)[0] / 100.0
        kernel: Floats = np.clip(cosine, 0, None) ** 1.4 + 0.3 * ratio.astype(float) ** 3
        return kernel

    def _train(self) -> None:
        n = len(self._phrasings)
        if not n:
            return
        cosine = sum(0.5 * m @ m.T for m in self._matrices)
        ratio = cdist(self._texts, self._texts, scorer=fuzz.ratio) / 100.0
        kernel = np.clip(cosine, 0, None) ** 1.4 + 0.3 * ratio.astype(float) ** 3
        self._inverse = np.linalg.inv(kernel + 0.4 * np.eye(n))
        self._targets = np.zeros((n, self._entries))
        self._targets[np.arange(n), self._owner] = 1.0
        self._weights = np.round(self._inverse @ self._targets, 9)
