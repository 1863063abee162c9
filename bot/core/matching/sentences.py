"""Ranks the sentences of an article for a question that no entry fits."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from bot.core.matching.evidence import Article
from bot.core.matching.grid import Floats, shown


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence's 0-based position and its score in [0, 1]."""

    sentence: int
    score: float


@dataclass(frozen=True, slots=True)
class Weights:
    """What each kind of evidence counts.

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

    kind: float = 1.7
    """The sentence holds a time, number, name or cause, where the question asks for one."""

    tokens: float = 2.6
    """The token_set_ratio (rapidfuzz) of the telling words."""

    letters: float = 3.5
    """Cosine of words by their letters."""


WEIGHTS = Weights()


class SentenceIndex:
    """The sentences of one article, built once, frozen afterwards."""

    def __init__(self, article: Article | None) -> None:
        self._article = article

    @classmethod
    def build(
        cls, sentences: Sequence[str], *, paragraphs: Sequence[int] | None = None
    ) -> "SentenceIndex":
        """The index over ``sentences``; ``paragraphs`` numbers the paragraph of each, if known."""
        if not sentences:
            return cls(None)
        return cls(Article(sentences, paragraphs or [0] * len(sentences)))

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

    def _scores(self, article: Article, question: str) -> Floats:
        evidence = asdict(article.evidence(question))
        total = sum(weight * evidence[name] for name, weight in asdict(WEIGHTS).items())
        most = sum(asdict(WEIGHTS).values())
        return np.array([shown(score) for score in (total / most).tolist()])
