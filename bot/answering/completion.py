"""Completes what somebody is typing: whole questions, by the ranker that answers."""

from __future__ import annotations

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.matching.text import ending

MOST = 25  # as many as Discord shows at once
TYPED = 200  # characters, normalised, that are looked at; the last ones
LIKELY = 0.25  # the least score by the ranker alone


def complete(knowledge: Knowledge, typed: str, limit: int) -> tuple[Entry, ...]:
    """The entries that somebody who has typed this far may want, the likeliest first.

    Args:
        knowledge: What to choose from.
        typed: What stands in the field; for an empty one the first entries are given, those about
            the same sentences left out.
        limit: How many at most; never more than 25.

    Returns:
        The entries; equally likely ones in the FAQ's order.
    """
    most = max(0, min(limit, MOST))
    text = ending(typed, TYPED)
    if not text.strip():
        return _first(knowledge)[:most]
    begun = knowledge.completer.scores(text)
    ranked = knowledge.ranker.rank(text, limit=MOST)
    likely = {one.entry: one.score for one in ranked if knowledge.targets.is_entry(one.entry)}
    total = {
        entry: round(begun.get(entry, 0.0) + likely.get(entry, 0.0), 6)
        for entry in {*begun, *(e for e, score in likely.items() if score >= LIKELY)}
    }
    best = sorted(total, key=lambda entry: (-total[entry], entry))
    return tuple(knowledge.entries[entry] for entry in best[:most])


def _first(knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries in the FAQ's order, one for each set of sentences."""
    chosen: dict[object, Entry] = {}
    for entry in knowledge.entries:
        chosen.setdefault(entry.stands_on, entry)
    return tuple(chosen.values())
