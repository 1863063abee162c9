"""How common English words are, from the data files that are part of the program."""

import pkgutil
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

PLAIN, SPREAD = 6.6, 2.2
"""On the Zipf scale (7 for the commonest word, 3 for once in a million) a word tells nothing at the
first of these figures, and all it can where it is the second below that."""

LEAST, FUNCTION = 0.4, 0.25
"""What the commonest words tell, and function words: less, but "who" and "not" matter."""


@lru_cache(maxsize=1)
def common() -> Mapping[str, float]:
    """Some 15,000 common words and how common they are, on the Zipf scale."""
    rows = (line.partition(":") for line in _lines("words.txt"))
    return MappingProxyType(
        {word: float(zipf) for zipf, _, listed in rows for word in listed.split()}
    )


@lru_cache(maxsize=1)
def function() -> frozenset[str]:
    """Words that carry no information about the subject of a question."""
    return frozenset(word for line in _lines("function.txt") for word in line.split())


def telling(word: str) -> float:
    """How much a word says, wherever it stands: from 0.25 to 1, in whole 64ths."""
    if word in function():
        return FUNCTION
    zipf = common().get(word)
    if zipf is None:
        return 1.0
    return round(64 * min(1.0, max(LEAST, (PLAIN - zipf) / SPREAD))) / 64


def _lines(name: str) -> list[str]:
    text = (pkgutil.get_data("bot.core", f"data/{name}") or b"").decode("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
