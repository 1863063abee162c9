"""Each phrasing asked as a question, when it is not there."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from bot.core.matching.grid import shown


class Asked(NamedTuple):
    """What one phrasing scored; the fields are those of ``Rehearsal``."""

    phrasing: int
    own: float
    other: float
    rival: int
    absent: float
    absent_next: float


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What phrasings score as questions; all scores are from 0 to 1.

    ``phrasings`` are those that were asked: all, or in a large FAQ an even sample. For each of
    them, ``own`` is its entry's score when it is not there itself, ``other`` the best other
    entry's and ``rival`` that entry; ``absent`` is the top score when its whole entry is not
    there, and ``absent_next`` the one below it. The first should be answered, the absent refused.
    """

    entries: int
    phrasings: tuple[int, ...]
    own: tuple[float, ...]
    other: tuple[float, ...]
    rival: tuple[int, ...]
    absent: tuple[float, ...]
    absent_next: tuple[float, ...]

    @classmethod
    def of(cls, entries: int, found: Iterable[Asked]) -> "Rehearsal":
        """The rehearsal of a FAQ with so many entries."""
        rows = sorted(found)
        return cls(
            entries,
            tuple(row.phrasing for row in rows),
            tuple(shown(row.own) for row in rows),
            tuple(shown(row.other) for row in rows),
            tuple(row.rival for row in rows),
            tuple(shown(row.absent) for row in rows),
            tuple(shown(row.absent_next) for row in rows),
        )
