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
    """The ranker's scores for a question, 0 to 1, each mapping with the best first.

    Entries go by their position, near misses by the place of the nearest line among all phrasings.
    """

    entries: Mapping[int, float]
    near_misses: Mapping[int, float]

    @classmethod
    def of(cls, faq: Faq, ranked: Iterable[Ranked]) -> TargetScores:
        """What the ranker of a FAQ found."""
        entries: dict[int, float] = {}
        near_misses: dict[int, float] = {}
        for one in ranked:
            if entry_of(faq, one.entry):
                entries[one.entry] = one.score
            else:
                near_misses[one.phrasing] = one.score
        return cls(entries, near_misses)

    def blended(self, other: TargetScores, share: float) -> TargetScores:
        """These scores with the `share` of others mixed in."""
        pairs = zip(self, other, strict=True)
        return TargetScores(*(_blended(mine, theirs, share) for mine, theirs in pairs))


def _blended(
    mine: Mapping[int, float], theirs: Mapping[int, float], share: float
) -> dict[int, float]:
    scores = {
        position: (1 - share) * mine.get(position, 0.0) + share * theirs.get(position, 0.0)
        for position in (*mine, *theirs)
    }
    return dict(sorted(scores.items(), key=lambda row: (-row[1], row[0])))
