"""What a change does to every known question: asked of the FAQ before and of the FAQ after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.care.check.collisions import Collision, collisions
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, Passage
from bot.core.turn import Turn
from bot.desk import Desk

LARGE = 4_000  # known questions; beyond, looking for collisions takes longer than people wait

Source = Literal["phrasing", "near miss", "gap"]
Kind = Literal["newly answered", "changed", "lost", "strayed"]
Outcome = tuple[str, ...]  # who answers: entry ids, and passages by their sentences


@dataclass(frozen=True, slots=True)
class Known:
    """A question that somebody wrote down or sent, and where it stands."""

    question: str
    source: Source


@dataclass(frozen=True, slots=True)
class Effect:
    """A known question that the change treats differently.

    strayed: a phrasing that, taken out of the FAQ, no longer leads back to its own entry by the
    margin, so that questions like it may get the other's answer.
    """

    known: Known
    kind: Kind
    before: Outcome
    after: Outcome

    @property
    def harmful(self) -> bool:
        """Whether an editor should think twice."""
        match self.known.source:
            case "near miss":
                return bool(self.after)
            case "phrasing":
                return True
            case "gap":
                return self.kind == "lost"


class Fixed:
    """A shelf whose knowledge never changes."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.current = knowledge


class Outcomes:
    """What each question gets, and what collides, found out once of each FAQ."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Outcome] = {}
        self._collisions: dict[str, tuple[Collision, ...]] = {}

    def of(self, knowledge: Knowledge, question: str) -> Outcome:
        """Who answers the question from this knowledge."""
        key = (knowledge.fingerprint, question)
        if key not in self._known:
            self._known[key] = outcome(Desk(Fixed(knowledge)).ask(question))
        return self._known[key]

    def collisions(self, knowledge: Knowledge) -> tuple[Collision, ...]:
        """The collisions in this knowledge."""
        if knowledge.fingerprint not in self._collisions:
            self._collisions[knowledge.fingerprint] = collisions(knowledge)
        return self._collisions[knowledge.fingerprint]


def outcome(turn: Turn) -> Outcome:
    """Who answers in a turn; empty if nobody does."""
    return tuple(_names(turn))


def _names(turn: Turn) -> Iterator[str]:
    for part in turn.parts:
        match part.reply:
            case Answer(entry):
                yield entry.id
            case Passage(cited):
                yield "sentence " + ", ".join(str(citation.number) for citation in cited)
            case _:
                pass


def known_questions(knowledge: Knowledge, gaps: Iterable[str]) -> tuple[Known, ...]:
    """Every phrasing, every near miss, and these gaps, each once."""
    known = [Known(text, "phrasing") for entry in knowledge.entries for text in entry.questions]
    known += [Known(text, "near miss") for faq in knowledge.faqs for text in faq.not_covered]
    known += [Known(text, "gap") for text in gaps]
    return tuple({one.question: one for one in reversed(known)}.values())[::-1]


def effects(
    known: Sequence[Known], old: Knowledge, new: Knowledge, outcomes: Outcomes
) -> tuple[Effect, ...]:
    """The known questions that the new FAQ treats differently, the harmful ones first.

    In a large FAQ nothing is told to stray: that is left to the check.
    """
    found = [*_asked(known, old, new, outcomes)]
    if len(known) <= LARGE:
        found += _strayed(old, new, outcomes)
    return tuple(sorted(found, key=lambda effect: not effect.harmful))


def _asked(
    known: Sequence[Known], old: Knowledge, new: Knowledge, outcomes: Outcomes
) -> Iterator[Effect]:
    for one in known:
        before, after = outcomes.of(old, one.question), outcomes.of(new, one.question)
        if before != after:
            kind: Kind = "newly answered" if not before else "changed" if after else "lost"
            yield Effect(one, kind, before, after)


def _strayed(old: Knowledge, new: Knowledge, outcomes: Outcomes) -> Iterator[Effect]:
    """The collisions that the change brings about; those that were there are the check's."""
    before = {(one.entry.id, one.text) for one in outcomes.collisions(old)}
    for one in outcomes.collisions(new):
        if (one.entry.id, one.text) not in before:
            known = Known(one.text, "phrasing")
            yield Effect(known, "strayed", (one.entry.id,), (one.rival.id,) if one.rival else ())
