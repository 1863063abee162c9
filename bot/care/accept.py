"""Accepting: the queue of gaps and proposals, and what becomes of each by an editor's word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.care.accept_effects import Effect, Outcomes, effects, known_questions
from bot.care.gaps import Group, grouped
from bot.care.proposal import Proposal, propose
from bot.core.knowledge import Knowledge
from bot.core.text import normalise
from bot.desk import Desk
from bot.store.edits import AddEntry, AddPhrasing, Edit
from bot.store.ledger import Ledger
from bot.store.ledger.records import Gap
from bot.store.library import Library


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A proven change, and what it does to every known question."""

    proposal: Proposal
    edits: tuple[Edit, ...]
    effects: tuple[Effect, ...]
    known: int


class Queue:
    """The groups of gaps that wait for an editor's word, the most asked first."""

    def __init__(self, library: Library, ledger: Ledger) -> None:
        self._library = library
        self._ledger = ledger
        self._outcomes = Outcomes()
        self._passed: set[int] = set()
        self._groups: tuple[Group, ...] | None = None

    @property
    def knowledge(self) -> Knowledge:
        """What answers now."""
        return self._library.current

    @property
    def waiting(self) -> tuple[Group, ...]:
        """The groups that were not decided yet."""
        if self._groups is None:
            left = [gap for gap in self._ledger.gaps() if gap.id not in self._passed]
            self._groups = grouped(left, Desk(self._library))
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
        self._library.reload()  # another editor may have saved since
        proposal = propose(self._library.path, file, edits)
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
        self._library.reload()
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
