"""Replay: the same questions on two versions of a FAQ, and what changed for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from bot.answering.answerer import Answerer
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    NotCovered,
    Part,
    Passage,
    Response,
    SmallTalk,
    citations_of,
)
from bot.article.article import Article
from bot.editing.evaluate import Labelled, Outcome, outcome_of, read_labelled

Fate = Literal["newly answered", "changed entry", "lost", "unchanged"]
FATES: tuple[Fate, ...] = ("newly answered", "changed entry", "lost", "unchanged")

# What an outcome is worth to a member: a wrong answer harms more than none.
_WORTH: dict[Outcome, int] = {
    "right": 7,
    "loose": 6,
    "closest": 5,
    "assisted": 4,
    "denied": 3,
    "misled": 2,
    "wrong": 1,
    "silent": 7,
    "hinted": 2,
    "false": 1,
}


@dataclass(frozen=True, slots=True)
class ReplayQuestion:
    """A question to replay; `before` and `after` are its labels on the two versions' articles."""

    question: str
    history: tuple[str, ...] = ()
    id: str = ""
    before: Labelled | None = None
    after: Labelled | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """A question with what both versions reply; the outcomes are those of a labelled one."""

    asked: ReplayQuestion
    before: Response
    after: Response
    outcomes: tuple[Outcome, Outcome] | None

    @property
    def fate(self) -> Fate:
        """What the new version does to the question; an entry shown as the closest is no answer."""
        was, now = _answers(self.before), _answers(self.after)
        if bool(was) != bool(now):
            return "newly answered" if now else "lost"
        same = was == now and _closest(self.before) == _closest(self.after)
        return "unchanged" if same else "changed entry"

    @property
    def change(self) -> int:
        """How much better (above 0) or worse (below 0) a labelled question fares; else 0."""
        if self.outcomes is None:
            return 0
        was, now = self.outcomes
        return _WORTH[now] - _WORTH[was]


def replay(
    before: Answerer, after: Answerer, questions: Iterable[ReplayQuestion]
) -> Iterator[Replayed]:
    """Ask each question on both versions."""
    for asked in questions:
        was = before.ask(asked.question, asked.history)
        now = after.ask(asked.question, asked.history)
        outcomes = None
        if asked.before and asked.after:
            outcomes = outcome_of(asked.before, was), outcome_of(asked.after, now)
        yield Replayed(asked, was, now, outcomes)


def labelled(
    path: Path, before: Sequence[Article], after: Sequence[Article]
) -> tuple[ReplayQuestion, ...]:
    """The questions of a labelled file, for both versions. Raises FaultyFaq.

    All labels must stand in the new version's articles. A question whose labels the old ones
    don't hold was not answerable then; how it fared is left open.
    """
    now = read_labelled(path, after)
    was = read_labelled(path, before, partly=True)
    return tuple(
        ReplayQuestion(
            new.question,
            new.history,
            new.id,
            old if bool(old.must) == bool(new.must) else None,
            new,
        )
        for old, new in zip(was, now, strict=True)
    )


def described(response: Response) -> str:
    """What a response replies, in few words."""
    return " + ".join(_described(part) for part in response.parts)


def _described(part: Part) -> str:
    match part.reply:
        case Answer(entry):
            return entry.id
        case Passage(citations):
            return f"passage {', '.join(str(cited.number) for cited in citations)}"
        case Closest(entry):
            return f"closest {entry.id}"
        case DidYouMean(entries):
            return f"did you mean {', '.join(entry.id for entry in entries)}"
        case NotCovered():
            return "not covered"
        case SmallTalk():
            return "small talk"


def _closest(response: Response) -> list[str]:
    """The entries that are shown as the closest."""
    return [part.reply.entry.id for part in response.parts if isinstance(part.reply, Closest)]


def _answers(response: Response) -> list[str | tuple[str, ...]]:
    """What answers: entries by id, passages by their words, whose numbers a new article moves."""
    return [
        part.reply.entry.id
        if isinstance(part.reply, Answer)
        else tuple(cited.quote for cited in citations_of(part.reply))
        for part in response.parts
        if isinstance(part.reply, Answer | Passage)
    ]
