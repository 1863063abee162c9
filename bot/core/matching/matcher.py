"""Ranks the entries for a question by what all their phrasings say together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from bot.core.matching.grid import Floats, Ints, snapped
from bot.core.matching.index import Index
from bot.core.matching.kernel import kernel, ratios
from bot.core.matching.policy import POLICY
from bot.core.matching.rehearsal import Rehearsal
from bot.core.matching.ridge import Ridge
from bot.core.matching.spelling import Speller, Spelt, english
from bot.core.matching.thesaurus import Thesaurus
from bot.core.text import tokens, words

NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
SHOWN = 1_000_000
"""Scores are whole millionths."""


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


class Matcher:
    """Built once from all phrasings, frozen afterwards."""

    def __init__(
        self,
        phrasings: Sequence[Phrasing],
        answers: Sequence[str],
        speller: Speller,
        thesaurus: Thesaurus,
    ) -> None:
        self._speller = speller
        self._phrasings = len(phrasings)
        extra = [(entry, text) for entry, text in enumerate(answers) if text]
        owners = [*(p.entry for p in phrasings), *(entry for entry, _ in extra)]
        texts = [tokens(text) for text in (*(p.text for p in phrasings), *(t for _, t in extra))]
        self._entries = max(owners, default=-1) + 1
        self._owners = np.array(owners, dtype=np.intp)
        self._strengths = np.array([1.0] * len(phrasings) + [POLICY.answer] * len(extra))
        self._texts = [" ".join(text) for text in texts]
        self._index = Index(texts, owners, thesaurus)
        self._ridge = Ridge.fit(self._kernel(texts), self._owners, self._entries)
        order = np.argsort(self._owners[: self._phrasings], kind="stable")
        self._members = (
            np.split(
                order, np.cumsum(np.bincount(self._owners[order], minlength=self._entries))[:-1]
            )
            if phrasings
            else []
        )

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        *,
        answers: Sequence[str] = (),
        vocabulary: Iterable[str] = (),
        synonyms: Mapping[str, Sequence[str]] = NONE,
    ) -> "Matcher":
        """The matcher over ``phrasings``.

        ``answers`` holds the text of each entry's answer by its position, or nothing. The speller
        leaves the words of ``vocabulary`` alone, as it does common English. ``synonyms`` gives
        words and short phrases that stand for a name.
        """
        counts = Counter(token for p in phrasings for token in tokens(p.text))
        speller = Speller(counts, english() | frozenset(vocabulary))
        return cls(phrasings, answers, speller, Thesaurus.english(synonyms))

    def rank(self, question: str, limit: int = 5) -> tuple[Ranked, ...]:
        """The best entries for ``question``, best first; ties break by entry order."""
        if not self._phrasings:
            return ()
        similar = self._similar([self._speller.read(token) for token in tokens(question)])
        scores = np.rint(np.clip(self._ridge.scores(similar), 0.0, 1.0) * SHOWN) / SHOWN
        best = np.argsort(-scores, kind="stable")[:limit]
        return tuple(
            Ranked(int(entry), float(scores[entry]), self._nearest(int(entry), similar))
            for entry in best
        )

    def spell(self, question: str) -> tuple[Spelt, ...]:
        """The words of ``question`` as typed and as read."""
        return tuple(
            Spelt(word, read := self._speller.read(word.text), self._speller.knows(read))
            for word in words(question)
        )

    def leave_one_out(self) -> Rehearsal:
        """What each phrasing would score as a question, without itself and without its entry."""
        n = self._phrasings
        if not n:
            return Rehearsal((), (), (), (), ())
        owners, rows = self._owners[:n], np.arange(n)
        scores = self._ridge.without_phrasing()[:n]
        own = scores[rows, owners]
        scores[rows, owners] = -np.inf
        rival = scores.argmax(1)
        other = scores[rows, rival]
        absent = np.zeros(n)
        for entry in range(self._entries):
            inside, left = self._ridge.without_entry(entry)
            if len(inside):
                left[:, entry] = -np.inf
                best = left.max(1)
                absent[inside[inside < n]] = best[inside < n]
        clip = lambda a: tuple(np.clip(np.round(a, 6), 0, 1).tolist())
        return Rehearsal(
            tuple(range(n)), clip(own), clip(other), tuple(rival.tolist()), clip(absent)
        )

    def _similar(self, read: Sequence[str]) -> Floats:
        cosines = self._index.similarity(self._index.vector(read))
        return kernel(cosines, ratios([" ".join(read)], self._texts)[0]) * self._strengths

    def _kernel(self, texts) -> Floats:
        cosines = np.array([self._index.similarity(self._index.vector(text)) for text in texts])
        alike = kernel(cosines.reshape(len(texts), len(texts)), ratios(self._texts, self._texts))
        return alike * self._strengths * self._strengths[:, None]

    def _nearest(self, entry: int, similar: Floats) -> int:
        members = self._members[entry]
        return int(members[np.argmax(similar[members])]) if len(members) else 0
