"""What the ranker chooses from: each entry of a FAQ and, behind them all, its near misses.

The ranker knows its targets by number alone. Which number is an entry and which the near misses is
worked out here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from bot.answering.entry import Entry, Faq
from bot.matching.ranker import Phrasing, Ranked


def targets(faq: Faq) -> Iterator[Phrasing]:
    """All phrasings of all entries, then all near misses, as the ranker takes them.

    Entries go by their position; the near misses share the number after the last.
    """
    for position, entry in enumerate(faq.entries):
        for text in entry.questions:
            yield Phrasing(position, text)
    for line in faq.not_covered:
        yield Phrasing(len(faq.entries), line)


def entry_of(faq: Faq, number: int) -> Entry | None:
    """The entry that has a number of the ranker; None if the near misses have it."""
    return faq.entries[number] if number < len(faq.entries) else None


class TargetScores(NamedTuple):
    """The ranker's scores for a question, 0 to 1: of entries by position, the best first.

    That of the near misses is None where they are not among the best.
    """

    entries: Mapping[int, float]
    near_misses: float | None

    @classmethod
    def of(cls, faq: Faq, ranked: Iterable[Ranked]) -> TargetScores:
        """What the ranker of a FAQ found."""
        scores = {one.entry: one.score for one in ranked}
        near_misses = scores.pop(len(faq.entries), None)
        return cls(scores, near_misses)

    def blended(self, other: TargetScores, share: float) -> TargetScores:
        """These scores with the `share` of others mixed in."""
        entries = {
            position: _blended(self.entries.get(position), other.entries.get(position), share)
            for position in (*self.entries, *other.entries)
        }
        ordered = dict(sorted(entries.items(), key=lambda row: (-row[1], row[0])))
        if self.near_misses is None and other.near_misses is None:
            return TargetScores(ordered, None)
        return TargetScores(ordered, _blended(self.near_misses, other.near_misses, share))


def _blended(mine: float | None, theirs: float | None, share: float) -> float:
    return (1 - share) * (mine or 0.0) + share * (theirs or 0.0)
