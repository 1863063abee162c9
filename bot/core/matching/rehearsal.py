"""Each phrasing asked as a question, when it is not there."""

from dataclasses import dataclass


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
