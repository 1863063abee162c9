"""Ranks the sentences of an article for a question, for an editor whom no entry answers it for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.arrays import RARITY, UNIT, Floats, Letters, shown
from bot.matching.parts import Parts
from bot.matching.text import stem, tokens
from bot.matching.word_lists import function, telling

ALIKE = 0.3
"""Words less alike than this in their letters have nothing to do with each other."""

INFLECTED = 0.8
"""What a word counts that is spelt alike but has another stem."""

COVERED, NEAR, TOKENS, LETTERS = 5.0, 5.0, 2.6, 3.5
"""The weights of what speaks for a sentence, each 0 to 1: the share of the question's words that
one of its words is spelt like, by rarity; the same for its paragraph, as a sentence seldom names
its subject again; the token_set_ratio (rapidfuzz) of the telling words; the cosine of all words by
their letters. From a logistic regression on the questions about eight articles (SQuAD 2.0)."""


class RankedSentence(NamedTuple):
    """A sentence's 0-based position and its score in [0, 1]."""

    sentence: int
    score: float


class SentenceIndex:
    """The sentences of one article, and where its words stand in them; frozen afterwards."""

    def __init__(self, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
        """Index sentences, with the paragraph of each."""
        read = [tokens(sentence) for sentence in sentences]
        stems = [{stem(token) for token in sentence} for sentence in read]
        self._texts = [" ".join(sentence) for sentence in read]
        self._paragraph = np.unique(np.array(paragraphs), return_inverse=True)[1].astype(np.intp)
        self._holders = Counter(one for sentence in stems for one in sentence)
        words = {word: i for i, word in enumerate(dict.fromkeys(w for s in read for w in s))}
        self._letters = Letters(list(words), Parts())
        self._stems = np.array([stem(word) for word in words])
        self._words = [np.array([words[w] for w in dict.fromkeys(s)], dtype=np.intp) for s in read]
        self._rarities = np.array([self._rarity(one) for one in self._stems.tolist()])
        self._norms = np.array([_length(map(self._rarity, sorted(one))) for one in stems])

    @classmethod
    def build(
        cls, sentences: Sequence[str], *, paragraphs: Sequence[int] | None = None
    ) -> SentenceIndex:
        """The index over ``sentences``; ``paragraphs`` numbers the paragraph of each, if known."""
        return cls(sentences, paragraphs or [0] * len(sentences))

    def rank(self, question: str, limit: int = 5) -> tuple[RankedSentence, ...]:
        """The best sentences, best first; ties break by their order in the article.

        A score near 1 says that the sentence has every word of the question; about another article
        a question seldom scores half of that.
        """
        if not self._texts:
            return ()
        read = tokens(question)
        weights = {word: telling(word) * self._rarity(stem(word)) for word in dict.fromkeys(read)}
        covered, near = self._covered(weights)
        total = COVERED * covered + NEAR * near
        total += TOKENS * self._token_sets(read) + LETTERS * self._spelt(weights)
        whole = COVERED + NEAR + TOKENS + LETTERS
        scores = np.array([shown(score) for score in (total / whole).tolist()])
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        return tuple(RankedSentence(i, float(scores[i])) for i in best)

    def _rarity(self, one: str) -> float:
        """How rare a stem is in the sentences; one that none has is the rarest."""
        holders = self._holders[one]
        odds = (len(self._texts) - holders + 0.5) / (holders + 0.5)
        return round(RARITY * math.log(1 + odds)) / RARITY

    def _covered(self, weights: Mapping[str, float]) -> tuple[Floats, Floats]:
        """Share of the question that each sentence covers, and that its paragraph does."""
        covered, near = np.zeros(len(self._texts)), np.zeros(len(self._texts))
        words = {stem(word): word for word in reversed([*weights])}.values()
        for word in words:
            best = self._best(word)
            paragraphs = np.zeros(len(self._texts))
            np.maximum.at(paragraphs, self._paragraph, best)
            covered += best * weights[word]
            near += paragraphs[self._paragraph] * weights[word]
        whole = sum(weights[word] for word in words) or 1.0
        return covered / whole, near / whole

    def _best(self, word: str) -> Floats:
        """How like ``word`` the likest word of each sentence is."""
        alike = np.zeros(len(self._stems))
        places, values = self._letters.row(word)
        alike[places] = INFLECTED * np.maximum(values / UNIT - ALIKE, 0.0) / (1.0 - ALIKE)
        alike[self._stems == stem(word)] = 1.0
        return np.array([alike[words].max(initial=0.0) for words in self._words])

    def _token_sets(self, read: Sequence[str]) -> Floats:
        """The token_set_ratio of the words that tell something."""
        said = " ".join(token for token in read if token not in function())
        ratios = cdist([said], self._texts, scorer=fuzz.token_set_ratio, dtype=np.float64)
        found: Floats = ratios[0] / 100.0
        return found

    def _spelt(self, weights: Mapping[str, float]) -> Floats:
        """Cosine of words, where words count as far as they are spelt alike."""
        alike = np.zeros(len(self._stems))
        for word, weight in weights.items():
            places, values = self._letters.row(word)
            alike[places] += weight * values / UNIT
        alike *= self._rarities
        sums = np.array([alike[words].sum() for words in self._words])
        cosines: Floats = sums / self._norms / _length(weights.values())
        return cosines


def _length(weights: Iterable[float]) -> float:
    """The length of a vector of weights."""
    return math.sqrt(sum(weight * weight for weight in weights)) or 1.0
