"""What the ranker chooses from: each entry and, behind them all, the near misses of each FAQ.

The ranker knows its targets and their phrasings by number alone. Which number is an entry and which
a near miss is worked out here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answering.entry import Entry, Faq
from bot.matching.ranker import Phrasing, Ranked


class TargetScores(NamedTuple):
    """The ranker's scores for a question, 0 to 1, each mapping with the best first.

    Entries go by their position among all entries, near misses by that among all near misses.
    """

    entries: Mapping[int, float]
    near_misses: Mapping[int, float]

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


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """Entries and near misses with the numbers that the ranker gives them.

    `phrasing_count` is how many phrasings all entries have; the lines of near misses are numbered
    after these.
    """

    faqs: tuple[Faq, ...]
    entries: tuple[Entry, ...]
    phrasing_count: int

    @classmethod
    def of(cls, faqs: Sequence[Faq]) -> Targets:
        """The targets of some FAQs, in their order."""
        entries = tuple(entry for faq in faqs for entry in faq.entries)
        return cls(tuple(faqs), entries, sum(len(entry.questions) for entry in entries))

    def phrasings(self) -> Iterator[Phrasing]:
        """All phrasings of all entries, as the ranker takes them."""
        for position, entry in enumerate(self.entries):
            for text in entry.questions:
                yield Phrasing(position, text)

    def near_misses(self) -> Iterator[Phrasing]:
        """All near misses, as the ranker takes them: those of one FAQ share a number."""
        for number, faq in enumerate(self.faqs, start=len(self.entries)):
            for line in faq.not_covered:
                yield Phrasing(number, line)

    def entry(self, number: int) -> Entry | None:
        """The entry that has a number of the ranker; None if near misses have it."""
        return self.entries[number] if self.is_entry(number) else None

    def is_entry(self, number: int) -> bool:
        """Whether a number of the ranker is an entry's, and so its position."""
        return number < len(self.entries)

    def near_misses_of(self, number: int) -> tuple[str, ...]:
        """The near misses that share a number of the ranker; empty for an entry."""
        return () if self.is_entry(number) else self.faqs[number - len(self.entries)].not_covered

    def scores(self, ranked: Iterable[Ranked]) -> TargetScores:
        """What the ranker found, with the nearest alone of the near misses of each FAQ."""
        entries: dict[int, float] = {}
        near_misses: dict[int, float] = {}
        for one in ranked:
            if self.is_entry(one.entry):
                entries[one.entry] = one.score
            else:
                near_misses[one.phrasing - self.phrasing_count] = one.score
        return TargetScores(entries, near_misses)
