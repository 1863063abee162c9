"""Other ways to match, measured beside ours; their libraries are needed only here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.ranker import Phrasing, Ranker
from bot.matching.text import normalise, stem, tokens
from tests.benchmarks.intents import knowledge_of

Guess = tuple[int, float]  # an entry and how sure it is
Ask = Callable[[str], Guess]
Rival = Callable[[Sequence[str], Sequence[int]], Ask]


def ours(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """The bot: the ranker with the scorer, as it reads a message that is one question."""
    knowledge = knowledge_of(texts, owners)
    places = {entry.id: place for place, entry in enumerate(knowledge.entries)}

    def ask(question: str) -> Guess:
        found = knowledge.read(question).candidates
        return (places[found[0].entry.id], found[0].confidence) if found else (-1, 0.0)

    return ask


def ranker(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """The ranker alone."""
    pairs = zip(owners, texts, strict=True)
    built = Ranker([Phrasing(owner, text) for owner, text in pairs])

    def ask(question: str) -> Guess:
        found = built.rank(question, 1)
        return (found[0].entry, found[0].score) if found else (-1, 0.0)

    return ask


def wratio(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """The nearest phrasing by rapidfuzz's WRatio."""
    return _nearest(texts, owners, fuzz.WRatio)


def token_set_ratio(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """The nearest phrasing by rapidfuzz's token_set_ratio."""
    return _nearest(texts, owners, fuzz.token_set_ratio)


def _nearest(texts: Sequence[str], owners: Sequence[int], scorer: Callable[..., float]) -> Ask:
    read = [normalise(text) for text in texts]

    def ask(question: str) -> Guess:
        scores = cdist([normalise(question)], read, scorer=scorer)[0]
        best = int(scores.argmax())
        return owners[best], float(scores[best])

    return ask


def bm25(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """The nearest phrasing by bm25s, stemmed."""
    index = import_module("bm25s").BM25()
    index.index([_stems(text) for text in texts], show_progress=False)

    def ask(question: str) -> Guess:
        known = [one for one in _stems(question) if one in index.vocab_dict]
        if not known:
            return -1, 0.0
        scores = index.get_scores(known)
        best = int(np.argmax(scores))
        return owners[best], float(scores[best])

    return ask


def support_vectors(texts: Sequence[str], owners: Sequence[int]) -> Ask:
    """TF-IDF of words and pairs with a linear support vector machine, by scikit-learn."""
    text = import_module("sklearn.feature_extraction.text")
    words = text.TfidfVectorizer(analyzer=_stems_and_pairs, sublinear_tf=True)
    machine = import_module("sklearn.svm").LinearSVC()
    model = import_module("sklearn.pipeline").make_pipeline(words, machine)
    model.fit(list(texts), list(owners))
    classes = model.classes_.tolist()

    def ask(question: str) -> Guess:
        scores = np.atleast_1d(model.decision_function([question])[0])
        best = int(scores.argmax())
        return classes[best], float(scores[best])

    return ask


def _stems(text: str) -> list[str]:
    return [stem(token) for token in tokens(text)]


def _stems_and_pairs(text: str) -> list[str]:
    stems = _stems(text)
    return stems + [f"{one} {other}" for one, other in pairwise(stems)]


NEEDS = {"bm25s": "bm25s", "TF-IDF + LinearSVC": "sklearn"}
RIVALS: dict[str, Rival] = {
    "ours": ours,
    "our ranker alone": ranker,
    "WRatio": wratio,
    "token_set_ratio": token_set_ratio,
    "bm25s": bm25,
    "TF-IDF + LinearSVC": support_vectors,
}


def present() -> dict[str, Rival]:
    """The rivals whose libraries are installed."""
    return {
        name: rival for name, rival in RIVALS.items() if name not in NEEDS or find_spec(NEEDS[name])
    }
