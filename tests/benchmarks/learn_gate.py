"""Learns the weights of the gate: python -m tests.benchmarks.learn_gate.

Learnt from the labelled questions of two articles, from their near misses and from their own
phrasings, the last two each asked of a FAQ that lacks them. It is a logistic regression over
`Figures` in which each weight keeps the sign that its figure's meaning gives it (so that no figure
is paid for what goes with it on these two articles only), fitted by projected gradient descent.
Prints cross-validated figures, those of the other article when only one was learnt from, and the
weights to copy into `bot/core/gate/policy.py`. The articles `rules` and `news` and the
questions `heldout` are never learnt from.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.care.labels import Labelled, read_labelled
from bot.core.answering.answer import considered
from bot.core.answering.consider import Considered
from bot.core.faq import Entry, Faq
from bot.core.gate import POLICY
from bot.core.gate.figures import NAMES
from bot.core.gate.judging import forbids
from bot.core.knowledge import Knowledge
from bot.store.library import look
from tests.benchmarks.answering import FILES

Floats = NDArray[np.float64]

LEARNT = {"linkedin": ("dev", "extra", "strangers"), "manual": ("manual",)}
SPEAKS_FOR = frozenset({"score", "lead", "alike", "alike_lead", "said", "covered", "way"})
FOLDS = 6
SELF = 0.1  # the weight of a FAQ's own phrasings: they are likelier to be known than a stranger's
STRENGTH = 0.3  # of the belief in the data against small weights
FALSE = 0.05  # the share of the questions without an answer that may be answered
TALK = ("multi", "smalltalk", "hostile")  # kinds that the gate doesn't decide alone


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate for a question: figures, worth (2 right, 1 loose, 0 wrong), whether forbidden."""

    figures: tuple[float, ...]
    worth: int
    forbidden: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its candidates, one group for each way to read it."""

    article: str
    source: str
    answerable: bool
    readings: tuple[tuple[Row, ...], ...]


def questions(article: str) -> Iterator[Question]:
    """All that is learnt from one article."""
    faq = FILES[LEARNT[article][0]][0]
    faqs = look(faq).faqs
    knowledge = Knowledge.build(faqs, "")
    for name in LEARNT[article]:
        for asked in read_labelled(FILES[name][1], knowledge.articles):
            if asked.kind not in TALK:
                found = considered(knowledge, asked.question, asked.history)
                yield _question(article, "asked", bool(asked.must), found, knowledge, _by(asked))
    for fold in range(FOLDS):
        yield from _left_out(article, faqs, fold)


def _left_out(article: str, faqs: Sequence[Faq], fold: int) -> Iterator[Question]:
    """The phrasings and near misses of one fold, asked of a FAQ without them."""
    knowledge = Knowledge.build([_without(faq, fold) for faq in faqs], "")
    for faq in faqs:
        for line in faq.not_covered[fold::FOLDS]:
            found = considered(knowledge, line, ())
            yield _question(article, "near miss", False, found, knowledge, lambda _: 0)
        for entry in faq.entries:
            for text in (q for i, q in enumerate(entry.questions) if i and i % FOLDS == fold):
                found = considered(knowledge, text, ())
                yield _question(article, "phrasing", True, found, knowledge, _same(entry))


def _without(faq: Faq, fold: int) -> Faq:
    entries = tuple(
        dataclasses.replace(
            entry,
            questions=tuple(q for i, q in enumerate(entry.questions) if not i or i % FOLDS != fold),
        )
        for entry in faq.entries
    )
    kept = tuple(line for i, line in enumerate(faq.not_covered) if i % FOLDS != fold)
    return dataclasses.replace(faq, entries=entries, not_covered=kept)


def _by(asked: Labelled) -> Callable[[Entry], int]:
    def worth(entry: Entry) -> int:
        if not entry.sources & asked.must:
            return 0
        return 2 if entry.sources <= asked.allowed else 1

    return worth


def _same(entry: Entry) -> Callable[[Entry], int]:
    return lambda other: 2 if other.id == entry.id else int(other.sources == entry.sources)


def _question(
    article: str,
    source: str,
    answerable: bool,
    found: Sequence[Considered],
    knowledge: Knowledge,
    worth: Callable[[Entry], int],
) -> Question:
    readings = tuple(
        tuple(
            Row(
                tuple(getattr(judged.figures, name) for name in NAMES),
                worth(knowledge.entries[judged.entry]),
                bool(forbids(judged.figures, POLICY)),
            )
            for judged in one.judged
        )
        for one in found
    )
    return Question(article, source, answerable, readings)


@dataclass(frozen=True, slots=True)
class Weights:
    """What was learnt: a weight for each figure, and the bias."""

    figures: Floats
    bias: float

    def chance(self, row: Row) -> float:
        """How likely a candidate answers."""
        logit = float(self.figures @ np.array(row.figures)) + self.bias
        likely = 1.0 / (1.0 + np.exp(-logit))
        return min(likely, POLICY.held) if row.forbidden else float(likely)

    def best(self, question: Question) -> tuple[float, int]:
        """The best candidate's chance and worth."""
        rows = [row for reading in question.readings for row in reading]
        return max(((self.chance(row), row.worth) for row in rows), default=(0.0, 0))


def fit(learnt: Sequence[Question], steps: int = 6_000) -> Weights:
    """Logistic regression with signs, by accelerated projected gradient descent."""
    rows: list[tuple[float, ...]] = []
    worth: list[float] = []
    weight: list[float] = []
    for question in learnt:
        trust = SELF if question.source == "phrasing" else 1.0
        for reading in question.readings:
            for row in reading:
                rows.append(row.figures)
                worth.append(float(row.worth > 0))
                weight.append(trust / len(question.readings))
    figures, right, share = np.array(rows), np.array(worth), np.array(weight)
    spread, middle = figures.std(0) + 1e-9, figures.mean(0)
    scaled = np.column_stack([(figures - middle) / spread, np.ones(len(rows))])
    signs = np.array([1.0 if name in SPEAKS_FOR else -1.0 for name in NAMES])
    ridge = np.array([1.0 / STRENGTH] * len(NAMES) + [0.0])
    curve = np.linalg.eigvalsh(scaled.T @ (scaled * share[:, None])).max() / 4 + 1.0 / STRENGTH
    here = ahead = np.zeros(len(NAMES) + 1)
    for step in range(steps):
        likely = 1.0 / (1.0 + np.exp(-np.clip(scaled @ ahead, -30, 30)))
        down = ahead - (scaled.T @ (share * (likely - right)) + ridge * ahead) / curve
        down[:-1] = signs * np.maximum(0.0, signs * down[:-1])
        here, ahead = down, down + step / (step + 3) * (down - here)
    weights = here[:-1] / spread
    return Weights(weights, float(here[-1] - weights @ middle))


def report(title: str, tested: Sequence[tuple[Question, float, int]]) -> None:
    """What is right, wrong and false where the promised share is false, and at the policy."""
    without = sorted((chance for q, chance, _ in tested if not q.answerable), reverse=True)
    answerable = [(chance, worth) for q, chance, worth in tested if q.answerable]
    for least in (without[int(FALSE * len(without))] + 1e-9, POLICY.answer):
        said = [worth for chance, worth in answerable if chance >= least]
        right, wrong = (sum(w > 0 for w in said), sum(w == 0 for w in said))
        false = sum(chance >= least for chance in without) / len(without)
        print(
            f"{title:24} from {least:.2f}: right {right / len(answerable):.1%}, "
            f"wrong {wrong / len(answerable):.1%}, false {false:.1%}"
        )


def tested(weights: Weights, on: Sequence[Question]) -> list[tuple[Question, float, int]]:
    """The strangers' questions among these with the best candidate of each."""
    return [(q, *weights.best(q)) for q in on if q.source == "asked"]


def main() -> None:
    """Learn, tell how good it is, and print the weights."""
    known = [question for article in LEARNT for question in questions(article)]
    fold = np.random.default_rng(0).integers(0, FOLDS, len(known))
    crossed = [
        one
        for left in range(FOLDS)
        for one in tested(
            fit([q for q, f in zip(known, fold, strict=True) if f != left]),
            [q for q, f in zip(known, fold, strict=True) if f == left],
        )
    ]
    report("cross-validated", crossed)
    for article in LEARNT:
        others = fit([question for question in known if question.article != article])
        report(f"{article}, not learnt", tested(others, [q for q in known if q.article == article]))
    whole = fit(known)
    for name, weight in zip(NAMES, whole.figures, strict=True):
        if abs(weight) >= 0.005:
            print(f'        "{name}": {weight:.2f},')
    print(f"    bias: float = {whole.bias:.2f}")


if __name__ == "__main__":
    main()
