"""Completion: natural questions while somebody types, by the same ranker that answers."""

from __future__ import annotations

from bot.core.faq import Entry
from bot.core.knowledge import Knowledge
from bot.core.text import ending

MOST = 25  # what a face can show at once
TYPED = 200  # characters, normalised, that are looked at; the last ones
LIKELY = 0.25  # the least score by the matcher alone


def complete(knowledge: Knowledge, typed: str, limit: int) -> tuple[Entry, ...]:
    """The entries that somebody who has typed this far may mean, best first.

    At most `limit`, and never more than 25; ties stand in the FAQ's order. For an empty field: the
    first entries, those about the same sentences left out.
    """
    most = max(0, min(limit, MOST))
    text = ending(typed, TYPED)
    if not text.strip():
        return _first(knowledge)[:most]
    held = knowledge.completer.scores(text)
    ranked = knowledge.matcher.rank(text, limit=MOST)
    likely = {found.entry: found.score for found in ranked if found.entry < len(knowledge.entries)}
    total = {
        entry: round(held.get(entry, 0.0) + likely.get(entry, 0.0), 6)
        for entry in {*held, *(e for e, score in likely.items() if score >= LIKELY)}
    }
    best = sorted(total, key=lambda entry: (-total[entry], entry))
    return tuple(knowledge.entries[entry] for entry in best[:most])


def _first(knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries in the FAQ's order, one for each set of sentences."""
    chosen: dict[object, Entry] = {}
    for entry in knowledge.entries:
        chosen.setdefault(entry.sources or entry.id, entry)
    return tuple(chosen.values())
