"""Accepting: the queue of gaps and proposals, and what becomes of each by an editor's word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.answerer import Answerer, FixedKnowledge
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Passage, Response
from bot.editing.collisions import Collision, collisions
from bot.editing.gaps import Group, grouped
from bot.editing.proposal import Proposal, propose
from bot.faq.edits import AddEntry, AddPhrasing, Edit
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.ledger.records import Gap
from bot.matching.text import normalise

# What a change does to every known question: asked of the FAQ before and of the FAQ after.

LARGE = 4_000  # known questions; beyond, looking for collisions takes longer than people wait

QuestionOrigin = Literal["phrasing", "near miss", "gap"]
EffectKind = Literal["newly answered", "changed", "lost", "strayed"]
AnsweredBy = tuple[str, ...]  # who answers: entry ids, and passages by their sentences


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that somebody wrote down or sent, and where it stands."""

    question: str
    source: QuestionOrigin


@dataclass(frozen=True, slots=True)
class Effect:
    """A known question that the change treats differently.

    strayed: a phrasing that, taken out of the FAQ, no longer leads back to its own entry by the
    margin, so that questions like it may get the other's answer.
    """

    known: KnownQuestion
    kind: EffectKind
    before: AnsweredBy
    after: AnsweredBy

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


class Outcomes:
    """What each question gets, and what collides, found out once of each FAQ."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], AnsweredBy] = {}
        self._collisions: dict[str, tuple[Collision, ...]] = {}

    def of(self, knowledge: Knowledge, question: str) -> AnsweredBy:
        """Who answers the question from this knowledge."""
        key = (knowledge.fingerprint, question)
        if key not in self._known:
            self._known[key] = outcome(Answerer(FixedKnowledge(knowledge)).ask(question))
        return self._known[key]

    def collisions(self, knowledge: Knowledge) -> tuple[Collision, ...]:
        """The collisions in this knowledge."""
        if knowledge.fingerprint not in self._collisions:
            self._collisions[knowledge.fingerprint] = collisions(knowledge)
        return self._collisions[knowledge.fingerprint]


def outcome(response: Response) -> AnsweredBy:
    """Who answers in a response; empty if nobody does."""
    return tuple(_names(response))


def _names(response: Response) -> Iterator[str]:
    for part in response.parts:
        match part.reply:
            case Answer(entry):
                yield entry.id
            case Passage(cited):
                yield "sentence " + ", ".join(str(citation.number) for citation in cited)
            case _:
                pass


def known_questions(knowledge: Knowledge, gaps: Iterable[str]) -> tuple[KnownQuestion, ...]:
    """Every phrasing, every near miss, and these gaps, each once."""
    known = [
        KnownQuestion(text, "phrasing") for entry in knowledge.entries for text in entry.questions
    ]
    known += [
        KnownQuestion(text, "near miss") for faq in knowledge.faqs for text in faq.not_covered
    ]
    known += [KnownQuestion(text, "gap") for text in gaps]
    return tuple({one.question: one for one in reversed(known)}.values())[::-1]


def effects(
    known: Sequence[KnownQuestion], old: Knowledge, new: Knowledge, outcomes: Outcomes
) -> tuple[Effect, ...]:
    """The known questions that the new FAQ treats differently, the harmful ones first.

    In a large FAQ what strays is not looked for: that is left to the check.
    """
    found = [*_asked(known, old, new, outcomes)]
    if len(known) <= LARGE:
        found += _strayed(old, new, outcomes)
    return tuple(sorted(found, key=lambda effect: not effect.harmful))


def _asked(
    known: Sequence[KnownQuestion], old: Knowledge, new: Knowledge, outcomes: Outcomes
) -> Iterator[Effect]:
    for one in known:
        before, after = outcomes.of(old, one.question), outcomes.of(new, one.question)
        if before != after:
            kind: EffectKind = "newly answered" if not before else "changed" if after else "lost"
            yield Effect(one, kind, before, after)


def _strayed(old: Knowledge, new: Knowledge, outcomes: Outcomes) -> Iterator[Effect]:
    """The collisions that the change brings about; those that were there are the check's."""
    before = {(one.entry.id, one.text) for one in outcomes.collisions(old)}
    for one in outcomes.collisions(new):
        if (one.entry.id, one.text) not in before:
            known = KnownQuestion(one.text, "phrasing")
            yield Effect(known, "strayed", (one.entry.id,), (one.rival.id,))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A proven change, and what it does to every known question."""

    proposal: Proposal
    edits: tuple[Edit, ...]
    effects: tuple[Effect, ...]
    known: int


class Queue:
    """The groups of gaps that wait for an editor's word, the most asked first."""

    def __init__(self, store: FaqStore, ledger: Ledger) -> None:
        self._faq_store = store
        self._ledger = ledger
        self._outcomes = Outcomes()
        self._passed: set[int] = set()
        self._groups: tuple[Group, ...] | None = None

    @property
    def knowledge(self) -> Knowledge:
        """What answers now."""
        return self._faq_store.current

    @property
    def waiting(self) -> tuple[Group, ...]:
        """The groups that were not decided yet."""
        if self._groups is None:
            left = [gap for gap in self._ledger.gaps() if gap.id not in self._passed]
            self._groups = grouped(left, Answerer(self._faq_store))
        return self._groups

    def pass_over(self, group: Group) -> None:
        """Leave a group for another day."""
        self._drop(group.gaps)

    def forget(self, group: Group) -> int:
        """Erase a group's gaps for good; how many that were."""
        erased = erase(self._ledger, group.gaps)
        self._drop(group.gaps)
        return erased

    def plan(self, file: str, edits: Sequence[Edit]) -> Plan:
        """What edits of a file would do, proven and tried. Raises EditRefused."""
        self._faq_store.reload()  # another editor may have saved since
        proposal = propose(self._faq_store.path, file, edits)
        asked = [gap.question for gap in self._ledger.gaps()]
        known = known_questions(self.knowledge, asked)
        found = effects(known, self.knowledge, proposal.knowledge, self._outcomes)
        return Plan(proposal, tuple(edits), found, len(known))

    def write(self, plan: Plan, group: Group) -> int:
        """Write a plan made for a group and erase the gaps it settles; how many those were.

        Settled are the group's own question and whatever the changed entry now answers. Raises
        ChangedMeanwhile or Unwritable; then nothing is written and no gap erased.
        """
        plan.proposal.write()
        self._faq_store.reload()
        self._groups = None
        return erase(
            self._ledger, [gap for gap in self._ledger.gaps() if settles(plan, group, gap)]
        )

    def _drop(self, gaps: Sequence[Gap]) -> None:
        self._passed |= {gap.id for gap in gaps}
        self._groups = tuple(
            group for group in self.waiting if group.gaps[0].id not in self._passed
        )


def settles(plan: Plan, group: Group, gap: Gap) -> bool:
    """Whether a gap needs no further word once the plan for a group is written."""
    if normalise(gap.question) == normalise(group.question):
        return True
    answering = {entry for edit in plan.edits if (entry := _entry(edit))}
    return any(
        effect.known.question == gap.question and answering & set(effect.after)
        for effect in plan.effects
    )


def _entry(edit: Edit) -> str | None:
    match edit:
        case AddPhrasing(entry):
            return entry
        case AddEntry(name):
            return name
        case _:
            return None


def erase(ledger: Ledger, gaps: Sequence[Gap]) -> int:
    """Erase gaps for good; how many that were."""
    return ledger.settle(gap.id for gap in gaps)
