"""How common a word is in English at large: rare words inform, common ones don't."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from bot.core.shipped import rows


@lru_cache(maxsize=1)
def zipf() -> Mapping[str, float]:
    """Some 15,000 words by Zipf value (7 the commonest, 3 one in a million), read once."""
    found: dict[str, float] = {}
    for row in rows("words.txt"):
        value, _, listed = row.partition(":")
        found.update(dict.fromkeys(listed.split(), float(value)))
    return MappingProxyType(found)
