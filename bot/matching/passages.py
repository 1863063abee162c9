"""Ranks the sentences of an article for a question, for an editor whom no entry answers it for."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.answer_type import answers_in, wanted_answer
from bot.matching.arrays import RARITY, UNIT, Floats, Letters, Rows, shown
from bot.matching.text import stem, tokens
from bot.matching.word_lists import function, telling

SATURATION = 1.2
"""BM25's k1: how soon a stem that stands again says nothing new. Robertson's usual value."""

STEP = 1 << 10
"""Weights of stems are whole 1024ths, so that they add up alike on every machine."""


class Passages:
    """Texts of an article, its sentences or paragraphs, by their stems: an index by BM25.

    (Robertson and Walker 1994.)
    """

    def __init__(self, texts: Sequence[Sequence[str]], length: float) -> None:
        """Index stemmed texts; ``length`` is BM25's b, how far long texts are held back."""
        self.size = len(texts)
        self._ids: dict[str, int] = {}
        found = [Counter(text) for text in texts]
        rows = [[self._number(stem) for stem in counts] for counts in found]
        holders = Counter(stem for counts in found for stem in counts)
        self.rarity = {stem: self._rarity(count) for stem, count in holders.items()}
        self.rarest = self._rarity(0)
        mean = sum(map(len, texts)) / max(len(texts), 1)
        weights = [
            _weights(counts, 1 - length + length * len(text) / max(mean, 1))
            for counts, text in zip(found, texts, strict=True)
        ]
        self._postings = Rows.of(rows, weights).turned(len(self._ids))

    def _number(self, stem: str) -> int:
        return self._ids.setdefault(stem, len(self._ids))

    def _rarity(self, holders: int) -> float:
        odds = (self.size - holders + 0.5) / (holders + 0.5)
        return round(RARITY * math.log(1 + odds)) / RARITY

    def weigh(self, stems: Mapping[str, float]) -> dict[str, float]:
        """The rarity of each stem times how much it says; one that no text has is the rarest."""
        return {one: said * self.rarity.get(one, self.rarest) for one, said in stems.items()}

    def bm25(self, stems: Mapping[str, float]) -> Floats:
        """The score of each text for weighed stems, as a share of the most that there could be."""
        indexed = [stem for stem in stems if stem in self._ids]
        ids = np.array([self._ids[stem] for stem in indexed], dtype=np.intp)
        total = sum(stems.values())
        scores = self._postings.times(ids, np.array([stems[stem] for stem in indexed]), self.size)
        return scores / total if total else scores


def _weights(counts: Mapping[str, int], length: float) -> list[float]:
    """What each stem of a text of this relative length says, less than 1."""
    norm = SATURATION * length
    return [round(STEP * count / (count + norm)) / STEP for count in counts.values()]


LENGTH, PARAGRAPH_LENGTH = 0.4, 0.75
"""BM25's b: the usual 0.75, but less for sentences, whose long ones answer more."""

ALIKE = 0.3
"""Words less alike than this in their letters have nothing to do with each other."""

INFLECTED = 0.8
"""What a word counts that is spelt alike but has another stem."""


@dataclass(frozen=True, slots=True)
class SentenceFeatures:
    """What speaks for each sentence as the answer, each feature from 0 to 1 or little above."""

    bm25: Floats
    paragraph: Floats
    covered: Floats
    covered_near: Floats
    pairs: Floats
    before: Floats
    behind: Floats
    answer_type: Floats
    tokens: Floats
    letters: Floats


@dataclass(frozen=True, slots=True)
class WeightedQuestion:
    """A question: its words, its stems with their rarities, and their sum."""

    tokens: list[str]
    stems: Mapping[str, float]
    total: float


class IndexedSentences:
    """The sentences of an article, and where its words stand in them."""

    def __init__(self, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
        """Index one sentence or more, with the paragraph of each."""
        read = [tokens(sentence) for sentence in sentences]
        stems = [[stem(token) for token in sentence] for sentence in read]
        self._texts = [" ".join(sentence) for sentence in read]
        self._paragraph = np.unique(np.array(paragraphs), return_inverse=True)[1].astype(np.intp)
        self._sentences = Passages(stems, LENGTH)
        self._paragraphs = Passages(_grouped(stems, self._paragraph), PARAGRAPH_LENGTH)
        self._answers = [answers_in(*both) for both in zip(sentences, read, strict=True)]
        self._stems = [frozenset(sentence) for sentence in stems]
        self._pairs = [frozenset(_pairs(sentence)) for sentence in stems]
        words = {word: i for i, word in enumerate(dict.fromkeys(w for s in read for w in s))}
        self._letters = Letters(list(words))
        self._word_stems = np.array([stem(word) for word in words])
        self._words = [np.array([words[w] for w in dict.fromkeys(s)], dtype=np.intp) for s in read]
        self._norms = np.array([self._norm(sentence) for sentence in self._stems])
        self._word_rarity = np.array([self._sentences.weigh({s: 1.0})[s] for s in map(stem, words)])

    def _norm(self, stems: Iterable[str]) -> float:
        return math.sqrt(sum(self._sentences.rarity[one] ** 2 for one in stems)) or 1.0

    def features(self, question: str) -> SentenceFeatures:
        """What speaks for each sentence as the answer to a question."""
        read = tokens(question)
        telling_stems = {stem(token): telling(token) for token in read}
        stems = self._sentences.weigh(telling_stems)
        weighted = WeightedQuestion(read, stems, sum(stems.values()) or 1.0)
        wanted = wanted_answer(read)
        covered, near = self._covered(weighted)
        follows = self._paragraph[1:] == self._paragraph[:-1]
        return SentenceFeatures(
            bm25=self._sentences.bm25(stems),
            paragraph=self._paragraphs.bm25(self._paragraphs.weigh(telling_stems))[self._paragraph],
            covered=covered,
            covered_near=near,
            pairs=self._paired(weighted),
            before=np.concatenate(([0.0], covered[:-1] * follows)),
            behind=np.concatenate((covered[1:] * follows, [0.0])),
            answer_type=np.array(
                [wanted in answers for answers in self._answers], dtype=np.float64
            ),
            tokens=self._token_sets(weighted),
            letters=self._spelt(weighted),
        )

    def _covered(self, question: WeightedQuestion) -> tuple[Floats, Floats]:
        """Share of the question that each sentence covers, and that its paragraph does."""
        covered = np.zeros(len(self._texts))
        near = np.zeros(len(self._texts))
        for word in {stem(token): token for token in reversed(question.tokens)}.values():
            best = self._best(word)
            paragraphs = np.zeros(self._paragraphs.size)
            np.maximum.at(paragraphs, self._paragraph, best)
            covered += best * question.stems[stem(word)]
            near += paragraphs[self._paragraph] * question.stems[stem(word)]
        return covered / question.total, near / question.total

    def _best(self, word: str) -> Floats:
        """How like ``word`` the likest word of each sentence is."""
        alike = np.zeros(len(self._word_stems))
        places, values = self._letters.row(word)
        alike[places] = INFLECTED * np.maximum(values / UNIT - ALIKE, 0.0) / (1.0 - ALIKE)
        alike[self._word_stems == stem(word)] = 1.0
        return np.array([alike[words].max(initial=0.0) for words in self._words])

    def _paired(self, question: WeightedQuestion) -> Floats:
        """Share of the question's pairs of near words that each sentence has, by rarity."""
        weights = {
            pair: 0.7 * min(rarities) + 0.3 * sum(rarities)
            for pair in dict.fromkeys(_pairs([stem(token) for token in question.tokens]))
            if (rarities := [question.stems[one] for one in pair])
        }
        total = sum(weights.values()) or 1.0
        shared = [sum(weights[p] for p in weights if p in pairs) for pairs in self._pairs]
        return np.array(shared) / total

    def _token_sets(self, question: WeightedQuestion) -> Floats:
        """The token_set_ratio (rapidfuzz) of the words that tell something."""
        telling = [token for token in question.tokens if token not in function()]
        ratios = cdist(
            [" ".join(telling)], self._texts, scorer=fuzz.token_set_ratio, dtype=np.float64
        )
        found: Floats = ratios[0] / 100.0
        return found

    def _spelt(self, question: WeightedQuestion) -> Floats:
        """Cosine of words, where words count as far as they are spelt alike."""
        alike = np.zeros(len(self._word_stems))
        for word in dict.fromkeys(question.tokens):
            places, values = self._letters.row(word)
            alike[places] += question.stems[stem(word)] * values / UNIT
        alike *= self._word_rarity
        length = math.sqrt(sum(weight * weight for weight in question.stems.values())) or 1.0
        sums = np.array([alike[words].sum() for words in self._words])
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


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence's 0-based position and its score in [0, 1]."""

    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """The weight of each feature.

    Fitted by multinomial logistic regression on the questions about eight articles (SQuAD 2.0), and
    rounded. Fitted on seven at a time, each article left out once, they come out nearly the same.
    """

    bm25: float = 1.6
    """Rare words of the question in the sentence."""

    paragraph: float = 3.1
    """The same in its paragraph: a sentence seldom names its subject again."""

    covered: float = 5.1
    """Share of the question's words that some word of the sentence is spelt like, by rarity."""

    covered_near: float = 4.7
    """The same for the paragraph."""

    pairs: float = 1.4
    """Near words of the question that are near in the sentence."""

    before: float = 1.5
    """What the sentence before covers: an answer often follows what it is about."""

    behind: float = 1.0
    """What the sentence behind covers."""

    answer_type: float = 1.7
    """The sentence holds a time, number, name or cause, where the question asks for one."""

    tokens: float = 2.6
    """The token_set_ratio (rapidfuzz) of the telling words."""

    letters: float = 3.5
    """Cosine of words by their letters."""


WEIGHTS = SentenceWeights()


class SentenceIndex:
    """The sentences of one article, built once, frozen afterwards."""

    def __init__(self, article: IndexedSentences | None) -> None:
        self._article = article

    @classmethod
    def build(
        cls, sentences: Sequence[str], *, paragraphs: Sequence[int] | None = None
    ) -> SentenceIndex:
        """The index over ``sentences``; ``paragraphs`` numbers the paragraph of each, if known."""
        if not sentences:
            return cls(None)
        return cls(IndexedSentences(sentences, paragraphs or [0] * len(sentences)))

    def rank(self, question: str, limit: int = 5) -> tuple[RankedSentence, ...]:
        """The best sentences, best first; ties break by their order in the article.

        A score near 1 says that the sentence has every word of the question, in its order; about
        another article a question seldom scores half of that.
        """
        if self._article is None:
            return ()
        scores = self._scores(self._article, question)
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        return tuple(RankedSentence(i, float(scores[i])) for i in best)

    def _scores(self, article: IndexedSentences, question: str) -> Floats:
        features = asdict(article.features(question))
        total = sum(weight * features[name] for name, weight in asdict(WEIGHTS).items())
        most = sum(asdict(WEIGHTS).values())
        return np.array([shown(score) for score in (total / most).tolist()])
