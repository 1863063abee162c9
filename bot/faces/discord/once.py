"""Once: what was dealt with already, bounded in size; the gateway may tell a thing twice."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Once:
    """Remembers the last `size` things, the longest ago forgotten first."""

    size: int = 10_000
    _seen: OrderedDict[Hashable, None] = field(default_factory=OrderedDict)

    def __contains__(self, thing: Hashable) -> bool:
        return thing in self._seen

    def first(self, thing: Hashable) -> bool:
        """Whether this is the first time; from now on it is not."""
        if thing in self._seen:
            return False
        self._seen[thing] = None
        if len(self._seen) > self.size:
            self._seen.popitem(last=False)
        return True

    def forget(self, thing: Hashable) -> None:
        """Let it be new again."""
        self._seen.pop(thing, None)
