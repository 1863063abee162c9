"""How often the sentence that holds the answer is found in the whole article.

    python -m tests.benchmarks.sentences [--data FOLDER]

hit@k: a sentence in which a known answer starts is among the first k. auroc: top scores of
questions about this article against as many about the other ones. All are means over articles.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.article.sentences import Span
from bot.matching.passages import SentenceIndex
from bot.matching.text import normalise, stem, tokens
from tests.article.test_sentences import split
from tests.benchmarks import sets
from tests.benchmarks.figures import Floats, auroc

Ranking = Callable[[str], list[tuple[int, float]]]  # the best sentences with their scores
Gold = tuple[str, frozenset[int]]  # a question and the sentences that answer it


def main(arguments: Sequence[str] | None = None) -> None:
    """Print one table over the articles."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", help="the folder of the sets")
    options = parser.parse_args(arguments)
    why = sets.missing("squad2", options.data)
    if why:
        print(why)
        return
    articles = sets.articles(options.data)
    print(f"{'method':<10}{'hit@1':>7}{'hit@5':>7}{'auroc':>7}")
    for name, method in METHODS.items():
        if name != "bm25s" or find_spec("bm25s"):
            rows = [_features(article, articles, method) for article in articles]
            features = np.mean(np.array(rows), axis=0).tolist()
            print(f"{name:<10}" + "".join(f"{figure:>7.1f}" for figure in features), flush=True)


def _features(
    article: sets.Article, articles: Sequence[sets.Article], method: Callable[..., Ranking]
) -> tuple[float, float, float]:
    texts, paragraphs, asked = _sentences(article)
    rank = method(texts, paragraphs)
    found = [rank(question) for question, _ in asked]
    hits = [
        [place in gold for place, _ in best] for best, (_, gold) in zip(found, asked, strict=True)
    ]
    others = [q.text for other in articles if other is not article for q in other.questions]
    random.Random(0).shuffle(others)  # noqa: S311 - a sample, not a secret
    strange = [_top(rank(question)) for question in others[: len(asked)]]
    first, five = (100 * float(np.mean([any(hit[:k]) for hit in hits])) for k in (1, 5))
    return first, five, auroc([_top(best) for best in found], strange)


def _top(found: list[tuple[int, float]]) -> float:
    return found[0][1] if found else 0.0


def _sentences(article: sets.Article) -> tuple[list[str], list[int], list[Gold]]:
    """The article's sentences, the paragraph of each, and its questions with their sentences."""
    spans = [split(paragraph) for paragraph in article.paragraphs]
    firsts = np.cumsum([0, *map(len, spans)]).tolist()
    texts = [
        paragraph[span.start : span.end]
        for paragraph, inside in zip(article.paragraphs, spans, strict=True)
        for span in inside
    ]
    asked = [
        (question.text, frozenset(firsts[question.paragraph] + k for k in held))
        for question in article.questions
        if (held := [k for k, s in enumerate(spans[question.paragraph]) if _holds(s, question)])
    ]
    return texts, [i for i, inside in enumerate(spans) for _ in inside], asked


def _holds(span: Span, question: sets.Question) -> bool:
    return any(span.start <= place < span.end for place in question.starts)


def ours(texts: Sequence[str], paragraphs: Sequence[int]) -> Ranking:
    """The sentence index."""
    index = SentenceIndex.build(texts, paragraphs=paragraphs)
    return lambda question: [(found.sentence, found.score) for found in index.rank(question)]


def bm25(texts: Sequence[str], paragraphs: Sequence[int]) -> Ranking:
    """Sentences by bm25s, stemmed."""
    del paragraphs
    index = import_module("bm25s").BM25()
    index.index([[stem(token) for token in tokens(text)] for text in texts], show_progress=False)

    def rank(question: str) -> list[tuple[int, float]]:
        asked = [one for token in tokens(question) if (one := stem(token)) in index.vocab_dict]
        return _best(index.get_scores(asked) if asked else np.zeros(len(texts)))

    return rank


def wratio(texts: Sequence[str], paragraphs: Sequence[int]) -> Ranking:
    """Sentences by rapidfuzz's WRatio."""
    del paragraphs
    read = [normalise(text) for text in texts]
    return lambda question: _best(cdist([normalise(question)], read, scorer=fuzz.WRatio)[0])


def _best(scores: Floats) -> list[tuple[int, float]]:
    order = np.argsort(-scores, kind="stable")[:5].tolist()
    return [(place, float(scores[place])) for place in order]


METHODS: dict[str, Callable[[Sequence[str], Sequence[int]], Ranking]] = {
    "ours": ours,
    "bm25s": bm25,
    "WRatio": wratio,
}


if __name__ == "__main__":
    main()
