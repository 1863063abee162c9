"""Replay: the same questions on two versions of a FAQ, and what changed for each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, assert_never, get_args

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    NotCovered,
    Part,
    Passage,
    Reply,
    Response,
    SmallTalk,
    citations_of,
    entry_of,
)
from bot.editing.evaluate import Labelled, Outcome, outcome_of, read_labelled
from bot.matching.text import normalise

# What a response is, for an editor: how its member stands, and what it replies, in few words.

Standing = Literal["answered", "closest", "suggested", "denied"]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
"""The best first."""


def standing(response: Response) -> Standing:
    """How whoever asked stands: of several questions as with the worst, small talk aside."""
    replies = [part.reply for part in response.parts]
    asked = [reply for reply in replies if not isinstance(reply, SmallTalk)] or replies
    return max((_told(reply)[0] for reply in asked), key=STANDINGS.index)


def in_brief(*parts: Part) -> str:
    """What the parts of a response reply, in a few words."""
    return " + ".join(_told(part.reply)[1] for part in parts)


def _told(reply: Reply) -> tuple[Standing, str]:
    match reply:
        case Answer(entry):
            return "answered", f"{entry.id} answers"
        case Passage(cited):
            return "answered", f"sentence {', '.join(str(one.number) for one in cited)} is quoted"
        case Closest(entry):
            return "closest", f"{entry.id} is shown as the closest"
        case DidYouMean(entries):
            return "suggested", f"a choice is offered: {', '.join(one.id for one in entries)}"
        case NotCovered():
            return "denied", "not covered" if reply.near_miss else "no answer"
        case SmallTalk():
            return "denied", "small talk"
        case _:
            assert_never(reply)


# What changed for a question.

Change = Literal["worse", "better", "other", "refused on purpose", "unchanged"]
CHANGES: tuple[Change, ...] = get_args(Change)

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
    """A question with what both versions reply.

    `outcomes` are what the two are worth, of a labelled question alone; `on_purpose`: the new
    version means to refuse it.
    """

    asked: ReplayQuestion
    before: Response
    after: Response
    outcomes: tuple[Outcome, Outcome] | None
    on_purpose: bool = False

    @property
    def standings(self) -> tuple[Standing, Standing]:
        """How the member stands before and after."""
        return standing(self.before), standing(self.after)

    @property
    def change(self) -> Change:
        """What the new version does to the question: by its labels, if it has any.

        Where nothing got better or worse, something else that is shown makes it `other`.
        """
        if self.outcomes:
            was, now = (_WORTH[outcome] for outcome in self.outcomes)
        else:
            was, now = (-STANDINGS.index(one) for one in self.standings)
        if now < was:
            return "refused on purpose" if self.on_purpose else "worse"
        if now > was:
            return "better"
        return "unchanged" if _shown(self.before) == _shown(self.after) else "other"


def replay(
    before: Answerer, after: Answerer, questions: Iterable[ReplayQuestion]
) -> Iterator[Replayed]:
    """Ask each question on both versions."""
    old, new = before.knowledge, after.knowledge
    quoted = {tuple(cited.quote for cited in entry.citations) for entry in new.entries}
    removed = {
        entry.id
        for entry in old.entries
        if entry.id not in new.by_id
        and tuple(cited.quote for cited in entry.citations) not in quoted  # else it was renamed
    }
    refused = {normalise(line) for faq in new.faqs for line in faq.not_covered}
    for asked in questions:
        was = before.ask(asked.question, asked.history)
        now = after.ask(asked.question, asked.history)
        outcomes = None
        if asked.before and asked.after:
            outcomes = outcome_of(asked.before, was), outcome_of(asked.after, now)
        lost = _ids(was) - _ids(now)
        unwanted = bool(lost) and lost <= removed and asked.after is None
        without = {part.question for part in now.parts if not citations_of(part.reply)}
        listed = any(
            texts and refused.issuperset(map(normalise, texts))
            for texts in (without, {asked.question})
        )
        refuses = standing(now) in ("suggested", "denied")
        yield Replayed(asked, was, now, outcomes, refuses and (unwanted or listed))


def labelled(path: Path, before: Knowledge, after: Knowledge) -> tuple[ReplayQuestion, ...]:
    """The questions of a labelled file, for both versions. Raises FaultyQuestions.

    The new version must hold all labels. A question whose labels the old one doesn't hold was not
    answerable then; how it fared is left open.
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


def _ids(response: Response) -> set[str]:
    """The entries that are shown."""
    return {entry.id for part in response.parts if (entry := entry_of(part.reply))}


def _shown(response: Response) -> list[object]:
    """What each part shows: entries by id, passages by words, as a new article moves numbers."""
    shown: list[object] = []
    for part in response.parts:
        match part.reply:
            case Answer(entry) | Closest(entry):
                shown.append((part.reply.kind, entry.id))
            case Passage(cited):
                shown.append(tuple(one.quote for one in cited))
            case DidYouMean(entries):
                shown.append({entry.id for entry in entries})
            case NotCovered() | SmallTalk():
                pass
    return shown
