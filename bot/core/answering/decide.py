"""Deciding: from what was considered to a reply."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.answering.consider import Considered
from bot.core.faq import Entry
from bot.core.gate import Judged
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, DidYouMean, NotCovered, Reply

OPTIONS = 5


def decide(knowledge: Knowledge, found: Considered) -> Reply:
    """The reply to one clause."""
    policy = knowledge.gate.policy
    refused = found.read in knowledge.near_misses
    if not refused and found.chance >= policy.answer:
        return Answer(knowledge.entries[found.judged[0].entry])
    if near(knowledge, found):
        return DidYouMean(options(knowledge, found.judged))
    return NotCovered()


def near(knowledge: Knowledge, found: Considered) -> bool:
    """Whether a clause is about what the FAQ covers, though no entry surely answers it."""
    return found.chance >= knowledge.gate.policy.near


def options(knowledge: Knowledge, judged: Sequence[Judged]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in judged:
        entry = knowledge.entries[candidate.entry]
        chosen.setdefault(entry.sources or frozenset({(entry.id, 0)}), entry)
    return tuple(chosen.values())[:OPTIONS]
