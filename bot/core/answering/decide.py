"""Deciding: from what was considered to a reply, and the rule that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.core.answering.consider import Considered
from bot.core.answering.passage import passage
from bot.core.faq import Entry
from bot.core.gate import Judged
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, DidYouMean, NotCovered, Passage, Reply

OPTIONS = 5
Rule = Literal["sure", "refused", "passage", "unsure", "far"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A reply with the rule that led to it."""

    reply: Reply
    rule: Rule

    @property
    def answers(self) -> bool:
        """Whether an entry or sentences of the article answer."""
        return isinstance(self.reply, Answer | Passage)


def decide(knowledge: Knowledge, found: Considered) -> Decision:
    """The reply to one clause."""
    policy = knowledge.gate.policy
    if knowledge.near_misses & {found.typed, found.read}:
        return Decision(NotCovered(options(knowledge, found.judged)[:1]), "refused")
    said = found.judged[0].figures.said if found.judged else 0.0
    # Of idle words alone the scores may still tell what is meant, where they tell anything.
    idle = not found.asked.total and knowledge.gate.scale.tells > 0.0
    if (said >= policy.said or idle) and found.chance >= policy.answer:
        return Decision(Answer(knowledge.entries[found.judged[0].entry]), "sure")
    quoted = passage(knowledge, found)
    if quoted:
        return Decision(Passage(quoted), "passage")
    if said < policy.touched or found.chance < policy.near:
        return Decision(NotCovered(), "far")
    return Decision(DidYouMean(options(knowledge, found.judged)), "unsure")


def options(knowledge: Knowledge, judged: Sequence[Judged]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in judged:
        entry = knowledge.entries[candidate.entry]
        chosen.setdefault(entry.sources or frozenset({(entry.id, 0)}), entry)
    return tuple(chosen.values())[:OPTIONS]
