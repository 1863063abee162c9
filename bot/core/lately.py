"""Lately: results that were worked out not long ago, bounded in number."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

T = TypeVar("T")


class Lately:
    """Remembers up to `most` results by a key; of more the one that was longest unused is dropped.

    Unlike `functools.lru_cache` it is no function: what owns one is not owned by it in turn, so
    that a replaced knowledge is freed at once. Threads may share it; at worst two of them work
    something out twice.
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
