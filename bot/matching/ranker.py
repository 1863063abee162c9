"""Ranks the entries for a question, by what all their phrasings say together.

A rehearsal, in which each phrasing is asked as a question when it is not there, gives the threshold
from which a score is high enough to answer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from bot.matching.arrays import Floats, shown
from bot.matching.index import Index
from bot.matching.learner import NO_CACHE, ByteCache, Corpus, EntryScores, Learner
from bot.matching.ridge import Rehearsal
from bot.matching.spelling import PhrasingSpeller
from bot.matching.synonyms import Thesaurus
from bot.matching.text import tokens
from bot.matching.word_lists import zipf

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
        _between(np.array(rehearsal.absent), np.array(rehearsal.absent_next), rehearsal)
    )
    candidates = np.unique(np.concatenate((right, strange)))
    answered = len(right) - np.searchsorted(right, candidates, "left")
    refused = np.searchsorted(strange, candidates, "left")
    return shown(float(candidates[(answered + refused).argmax()]))


def refusing(rehearsal: Rehearsal, share: float) -> float:
    """The threshold that refuses this share of questions about something else."""
    if rehearsal.entries < 2 or not rehearsal.phrasings:
        return 0.5
    absent = np.quantile(np.array(rehearsal.absent), [share])
    behind = np.quantile(np.array(rehearsal.absent_next), [share])
    return shown(float(_between(absent, behind, rehearsal)[0]))


def _between(absent: Floats, behind: Floats, rehearsal: Rehearsal) -> Floats:
    """Scores of questions about something else: between the best and the next, geometrically."""
    towards = min(1.0, RELATED * math.log(rehearsal.entries))
    # A question that shares nothing with any entry scores 0, which has no logarithm.
    logs = (1 - towards) * np.log(np.maximum(absent, 1e-6))
    logs += towards * np.log(np.maximum(behind, 1e-6))
    scores: Floats = np.exp(logs)
    return scores


NONE: Mapping[str, Sequence[str]] = MappingProxyType({})
MILLION = 1_000_000  # scores are whole millionths


@dataclass(frozen=True, slots=True)
class Phrasing:
    """One way to ask an entry; ``entry`` is its 0-based position."""

    entry: int
    text: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An entry for a question: its position, its score from 0 to 1, its nearest phrasing's place.

    The place is that of the phrasing among all phrasings; two rankings are equal by the others.
    """

    entry: int
    score: float
    phrasing: int = field(repr=False, compare=False)


class Ranker:
    """Built once from all phrasings, frozen afterwards."""

    def __init__(
        self, corpus: Corpus, speller: PhrasingSpeller, thesaurus: Thesaurus, model_cache: ByteCache
    ) -> None:
        self._corpus = corpus
        self._phrasings = corpus.by_entry()
        self._speller = speller
        index = Index(corpus.tokens, corpus.owners.tolist(), thesaurus)
        self._learner = Learner(corpus, index, model_cache)

    @classmethod
    def build(
        cls,
        phrasings: Sequence[Phrasing],
        *,
        answers: Sequence[str] = (),
        vocabulary: Iterable[str] = (),
        synonyms: Mapping[str, Sequence[str]] = NONE,
        model_cache: ByteCache = NO_CACHE,
    ) -> Ranker:
        """Learn from the phrasings of all entries.

        Args:
            phrasings: All of them; entries are numbered from 0.
            answers: The text of each entry's answer by its position, or nothing at all.
            vocabulary: Words that the speller leaves alone, as it does common English.
            synonyms: For each name the words and short phrases that stand for it.
            model_cache: Recalls what was learnt from the same texts before.
        """
        asked = [tokens(phrasing.text) for phrasing in phrasings]
        owners = [phrasing.entry for phrasing in phrasings]
        corpus = Corpus.of(asked, owners, [tokens(answer) for answer in answers])
        counts = Counter(token for text in corpus.tokens for token in text)
        speller = PhrasingSpeller(counts, frozenset((*zipf(), *vocabulary)))
        return cls(corpus, speller, Thesaurus.english(synonyms), model_cache)

    def rank(self, question: str, limit: int = 5) -> tuple[Ranked, ...]:
        """The best entries for a question.

        Args:
            question: What was typed.
            limit: How many entries at the most.

        Returns:
            The entries, best first; ties break by entry order. Entries of a large FAQ that have
            nothing near the question are left out.
        """
        if not self._corpus.phrasings:
            return ()
        found = self._learner.scores(self.spelt(tokens(question)))
        if not len(found.entries):
            return ()
        below = np.rint(found.scores * -MILLION)
        best = below.argsort(kind="stable")[:limit]
        entries = found.entries[best].tolist()
        scores = [min(max(-one / MILLION, 0.0), 1.0) for one in below[best].tolist()]
        nearest = [self._nearest(found, entry) for entry in entries]
        return tuple(map(Ranked, entries, scores, nearest))

    def _nearest(self, found: EntryScores, entry: int) -> int:
        """The phrasing of an entry that is most like the question."""
        mine = self._phrasings[entry]
        if self.learnt_once:
            return int(mine[found.similarities[mine].argmax()])
        order = found.texts[np.argsort(-found.similarities, kind="stable")]
        near = order[np.isin(order, mine)]
        return int(near[0] if len(near) else mine[0])  # of some only the answer is near

    def spelt(self, words: Iterable[str]) -> tuple[str, ...]:
        """Normalised words with slips of the hand corrected to words of the FAQ."""
        return tuple(map(self._speller.read, words))

    def leave_one_out(self, asked: Iterable[int] | None = None) -> Rehearsal:
        """Ask each phrasing as a question when it, or its whole entry, is not there.

        Args:
            asked: The phrasings to ask, by their place; without it all, or of a large FAQ an even
                sample.
        """
        return self._learner.rehearse(asked)

    @property
    def learnt_once(self) -> bool:
        """Whether all phrasings are asked at once, which is free; not so in a large FAQ."""
        return self._learner.learnt_once
