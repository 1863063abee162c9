"""Learns the weights and thresholds of the scorer: python -m tests.benchmarks.learn_weights.

Learnt from the labelled questions of several articles, from their near misses and from their own
phrasings, the last two each asked of a FAQ that lacks them. One conditional logit over `Features`
says both which entry fits best and whether any answers. Then the thresholds, each as low as its
promise allows. Prints what each article gets when only the others were learnt from; then what to
copy into `bot/answering/thresholds.py`. The articles `bridge` and `makerspace` and the questions
`exam` and `plain` are never learnt from.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.answering.confidence import ScoreScale, ranked_candidates
from bot.answering.features import FEATURE_NAMES, Features
from bot.answering.thresholds import THRESHOLDS, Thresholds
from tests.benchmarks.conditional_logit import Case, fit
from tests.benchmarks.feature_rows import LEARNT, Question, Row, questions

FOR = ("central_share", "score_lead", "word_count")
SIGNS = [1.0 if name in FOR else -1.0 for name in FEATURE_NAMES]

PHRASING, SILENT = 0.1, 1.5
"""What counts besides a stranger's question with an answer, and besides a near miss, which count 1:
a FAQ's own phrasings little, for they are likelier to be found than a stranger's; a stranger's
question that must not be answered more, for there are fewer, and answering does the harm."""

FALSE = 0.05
"""The share of the questions without an answer that may be answered. Those that are learnt from
were written to come near to what is answered; of a channel's it is half as many or fewer."""
RIGHT = 0.7  # the share of the closest, among questions with an answer, that must be right
PLAIN = ("unanswerable-near", "unanswerable-far")
BY_WORDS = ScoreScale(0.0, 1.0, 0.5, trust=0.0)  # the weights are those of words alone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the likeliest reading of a question gives: confidence, and whether it is right.

    `sure` is the confidence with which it may be answered: none where it asks more.
    """

    question: Question
    confidence: float
    sure: float
    right: bool


def counts(question: Question) -> float:
    """How far a question counts."""
    if question.source == "phrasing":
        return PHRASING
    return SILENT if question.source == "asked" and not question.answerable else 1.0


def learn(labelled: Sequence[Question]) -> Thresholds:
    """The weights, then the thresholds that keep the promises with them."""
    cases = [
        Case(
            [row.candidate.features for row in reading],
            [row.worth > 0 for row in reading],
            counts(question) / len(question.readings),
        )
        for question in labelled
        for reading in question.readings
        if reading
    ]
    learnt = fit(cases, SIGNS)
    weights = Features(*(round(float(weight), 2) for weight in learnt.weights))
    known = replace(THRESHOLDS, weights=weights, bias=round(learnt.bias, 2))
    found = outcomes(known, labelled)
    sure = min_to_answer(found)
    return replace(
        known, min_confidence_to_answer=sure, min_confidence_to_show=min_to_show(found, sure)
    )


def outcomes(thresholds: Thresholds, labelled: Iterable[Question]) -> list[Outcome]:
    """What strangers' questions give."""
    return [_outcome(thresholds, one) for one in labelled if one.source == "asked"]


def _outcome(thresholds: Thresholds, question: Question) -> Outcome:
    best = Outcome(question, 0.0, 0.0, right=False)
    for reading in filter(None, question.readings):
        confidence, row = likeliest(thresholds, reading)
        if confidence > best.confidence:
            sure = 0.0 if row.asks_more else confidence
            best = Outcome(question, confidence, sure, row.worth > 0)
    return best


def likeliest(thresholds: Thresholds, reading: Sequence[Row]) -> tuple[float, Row]:
    """The entry that fits best in one reading, and its confidence."""
    candidates = [row.candidate._replace(scale=BY_WORDS) for row in reading]
    best = ranked_candidates(candidates, thresholds)[0]
    row = next(row for row in reading if row.candidate.entry is best.entry)
    return best.confidence, row


def min_to_answer(found: Iterable[Outcome]) -> float:
    """The confidence that all but the promised share without an answer stay below."""
    plain = (one for one in found if not one.question.answerable and one.question.kind in PLAIN)
    silent = sorted((one.sure for one in plain), reverse=True)
    return round(silent[int(FALSE * len(silent))] + 0.005, 2)


def min_to_show(found: Iterable[Outcome], sure: float) -> float:
    """The least confidence from which the promised share of the closest is right."""
    shown = sorted(
        (one for one in found if one.question.answerable and one.sure < sure),
        key=lambda one: -one.confidence,
    )
    right, least = 0, sure
    for number, one in enumerate(shown, start=1):
        right += one.right
        if right >= RIGHT * number:
            least = one.confidence
    return round(least, 2)


def report(title: str, thresholds: Thresholds, found: Sequence[Outcome]) -> None:
    """What is right, shown, wrong, misled, false and hinted at the thresholds."""
    sure, shown = thresholds.min_confidence_to_answer, thresholds.min_confidence_to_show

    def share(some: Sequence[Outcome], *, right: bool, answered: bool | None = None) -> float:
        """The share that is right or not: answered, shown as the closest, or (None) either."""
        chosen = [
            one
            for one in some
            if one.right is right
            and one.confidence >= shown
            and (answered is None or answered == (one.sure >= sure))
        ]
        return len(chosen) / (len(some) or 1)

    known = [one for one in found if one.question.answerable]
    plain = [one for one in found if not one.question.answerable and one.question.kind in PLAIN]
    odd = [one for one in found if not one.question.answerable and one.question.kind not in PLAIN]
    figures = {
        "right entry first": sum(one.right for one in known) / (len(known) or 1),
        "right": share(known, right=True, answered=True),
        "shown": share(known, right=True),
        "wrong": share(known, right=False, answered=True),
        "misled": share(known, right=False, answered=False),
        "false": share(plain, right=False, answered=True),
        "hinted": share(plain, right=False, answered=False),
        "in odd shapes": share(odd, right=False, answered=True),
    }
    print(f"{title:20} " + ", ".join(f"{name} {share:.1%}" for name, share in figures.items()))


def main() -> None:
    """Learn, report how good it is, and print what to copy."""
    labelled = {article: list(questions(article)) for article in LEARNT}
    for left in LEARNT:
        thresholds = learn([q for article in LEARNT if article != left for q in labelled[article]])
        found = outcomes(thresholds, labelled[left])
        report(f"{left}, not learnt", thresholds, found)
        for file in LEARNT[left] if len(LEARNT[left]) > 2 else ():
            report(f"  {file}", thresholds, [one for one in found if one.question.file == file])
    whole = [q for rows in labelled.values() for q in rows]
    thresholds = learn(whole)
    report("all, learnt", thresholds, outcomes(thresholds, whole))
    for name, weight in zip(FEATURE_NAMES, thresholds.weights, strict=True):
        print(f"    {name}={weight},")
    for name in ("bias", "min_confidence_to_answer", "min_confidence_to_show"):
        print(f"    {name}: float = {getattr(thresholds, name)}")


if __name__ == "__main__":
    main()
