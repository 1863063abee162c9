"""Passages: where no entry fits, sentences that no entry cites and that explain every word."""

from __future__ import annotations

from bot.core.answering.consider import Considered
from bot.core.article import Citation
from bot.core.knowledge import Knowledge


def passage(knowledge: Knowledge, found: Considered) -> tuple[Citation, ...]:
    """The sentence that plainly answers, or none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    policy = knowledge.gate.policy
    if found.followed or found.asked.total < policy.passage_weight:
        return ()
    best = knowledge.uncited.best(found.asked, policy.passage)
    return (best,) if best is not None else ()
