"""Ranks the entries for a question by what all their phrasings say together."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import numpy as np

from bot.core.frequency import zipf
from bot.core.matching.corpus import Corpus
from bot.core.matching.index import Index
from bot.core.matching.learner import Scores, Trained, learner
from bot.core.matching.memory import FORGETFUL, Memory
from bot.core.matching.rehearsal import Rehearsal
from bot.core.matching.spelling import Speller
from bot.core.matching.thesaurus import Thesaurus
from bot.core.text import tokens

NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
MILLION = 1_000_000  # scores are whole millionths


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask an entry; ``entry`` is its 0-based position."""

    entry: int
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry with its confidence in [0, 1]."""

    entry: int
    score: float
    _nearest: Callable[[int], int] = field(repr=False, compare=False)

    @property
    def phrasing(self) -> int:
        """The index of the entry's nearest phrasing, worked out when it is asked for."""
        return self._nearest(self.entry)


class Matcher:
    """Built once from all phrasings, frozen afterwards."""

    def __init__(
        self, corpus: Corpus, speller: Speller, thesaurus: Thesaurus, memory: Memory
    ) -> None:
        self._corpus = corpus
        self._phrasings = corpus.by_entry()
        self._speller = speller
        index = Index(corpus.tokens, corpus.owners.tolist(), thesaurus)
        self._learner = learner(corpus, index, memory)

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        *,
        answers: Sequence[str] = (),
        vocabulary: Iterable[str] = (),
        synonyms: Mapping[str, Sequence[str]] = NONE,
        memory: Memory = FORGETFUL,
    ) -> "Matcher":
        """The matcher over ``phrasings``.

        ``answers`` holds the text of each entry's answer by its position, or nothing. The speller
        leaves the words of ``vocabulary`` alone, as it does common English. ``synonyms`` gives
        words and short phrases that stand for a name. ``memory`` recalls what was learnt before.
        """
        asked = [tokens(phrasing.text) for phrasing in phrasings]
        owners = [phrasing.entry for phrasing in phrasings]
        corpus = Corpus.of(asked, owners, [tokens(answer) for answer in answers])
        counts = Counter(token for text in corpus.tokens for token in text)
        speller = Speller(counts, frozenset((*zipf(), *vocabulary)))
        return cls(corpus, speller, Thesaurus.english(synonyms), memory)

    def rank(self, question: str, limit: int = 5) -> tuple[Ranked, ...]:
        """The best entries for ``question``, best first; ties break by entry order.

        Entries of a large FAQ that have nothing near the question are left out.
        """
        if not self._corpus.phrasings:
            return ()
        found = self._learner.scores(self.spelt(tokens(question)))
        if not len(found.entries):
            return ()
        below = np.rint(found.scores * -MILLION)
        best = below.argsort(kind="stable")[:limit]
        entries = found.entries[best].tolist()
        scores = (min(max(-one / MILLION, 0.0), 1.0) for one in below[best].tolist())
        nearest = partial(self._nearest, found)
        return tuple([Ranked(*row, nearest) for row in zip(entries, scores, strict=True)])

    def _nearest(self, found: Scores, entry: int) -> int:
        """The phrasing of an entry that is most like the question."""
        mine = self._phrasings[entry]
        if self.learnt_once:
            return int(mine[found.similarities[mine].argmax()])
        order = found.texts[np.argsort(-found.similarities, kind="stable")]
        near = order[np.isin(order, mine)]
        return int(near[0] if len(near) else mine[0])  # of some only the answer is near

    def spelt(self, words: Iterable[str]) -> tuple[str, ...]:
        """Normalised words as they were meant: slips of the hand mended to words of the FAQ."""
        return tuple(map(self._speller.read, words))

    def leave_one_out(self, asked: Iterable[int] | None = None) -> Rehearsal:
        """Each phrasing asked as a question when it, or its whole entry, is not there.

        ``asked`` names the phrasings by their place; without it all are asked, or in a large FAQ
        an even sample.
        """
        return self._learner.rehearse(asked)

    @property
    def learnt_once(self) -> bool:
        """Whether all phrasings are asked at once, which is free; not so in a large FAQ."""
        return isinstance(self._learner, Trained)
