"""Completes what somebody is typing: whole questions, by the ranker that answers."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.section import Section
from bot.answering.targets import TargetScores
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
    found = [scored for section in knowledge.sections for scored in _scored(section, text)]
    found.sort(key=lambda scored: -scored[0])
    return tuple(entry for _, entry in found[:most])


def _scored(section: Section, text: str) -> Iterator[tuple[float, Entry]]:
    """The likely entries of a FAQ in order, each with its score."""
    begun = section.completer.scores(text)
    likely = TargetScores.of(section.faq, section.ranker.rank(text, limit=MOST)).entries
    for at in sorted({*begun, *(at for at, score in likely.items() if score >= LIKELY)}):
        score = begun.get(at, 0.0) + likely.get(at, 0.0)
        yield round(score, 6), section.faq.entries[at]


def _first(knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries in the FAQ's order, one for each set of sentences."""
    chosen: dict[object, Entry] = {}
    for entry in knowledge.entries:
        chosen.setdefault(entry.stands_on, entry)
    return tuple(chosen.values())
