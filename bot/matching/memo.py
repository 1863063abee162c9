"""Lately: results that were worked out not long ago, bounded in number.

What is remembered is no part of what it was worked out from: a knowledge that is replaced is freed
at once, without the collector of cycles.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, partial
from typing import Any, TypeVar
from weakref import proxy

T = TypeVar("T")
A = TypeVar("A", bound=Hashable)


class Lately:
    """Remembers up to `most` results by a key; of more the one that was longest unused is dropped.

    Threads may share it; at worst two of them work something out twice.
    """

    __slots__ = ("_found", "_most")

    def __init__(self, most: int) -> None:
        self._most = most
        self._found: dict[Hashable, Any] = {}

    def __len__(self) -> int:
        return len(self._found)

    def get(self, key: Hashable, work: Callable[[], T]) -> T:
        """The result for a key: the remembered one, else what `work` gives, which is kept."""
        found: T | None = self._found.pop(key, None)
        if found is None:
            found = work()
        self._found[key] = found  # behind all others: a dictionary keeps the order of insertion
        while len(self._found) > self._most:
            try:
                self._found.pop(next(iter(self._found)), None)
            except (RuntimeError, StopIteration):  # another thread was at it
                break
        return found


def remembering(most: int, method: Callable[[A], T]) -> Callable[[A], T]:
    """A bound method that remembers up to `most` results, for its object to keep as a field.

    `functools.lru_cache` alone would hold the object that holds it.
    """
    owner, function = proxy(method.__self__), method.__func__  # type: ignore[attr-defined]  # bound
    return lru_cache(maxsize=most)(partial(function, owner))
