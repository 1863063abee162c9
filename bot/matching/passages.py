"""Ranks the sentences of an article for a question, for an editor whom no entry answers it for."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum, auto
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

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


# What type of answer a question asks for, and which sentences hold an answer of that type. How a
# question to the FAQ asks is read more closely, by the lexicon.

_NUMBERS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve", "dozen", "half", "twice", "once", "both", "hundred", "hundreds", "thousand",
    "thousands", "million", "millions", "billion", "billions", "percent",
})  # fmt: skip
_TIMES = frozenset({
    "january", "february", "march", "april", "june", "july", "august", "september", "october",
    "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday",
    "sunday", "century", "decade", "year", "years", "month", "week", "day", "during", "after",
    "before", "until", "since", "yesterday", "today", "tomorrow",
})  # fmt: skip
_CAUSES = frozenset({
    "because", "due", "since", "reason", "reasons", "cause", "caused", "led", "therefore", "so",
    "order",
})  # fmt: skip
_YEAR = re.compile(r"\b[12]\d{3}s?\b")
_NAME = re.compile(r"(?<=[\w,;:] )[A-Z]\w")  # a capital that opens no sentence

_PERSON_OR_PLACE = frozenset({"who", "whom", "whose", "where"})
_OPENERS = _PERSON_OR_PLACE | {"when", "why", "how", "what", "which"}

_DATED = [
    f" {which} {unit} "
    for which in ("what", "which")
    for unit in ("year", "date", "century", "day")
]
_COUNTED = [f" how {unit} " for unit in ("many", "much", "long", "old", "far", "often")]


class AnswerType(Enum):
    """Types of answers that can be recognised in a sentence that holds one."""

    TIME = auto()
    NUMBER = auto()
    NAME = auto()
    CAUSE = auto()


def wanted_answer(tokens: Sequence[str]) -> AnswerType | None:
    """The type of answer that a question asks for; None for one that can't be recognised."""
    text = f" {' '.join(tokens)} "
    opener = next((token for token in tokens if token in _OPENERS), "")
    if opener == "when" or any(dated in text for dated in _DATED):
        return AnswerType.TIME
    if any(counted in text for counted in _COUNTED):
        return AnswerType.NUMBER
    if opener in _PERSON_OR_PLACE:
        return AnswerType.NAME
    return AnswerType.CAUSE if opener == "why" else None


def answers_in(sentence: str, tokens: Sequence[str]) -> frozenset[AnswerType]:
    """The types of answers that a sentence may hold."""
    words = set(tokens)
    signs = {
        AnswerType.TIME: bool(_YEAR.search(sentence)) or not words.isdisjoint(_TIMES),
        AnswerType.NUMBER: any(map(str.isdigit, sentence)) or not words.isdisjoint(_NUMBERS),
        AnswerType.NAME: bool(_NAME.search(sentence)),
        AnswerType.CAUSE: not words.isdisjoint(_CAUSES),
    }
    return frozenset(one for one, sign in signs.items() if sign)


LENGTH, PARAGRAPH_LENGTH = 0.4, 0.75
"""BM25's b: the usual 0.75, but less for sentences, whose long ones answer more."""

ALIKE = 0.3
"""Words less alike than this in their letters have nothing to do with each other."""

INFLECTED = 0.8
"""What a word counts that is spelt alike but has another stem."""

WEIGHTS = {
    "bm25": 1.6,  # rare words of the question in the sentence
    "paragraph": 3.1,  # the same in its paragraph: a sentence seldom names its subject again
    "covered": 5.1,  # share of the question's words that one of it is spelt like, by rarity
    "covered near": 4.7,  # the same for the paragraph
    "pairs": 1.4,  # near words of the question that are near in the sentence
    "before": 1.5,  # what the sentence before covers: an answer often follows what it is about
    "behind": 1.0,  # what the sentence behind covers
    "answer type": 1.7,  # a time, number, name or cause, where the question asks for one
    "tokens": 2.6,  # the token_set_ratio (rapidfuzz) of the telling words
    "letters": 3.5,  # cosine of words by their letters
}
"""The weight of each feature of a sentence, which is from 0 to 1 or little above.

Fitted by multinomial logistic regression on the questions about eight articles (SQuAD 2.0), and
rounded. Fitted on seven at a time, each article left out once, they come out nearly the same.
"""


class RankedSentence(NamedTuple):
    """A sentence's 0-based position and its score in [0, 1]."""

    sentence: int
    score: float


class WeightedQuestion(NamedTuple):
    """A question: its words, its stems with their rarities, and their sum."""

    tokens: list[str]
    stems: Mapping[str, float]
    total: float


class SentenceIndex:
    """The sentences of one article, and where its words stand in them; frozen afterwards."""

    def __init__(self, sentences: Sequence[str], paragraphs: Sequence[int]) -> None:
        """Index sentences, with the paragraph of each."""
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

    @classmethod
    def build(
        cls, sentences: Sequence[str], *, paragraphs: Sequence[int] | None = None
    ) -> SentenceIndex:
        """The index over ``sentences``; ``paragraphs`` numbers the paragraph of each, if known."""
        return cls(sentences, paragraphs or [0] * len(sentences))

    def rank(self, question: str, limit: int = 5) -> tuple[RankedSentence, ...]:
        """The best sentences, best first; ties break by their order in the article.

        A score near 1 says that the sentence has every word of the question, in its order; about
        another article a question seldom scores half of that.
        """
        if not self._texts:
            return ()
        features = self._features(question)
        total = np.zeros(len(self._texts))
        for name, weight in WEIGHTS.items():
            total += weight * features[name]
        scores = np.array([shown(one) for one in (total / sum(WEIGHTS.values())).tolist()])
        best = np.argsort(-scores, kind="stable")[:limit].tolist()
        return tuple(RankedSentence(i, float(scores[i])) for i in best)

    def _norm(self, stems: Iterable[str]) -> float:
        return math.sqrt(sum(self._sentences.rarity[one] ** 2 for one in stems)) or 1.0

    def _features(self, question: str) -> dict[str, Floats]:
        """What speaks for each sentence as the answer to a question."""
        read = tokens(question)
        telling_stems = {stem(token): telling(token) for token in read}
        stems = self._sentences.weigh(telling_stems)
        weighted = WeightedQuestion(read, stems, sum(stems.values()) or 1.0)
        wanted = wanted_answer(read)
        covered, near = self._covered(weighted)
        follows = self._paragraph[1:] == self._paragraph[:-1]
        near_paragraph = self._paragraphs.bm25(self._paragraphs.weigh(telling_stems))
        return {
            "bm25": self._sentences.bm25(stems),
            "paragraph": near_paragraph[self._paragraph],
            "covered": covered,
            "covered near": near,
            "pairs": self._paired(weighted),
            "before": np.concatenate(([0.0], covered[:-1] * follows)),
            "behind": np.concatenate((covered[1:] * follows, [0.0])),
            "answer type": np.array([wanted in found for found in self._answers], dtype=np.float64),
            "tokens": self._token_sets(weighted),
            "letters": self._spelt(weighted),
        }

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
