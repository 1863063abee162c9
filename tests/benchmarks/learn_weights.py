"""Learns the weights of the scorer: python -m tests.benchmarks.learn_weights.

Learnt from the labelled questions of several articles, from their near misses and from their own
phrasings, the last two each asked of a FAQ that lacks them. Two logistic regressions over
`Features`: one over all candidates says which entry fits best, the other, over the likeliest of
each reading alone, whether it answers. Prints what is right, wrong and false on each article when
only the others were learnt from, by file where there are several, and by kind; then the weights to
copy into `bot/answering/thresholds.py`. The article `bridge` and the questions `exam` are never
learnt from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.confidence import MOST_RANK_LEAD
from bot.answering.features import FEATURE_NAMES
from bot.answering.thresholds import THRESHOLDS
from tests.benchmarks.feature_rows import LEARNT, Question, Row, questions
from tests.benchmarks.signed import Floats, Learnt, fit

RANKED = FEATURE_NAMES[: FEATURE_NAMES.index("answered_previous_question") + 1]
TRUSTED = (
    "likeness",
    "central_share",
    "question_type",
    "near_miss_likeness",
    "near_miss_score",
    "raw_score_lead",
    "near_miss_raw_score",
    "heaviest_unexplained",
    "heaviest_unexplained_elsewhere",
    "unit_count",
    "question_weight",
    "word_count",
    "has_question_type",
    "is_follow_up",
    "answered_previous_question",
    "points_back",
    "is_phrasing",
)
FOR = (
    "score",
    "score_lead",
    "likeness",
    "likeness_lead",
    "explained_weight",
    "central_share",
    "question_type",
    "raw_score_lead",
    "is_phrasing",
)
FREE = ("unit_count", "question_weight", "word_count", "has_question_type", "is_follow_up")
SIGNS = {name: 0.0 if name in FREE else 1.0 if name in FOR else -1.0 for name in FEATURE_NAMES}

PHRASING, SILENT, NEAR_MISS = 0.1, 2.0, 2.0
"""What counts besides a stranger's question with an answer, which counts 1: a FAQ's own phrasings
little, for they are likelier to be found than a stranger's; what must not be answered more, for
there is less of it, and it does the harm."""
RANK_STRENGTH, STRENGTH = 0.3, 0.2  # of the belief in the data against small weights
FALSE = 0.045  # the share of the questions without an answer, in any shape, that may be answered
PLAIN = ("unanswerable-near", "unanswerable-far")


@dataclass(frozen=True, slots=True)
class LearntScorer:
    """What was learnt: which entry fits best, and whether it answers."""

    rank: Learnt
    trust: Learnt

    def best(self, question: Question) -> tuple[float, int]:
        """The confidence and the worth of what would be answered."""
        found = list(tops(self.rank, question))
        if not found:
            return 0.0, 0
        logits = self.trust.logit(trusted(found))
        at = int(logits.argmax())
        return float(1.0 / (1.0 + np.exp(-logits[at]))), found[at].row.worth


def columns(rows: Iterable[Row], names: Sequence[str]) -> Floats:
    """The features of these names."""
    places = [FEATURE_NAMES.index(name) for name in names]
    return np.array([[row.features[place] for place in places] for row in rows])


@dataclass(frozen=True, slots=True)
class Top:
    """The candidate that fits best in one reading, and how far it leads in rank."""

    row: Row
    lead: float


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
            lead = float(ranks[at]) - max(rivals, default=-np.inf)
            yield Top(reading[at], min(MOST_RANK_LEAD, lead))


def trusted(found: Sequence[Top]) -> Floats:
    """The features that say whether these answer."""
    leads = np.array([[top.lead] for top in found])
    return np.hstack([columns([top.row for top in found], TRUSTED), leads])


def counts(question: Question) -> float:
    """How far a question counts."""
    if question.source == "phrasing":
        return PHRASING
    if question.source == "near miss":
        return NEAR_MISS
    return 1.0 if question.answerable else SILENT


def learn(labelled: Sequence[Question]) -> LearntScorer:
    """Both regressions."""
    all_rows = [
        (row, (PHRASING if question.source == "phrasing" else 1.0) / len(question.readings))
        for question in labelled
        for reading in question.readings
        for row in reading
    ]
    features = columns([row for row, _ in all_rows], RANKED)
    rank = _fitted(features, all_rows, [SIGNS[name] for name in RANKED], RANK_STRENGTH)
    found = [
        (top, counts(question) / len(question.readings))
        for question in labelled
        for top in tops(rank, question)
    ]
    signs = [*(SIGNS[name] for name in TRUSTED), 1.0]
    rows = [(top.row, share) for top, share in found]
    return LearntScorer(rank, _fitted(trusted([top for top, _ in found]), rows, signs, STRENGTH))


def _fitted(
    features: Floats, rows: Sequence[tuple[Row, float]], signs: Sequence[float], strength: float
) -> Learnt:
    right = np.array([float(row.worth > 0) for row, _ in rows])
    return fit(features, right, np.array([share for _, share in rows]), signs, strength=strength)


def threshold(scorer: LearntScorer, labelled: Sequence[Question]) -> float:
    """The confidence that all but the promised share of questions without an answer stay below."""
    silent = sorted((scorer.best(q)[0] for q in asked(labelled) if not q.answerable), reverse=True)
    return silent[int(FALSE * len(silent))] + 1e-9


def asked(labelled: Sequence[Question]) -> list[Question]:
    """The strangers' questions among these."""
    return [question for question in labelled if question.source == "asked"]


def report(title: str, scorer: LearntScorer, labelled: Sequence[Question]) -> None:
    """What is right, wrong and false at the threshold, the odd shapes apart."""
    found = [(*scorer.best(question), question) for question in asked(labelled)]
    answered = [row for row in found if row[0] >= THRESHOLDS.min_confidence_to_answer]
    answerable = sum(q.answerable for *_, q in found) or 1
    right, wrong = (
        sum(q.answerable and bool(w) is r for _, w, q in answered) for r in (True, False)
    )
    plain, odd = (_false(found, odd=shape) for shape in (False, True))
    first = sum(q.answerable and worth > 0 for _, worth, q in found)
    print(
        f"{title:24} right {right / answerable:.1%}, wrong {wrong / answerable:.1%}, false "
        f"{plain:.1%}, in odd shapes {odd:.1%}; right entry first {first / answerable:.1%}",
        flush=True,
    )


def by_kind(scorer: LearntScorer, labelled: Sequence[Question]) -> str:
    """The share of each kind of answerable question that is answered right."""
    found: dict[str, list[bool]] = {}
    for question in asked(labelled):
        if question.answerable:
            confidence, worth = scorer.best(question)
            found.setdefault(question.kind, []).append(
                worth > 0 and confidence >= THRESHOLDS.min_confidence_to_answer
            )
    return ", ".join(f"{kind} {sum(rows) / len(rows):.0%}" for kind, rows in found.items())


def _false(found: Sequence[tuple[float, int, Question]], *, odd: bool) -> float:
    """The share of the questions without an answer that is answered, in odd shapes or in others."""
    silent = [
        confidence
        for confidence, _, q in found
        if not q.answerable and (q.kind not in PLAIN) == odd
    ]
    return sum(confidence >= THRESHOLDS.min_confidence_to_answer for confidence in silent) / (
        len(silent) or 1
    )


def main() -> None:
    """Learn, report how good it is, and print the weights."""
    labelled = {article: list(questions(article)) for article in LEARNT}
    for left in LEARNT:
        others = [q for article in LEARNT if article != left for q in labelled[article]]
        scorer = learn(others)
        report(f"{left}, not learnt", scorer, labelled[left])
        for file in LEARNT[left] if len(LEARNT[left]) > 2 else ():
            report(f"  of these {file}", scorer, [q for q in labelled[left] if q.file == file])
        print(f"  right by kind: {by_kind(scorer, labelled[left])}", flush=True)
    whole = [q for rows in labelled.values() for q in rows]
    scorer = learn(whole)
    report("all, learnt", scorer, whole)
    for title, names, learnt in (
        ("RANK_WEIGHTS", RANKED, scorer.rank),
        ("CONFIDENCE_WEIGHTS", TRUSTED, scorer.trust),
    ):
        print(title)
        for name, weight in zip(names, learnt.weights, strict=False):
            if abs(weight) >= 0.005:
                print(f'        "{name}": {weight:.2f},')
    print(f"    rank_lead_weight: float = {scorer.trust.weights[-1]:.2f}")
    print(f"    confidence_bias: float = {scorer.trust.bias:.2f}")
    reached, now = threshold(scorer, whole), THRESHOLDS.min_confidence_to_answer
    print(f"    min_confidence_to_answer: float = {reached:.2f}   # now {now}")


if __name__ == "__main__":
    main()
