"""How common a word is in English at large: rare words inform, common ones don't."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.core.gate.lexicon import data

RAREST = 3.5  # given to words below the extract's least value


@lru_cache(maxsize=1)
def zipf() -> Mapping[str, float]:
    """The Zipf value of each word of the extract, read once."""
    found: dict[str, float] = {}
    for row in data("words.txt").splitlines():
        if not row.startswith("#"):
            value, _, words = row.partition(": ")
            found.update(dict.fromkeys(words.split(), float(value)))
    return found
