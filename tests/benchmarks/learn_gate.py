"""Learns the weights of the gate: python -m tests.benchmarks.learn_gate.

Learnt from the labelled questions of several articles, from their near misses and from their own
phrasings, the last two each asked of a FAQ that lacks them. Two logistic regressions over
`Figures`: one over all candidates says which entry is meant, the other, over the likeliest of each
reading alone, whether it answers. Prints what is right, wrong and false on each article when only
the others were learnt from, by file where there are several, and by kind; then the weights to copy
into `bot/answering/thresholds.py`. The article `bridge` and the questions `exam` are never learnt from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.features import NAMES
from bot.answering.scorer import APART
from bot.answering.thresholds import THRESHOLDS
from tests.benchmarks.gate_rows import LEARNT, Question, Row, questions
from tests.benchmarks.signed import Floats, Learnt, fit

RANKED = NAMES[: NAMES.index("told") + 1]
TRUSTED = (
    "alike", "covered", "way", "near_miss", "refused", "ahead", "doubted", "bare", "foreign",
    "units", "weight", "words", "asking", "followed", "told", "pointing",
    "same",
)  # fmt: skip
FOR = ("score", "lead", "alike", "alike_lead", "said", "covered", "way", "ahead", "same")
FREE = ("units", "weight", "words", "asking", "followed")
SIGNS = {name: 0.0 if name in FREE else 1.0 if name in FOR else -1.0 for name in NAMES}

PHRASING, SILENT, NEAR_MISS = 0.1, 2.0, 2.0
"""What counts besides a stranger's question with an answer, which counts 1: a FAQ's own phrasings
little, for they are likelier to be known than a stranger's; what must not be answered more, for
there is less of it, and it does the harm."""
RANK_STRENGTH, STRENGTH = 0.3, 0.2  # of the belief in the data against small weights
FALSE = 0.045  # the share of the questions without an answer, in any shape, that may be answered
PLAIN = ("unanswerable-near", "unanswerable-far")


@dataclass(frozen=True, slots=True)
class Scorer:
    """What was learnt: which entry is meant, and whether it answers."""

    rank: Learnt
    trust: Learnt

    def best(self, question: Question) -> tuple[float, int]:
        """The chance and the worth of what would be answered."""
        found = list(tops(self.rank, question))
        if not found:
            return 0.0, 0
        logits = self.trust.logit(trusted(found))
        at = int(logits.argmax())
        return float(1.0 / (1.0 + np.exp(-logits[at]))), found[at].row.worth


def columns(rows: Iterable[Row], names: Sequence[str]) -> Floats:
    """The figures of these names."""
    places = [NAMES.index(name) for name in names]
    return np.array([[row.features[place] for place in places] for row in rows])


@dataclass(frozen=True, slots=True)
class Top:
    """The candidate that is likeliest meant in one reading, and how far it is ahead in rank."""

    row: Row
    apart: float


def tops(rank: Learnt, question: Question) -> Iterator[Top]:
    """The likeliest of each reading."""
    for reading in question.readings:
        if reading:
            ranks = rank.logit(columns(reading, RANKED))
            at = int(ranks.argmax())
            mine = reading[at].sources
            rivals = (
                value
                for value, row in zip(ranks.tolist(), reading, strict=True)
                if row.sources.isdisjoint(mine)
            )
            ahead = float(ranks[at]) - max(rivals, default=-np.inf)
            yield Top(reading[at], min(APART, ahead))


def trusted(found: Sequence[Top]) -> Floats:
    """What it is judged by whether these answer."""
    apart = np.array([[top.apart] for top in found])
    return np.hstack([columns([top.row for top in found], TRUSTED), apart])


def counts(question: Question) -> float:
    """How far a question counts."""
    if question.source == "phrasing":
        return PHRASING
    if question.source == "near miss":
        return NEAR_MISS
    return 1.0 if question.answerable else SILENT


def learn(known: Sequence[Question]) -> Scorer:
    """Both regressions."""
    all_rows = [
        (row, (PHRASING if question.source == "phrasing" else 1.0) / len(question.readings))
        for question in known
        for reading in question.readings
        for row in reading
    ]
    features = columns([row for row, _ in all_rows], RANKED)
    rank = _fitted(features, all_rows, [SIGNS[name] for name in RANKED], RANK_STRENGTH)
    found = [
        (top, counts(question) / len(question.readings))
        for question in known
        for top in tops(rank, question)
    ]
    signs = [*(SIGNS[name] for name in TRUSTED), 1.0]
    rows = [(top.row, share) for top, share in found]
    return Scorer(rank, _fitted(trusted([top for top, _ in found]), rows, signs, STRENGTH))


def _fitted(
    features: Floats, rows: Sequence[tuple[Row, float]], signs: Sequence[float], strength: float
) -> Learnt:
    right = np.array([float(row.worth > 0) for row, _ in rows])
    return fit(features, right, np.array([share for _, share in rows]), signs, strength=strength)


def threshold(scorer: Scorer, known: Sequence[Question]) -> float:
    """The chance that all but the promised share of questions without an answer stay below."""
    silent = sorted((scorer.best(q)[0] for q in asked(known) if not q.answerable), reverse=True)
    return silent[int(FALSE * len(silent))] + 1e-9


def asked(known: Sequence[Question]) -> list[Question]:
    """The strangers' questions among these."""
    return [question for question in known if question.source == "asked"]


def report(title: str, scorer: Scorer, known: Sequence[Question]) -> None:
    """What is right, wrong and false at the policy's threshold, the odd shapes told apart."""
    found = [(*scorer.best(question), question) for question in asked(known)]
    said = [row for row in found if row[0] >= THRESHOLDS.answer]
    answerable = sum(q.answerable for *_, q in found) or 1
    right, wrong = (sum(q.answerable and bool(w) is r for _, w, q in said) for r in (True, False))
    plain, odd = (_false(found, odd=shape) for shape in (False, True))
    first = sum(q.answerable and worth > 0 for _, worth, q in found)
    print(
        f"{title:24} right {right / answerable:.1%}, wrong {wrong / answerable:.1%}, false "
        f"{plain:.1%}, in odd shapes {odd:.1%}; the right entry is meant {first / answerable:.1%}",
        flush=True,
    )


def by_kind(scorer: Scorer, known: Sequence[Question]) -> str:
    """The share of each kind of answerable question that is answered right."""
    found: dict[str, list[bool]] = {}
    for question in asked(known):
        if question.answerable:
            confidence, worth = scorer.best(question)
            found.setdefault(question.kind, []).append(
                worth > 0 and confidence >= THRESHOLDS.answer
            )
    return ", ".join(f"{kind} {sum(rows) / len(rows):.0%}" for kind, rows in found.items())


def _false(found: Sequence[tuple[float, int, Question]], *, odd: bool) -> float:
    """The share of the questions without an answer that is answered, in odd shapes or in others."""
    silent = [
        confidence
        for confidence, _, q in found
        if not q.answerable and (q.kind not in PLAIN) == odd
    ]
    return sum(confidence >= THRESHOLDS.answer for confidence in silent) / (len(silent) or 1)


def main() -> None:
    """Learn, tell how good it is, and print the weights."""
    known = {article: list(questions(article)) for article in LEARNT}
    for left in LEARNT:
        others = [q for article in LEARNT if article != left for q in known[article]]
        scorer = learn(others)
        report(f"{left}, not learnt", scorer, known[left])
        for file in LEARNT[left] if len(LEARNT[left]) > 2 else ():
            report(f"  of these {file}", scorer, [q for q in known[left] if q.file == file])
        print(f"  right by kind: {by_kind(scorer, known[left])}", flush=True)
    whole = [q for rows in known.values() for q in rows]
    scorer = learn(whole)
    report("all, learnt", scorer, whole)
    for title, names, learnt in (
        ("RANK", RANKED, scorer.rank),
        ("TRUST", TRUSTED, scorer.trust),
    ):
        print(title)
        for name, weight in zip(names, learnt.weights, strict=False):
            if abs(weight) >= 0.005:
                print(f'        "{name}": {weight:.2f},')
    print(f"    apart: float = {scorer.trust.weights[-1]:.2f}")
    print(f"    bias: float = {scorer.trust.bias:.2f}")
    print(f"    answer: float = {threshold(scorer, whole):.2f}   # now {THRESHOLDS.answer}")


if __name__ == "__main__":
    main()
