"""Completion: natural questions while somebody types, by the same ranker that answers."""

from __future__ import annotations

from bot.core.faq import Entry
from bot.core.knowledge import Knowledge


def complete(knowledge: Knowledge, typed: str, limit: int) -> tuple[Entry, ...]:
    """The entries that somebody who has typed this far may mean, best first, at most `limit`."""
    if not typed.strip():
        return knowledge.entries[:limit]
    ranked = knowledge.matcher.rank(typed, limit=limit)
    return tuple(knowledge.entries[found.entry] for found in ranked if found.score > 0)
