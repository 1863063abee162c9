"""What speaks for each sentence of an article as the answer to a question."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.core.matching.asking import asked, told
from bot.core.matching.english import function, telling
from bot.core.matching.grid import Floats
from bot.core.matching.letters import UNIT, Letters
from bot.core.matching.passages import Passages
from bot.core.text import stem, tokens

LENGTH, PARAGRAPH_LENGTH = 0.4, 0.75
"""BM25's b: the usual 0.75, but less for sentences, whose long ones answer more."""

ALIKE = 0.3
"""Words less alike than this in their letters have nothing to do with each other."""

INFLECTED = 0.8
"""What a word counts that is spelt alike but has another stem."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """For each sentence how far it is supported in each way; no figure is above 1 by much."""

    bm25: Floats
    paragraph: Floats
    covered: Floats
    covered_near: Floats
    pairs: Floats
    before: Floats
    behind: Floats
    kind: Floats
    tokens: Floats
    letters: Floats


@dataclass(frozen=True, slots=True)
class Asking:
    """A question: its words, its stems with their rarities, and their sum."""

    tokens: list[str]
    stems: Mapping[str, float]
    total: float


class Article:
    """The sentences of an article, and where its words stand in them."""

    def __init__(self, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
        """Index one sentence or more, with the paragraph of each."""
        read = [tokens(sentence) for sentence in sentences]
        stems = [[stem(token) for token in sentence] for sentence in read]
        self._texts = [" ".join(sentence) for sentence in read]
        self._paragraph = np.unique(np.array(paragraphs), return_inverse=True)[1].astype(np.intp)
        self._sentences = Passages(stems, LENGTH)
        self._paragraphs = Passages(_grouped(stems, self._paragraph), PARAGRAPH_LENGTH)
        self._told = [told(*both) for both in zip(sentences, read, strict=True)]
        self._stems = [frozenset(sentence) for sentence in stems]
        self._pairs = [frozenset(_pairs(sentence)) for sentence in stems]
        words = {word: i for i, word in enumerate(dict.fromkeys(w for s in read for w in s))}
        self._letters = Letters(list(words))
        self._word_stems = np.array([stem(word) for word in words])
        self._held = [np.array([words[w] for w in dict.fromkeys(s)], dtype=np.intp) for s in read]
        self._norms = np.array([self._norm(sentence) for sentence in self._stems])
        self._word_rarity = np.array([self._sentences.weigh({s: 1.0})[s] for s in map(stem, words)])

    def _norm(self, stems: Iterable[str]) -> float:
        return math.sqrt(sum(self._sentences.rarity[one] ** 2 for one in stems)) or 1.0

    def evidence(self, question: str) -> Evidence:
        """What speaks for each sentence."""
        read = tokens(question)
        told_by = {stem(token): telling(token) for token in read}
        stems = self._sentences.weigh(told_by)
        asking = Asking(read, stems, sum(stems.values()) or 1.0)
        covered, near = self._covered(asking)
        follows = self._paragraph[1:] == self._paragraph[:-1]
        return Evidence(
            bm25=self._sentences.bm25(stems),
            paragraph=self._paragraphs.bm25(self._paragraphs.weigh(told_by))[self._paragraph],
            covered=covered,
            covered_near=near,
            pairs=self._paired(asking),
            before=np.concatenate(([0.0], covered[:-1] * follows)),
            behind=np.concatenate((covered[1:] * follows, [0.0])),
            kind=np.array([asked(read) in kinds for kinds in self._told], dtype=np.float64),
            tokens=self._token_sets(asking),
            letters=self._spelt(asking),
        )

    def _covered(self, asking: Asking) -> tuple[Floats, Floats]:
        """Share of the question that each sentence covers, and that its paragraph does."""
        covered = np.zeros(len(self._texts))
        near = np.zeros(len(self._texts))
        for word in {stem(token): token for token in reversed(asking.tokens)}.values():
            best = self._best(word)
            paragraphs = np.zeros(self._paragraphs.size)
            np.maximum.at(paragraphs, self._paragraph, best)
            covered += best * asking.stems[stem(word)]
            near += paragraphs[self._paragraph] * asking.stems[stem(word)]
        return covered / asking.total, near / asking.total

    def _best(self, word: str) -> Floats:
        """How like ``word`` the likest word of each sentence is."""
        alike = np.zeros(len(self._word_stems))
        places, values = self._letters.row(word)
        alike[places] = INFLECTED * np.maximum(values / UNIT - ALIKE, 0.0) / (1.0 - ALIKE)
        alike[self._word_stems == stem(word)] = 1.0
        return np.array([alike[held].max(initial=0.0) for held in self._held])

    def _paired(self, asking: Asking) -> Floats:
        """Share of the question's pairs of near words that each sentence has, by rarity."""
        weights = {
            pair: 0.7 * min(rarities) + 0.3 * sum(rarities)
            for pair in dict.fromkeys(_pairs([stem(token) for token in asking.tokens]))
            if (rarities := [asking.stems[one] for one in pair])
        }
        total = sum(weights.values()) or 1.0
        shared = [sum(weights[p] for p in weights if p in held) for held in self._pairs]
        return np.array(shared) / total

    def _token_sets(self, asking: Asking) -> Floats:
        """The token_set_ratio (rapidfuzz) of the words that tell something."""
        telling = [token for token in asking.tokens if token not in function()]
        ratios = cdist(
            [" ".join(telling)], self._texts, scorer=fuzz.token_set_ratio, dtype=np.float64
        )
        found: Floats = ratios[0] / 100.0
        return found

    def _spelt(self, asking: Asking) -> Floats:
        """Cosine of words, where words count as far as they are spelt alike."""
        alike = np.zeros(len(self._word_stems))
        for word in dict.fromkeys(asking.tokens):
            places, values = self._letters.row(word)
            alike[places] += asking.stems[stem(word)] * values / UNIT
        alike *= self._word_rarity
        length = math.sqrt(sum(weight * weight for weight in asking.stems.values())) or 1.0
        sums = np.array([alike[held].sum() for held in self._held])
        cosines: Floats = sums / self._norms / length
        return cosines


def _pairs(stems: Sequence[str]) -> list[tuple[str, str]]:
    """Neighbours, and words with one between them."""
    return [*pairwise(stems), *zip(stems, stems[2:], strict=False)]


def _grouped(stems: Sequence[list[str]], paragraph: Iterable[int]) -> list[list[str]]:
    groups: dict[int, list[str]] = {}
    for number, sentence in zip(paragraph, stems, strict=True):
        groups.setdefault(int(number), []).extend(sentence)
    return [groups[number] for number in sorted(groups)]
