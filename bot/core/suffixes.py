"""Where a string stands in a long text, for many strings: a search without reading the text."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from bot.core.matching.grid import Ints


class Suffixes:
    """The places of a text in the alphabetical order of what begins there (a suffix array).

    Built in n log² n at worst by doubling: sorted by one letter, by two, by four. A search takes
    about as many comparisons as the text's length has binary digits. (Manber and Myers 1993.)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._order = _sorted(text)

    def starts(self, wanted: str, most: int) -> list[int]:
        """The first places, in order and at most so many, where `wanted`, not empty, stands."""
        length = len(wanted)
        first = self._bisected(lambda found: found >= wanted, length)
        after = self._bisected(lambda found: found > wanted, length)
        return [int(place) for place in np.sort(self._order[first:after])[:most]]

    def _bisected(self, holds: Callable[[str], bool], length: int) -> int:
        """The first place in the order whose next `length` letters fulfil a condition."""
        low, high = 0, len(self._order)
        while low < high:
            middle = (low + high) // 2
            start = int(self._order[middle])
            if holds(self._text[start : start + length]):
                high = middle
            else:
                low = middle + 1
        return low


def _sorted(text: str) -> Ints:
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    rank = np.unique(letters, return_inverse=True)[1].astype(np.int64)
    width, count = 1, len(rank)
    while True:
        behind = np.zeros(count, dtype=np.int64)
        behind[: max(0, count - width)] = rank[width:] + 1
        keys = rank * (count + 1) + behind
        order = np.argsort(keys, kind="stable")
        ranked = keys[order]
        new = np.cumsum(np.diff(ranked, prepend=ranked[:1]) != 0)
        rank[order] = new
        width *= 2
        if not count or new[-1] == count - 1:
            return order
