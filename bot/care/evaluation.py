"""Evaluation: what became of labelled questions, by kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.care.labels import Labelled, Place
from bot.core.article import Citation
from bot.core.reply import DidYouMean, citations_of
from bot.core.turn import Part, Turn
from bot.desk import Desk

Outcome = Literal["right", "loose", "assisted", "wrong", "missed", "false", "silent"]
ANSWERABLE: tuple[Outcome, ...] = ("right", "loose", "assisted", "wrong", "missed")
UNANSWERABLE: tuple[Outcome, ...] = ("false", "silent")


@dataclass(frozen=True, slots=True)
class Judged:
    """A labelled question, the turn it got, and what that is worth."""

    labelled: Labelled
    turn: Turn
    outcome: Outcome

    @property
    def suggested(self) -> bool:
        """Whether any part was a did-you-mean."""
        return any(isinstance(part.reply, DidYouMean) for part in self.turn.parts)


def evaluate(desk: Desk, questions: Iterable[Labelled]) -> Iterator[Judged]:
    """Ask every question and judge the turn."""
    for labelled in questions:
        turn = desk.ask(labelled.question, labelled.history)
        yield Judged(labelled, turn, judge(labelled, turn))


def judge(labelled: Labelled, turn: Turn) -> Outcome:
    """What a turn is worth against its labels.

    right: cites a `must` and nothing outside must and ok, in several questions every part;
    loose: cites a `must` and others beyond; assisted: offers an entry that would be right or loose;
    wrong: cites, but no `must`; missed: the rest. Without `must`: false if anything is cited.
    """
    cited = _places(turn.citations)
    if not labelled.must:
        return "false" if cited else "silent"
    if cited & labelled.must:
        return "right" if _right(labelled, turn, cited) else "loose"
    if cited:
        return "wrong"
    return "assisted" if any(_assists(labelled, part) for part in turn.parts) else "missed"


def _right(labelled: Labelled, turn: Turn, cited: frozenset[Place]) -> bool:
    if not cited <= labelled.allowed:
        return False
    parts = [_places(citations_of(part.reply)) for part in turn.parts]
    return labelled.kind != "multi" or all(part & labelled.must for part in parts)


def _assists(labelled: Labelled, part: Part) -> bool:
    return isinstance(part.reply, DidYouMean) and any(
        _places(entry.citations) & labelled.must for entry in part.reply.entries
    )


def _places(citations: Iterable[Citation]) -> frozenset[Place]:
    return frozenset((cited.article.name, cited.number) for cited in citations)


@dataclass(frozen=True, slots=True)
class Row:
    """The outcomes of one kind of question, or of several together."""

    name: str
    counts: Counter[Outcome]
    suggested: int

    @property
    def total(self) -> int:
        """How many questions."""
        return self.counts.total()

    def share(self, *outcomes: Outcome) -> float:
        """The share of these outcomes, 0 to 1; 0 without questions."""
        return sum(self.counts[outcome] for outcome in outcomes) / (self.total or 1)

    @property
    def suggested_share(self) -> float:
        """The share that got a did-you-mean."""
        return self.suggested / (self.total or 1)


def rows(judged: Sequence[Judged]) -> tuple[Row, ...]:
    """A row by kind in the order of the file, then the answerable and the others together."""
    kinds = dict.fromkeys(one.labelled.kind for one in judged)
    by_kind = [_row(kind, [one for one in judged if one.labelled.kind == kind]) for kind in kinds]
    answerable = [one for one in judged if one.labelled.must]
    others = [one for one in judged if not one.labelled.must]
    together = [_row("all with an answer", answerable), _row("all without", others)]
    return (*by_kind, *(row for row in together if row.total))


def _row(name: str, judged: Sequence[Judged]) -> Row:
    counts: Counter[Outcome] = Counter(one.outcome for one in judged)
    return Row(name, counts, sum(one.suggested for one in judged))
