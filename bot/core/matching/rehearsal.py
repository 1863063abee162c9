"""Each phrasing asked as a question, when it is not there."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.core.matching.grid import shown


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What phrasings score as questions; all scores are from 0 to 1.

    ``phrasings`` are those that were asked: all, or in a large FAQ an even sample. For each of
    them, ``own`` is its entry's score when it is not there itself, ``other`` the best other
    entry's and ``rival`` that entry, and ``absent`` the top score when its whole entry is not
    there. The first should be answered, the last refused.
    """

    phrasings: tuple[int, ...]
    own: tuple[float, ...]
    other: tuple[float, ...]
    rival: tuple[int, ...]
    absent: tuple[float, ...]

    @classmethod
    def of(cls, found: Iterable[tuple[int, float, float, int, float]]) -> "Rehearsal":
        """From a row for each phrasing, in the order of the fields."""
        rows = sorted(found)
        return cls(
            tuple(row[0] for row in rows),
            tuple(shown(row[1]) for row in rows),
            tuple(shown(row[2]) for row in rows),
            tuple(row[3] for row in rows),
            tuple(shown(row[4]) for row in rows),
        )
