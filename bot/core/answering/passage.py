"""Passages: where no entry fits, sentences that no entry cites and that explain every word."""

from __future__ import annotations

from bot.core.answering.consider import Considered
from bot.core.article import Citation
from bot.core.gate.weighing import weighed
from bot.core.knowledge import Knowledge


def passage(knowledge: Knowledge, found: Considered) -> tuple[Citation, ...]:
    """The sentence that plainly answers, or none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    policy = knowledge.gate.policy
    total = found.asked.total
    if not knowledge.uncited or found.followed or total < policy.passage_weight:
        return ()
    best, share = None, 0.0
    for sentence, profile in knowledge.uncited:
        explained = [profile.explains(unit) for unit in found.asked.units]
        covered = weighed(found.asked, explained) / total
        if covered > share:
            best, share = sentence, covered
    return (best,) if best is not None and share >= policy.passage else ()
