"""Nearness: the phrasings that lead another entry's way most, were they not there themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.care.check.collisions import collisions
from bot.core.faq import Entry
from bot.core.knowledge import Knowledge

SHOWN = 40  # pairs: further ones are too far apart to matter
PULL = 0.25  # a rival's score; below it no reply comes of a question


@dataclass(frozen=True, slots=True)
class Near:
    """A phrasing, taken out: the scores of its own entry and of the rival, 0 to 1.

    `collides` tells that the check warns of it.
    """

    entry: Entry
    text: str
    rival: Entry
    own: float
    other: float
    collides: bool

    @property
    def lead(self) -> float:
        """By how much its own entry leads; negative where the rival does."""
        return self.own - self.other


def nearest_pairs(knowledge: Knowledge, limit: int = SHOWN) -> tuple[Near, ...]:
    """The nearest pairs of a phrasing and an entry that cites other sentences, nearest first."""
    pairs = sorted(_pairs(knowledge), key=lambda near: (near.lead, near.entry.id, near.text))
    return tuple(pairs[:limit])


def _pairs(knowledge: Knowledge) -> Iterator[Near]:
    warned = {(one.entry.id, one.text) for one in collisions(knowledge)}
    entries = knowledge.entries
    phrasings = [(entry, text) for entry in entries for text in entry.questions]
    rehearsal = knowledge.matcher.leave_one_out()
    scores = zip(rehearsal.phrasings, rehearsal.own, rehearsal.other, rehearsal.rival, strict=True)
    for place, own, other, position in scores:
        if place >= len(phrasings) or position >= len(entries):
            continue  # the matcher learns near misses too; how near those come is the check's
        (entry, text), rival = phrasings[place], entries[position]
        if rival.sources != entry.sources and other >= PULL:
            yield Near(entry, text, rival, own, other, (entry.id, text) in warned)
