"""Common English words, from the data files that are part of the program."""

import pkgutil
from functools import lru_cache


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Some 15,000 common words: the speller takes them to be meant as they are typed."""
    listed = (line.partition(":")[2] for line in _lines("words.txt"))
    return frozenset(word for words in listed for word in words.split())


@lru_cache(maxsize=1)
def function() -> frozenset[str]:
    """Words that carry no information about the subject of a question."""
    return frozenset(word for line in _lines("function.txt") for word in line.split())


def _lines(name: str) -> list[str]:
    text = (pkgutil.get_data("bot.core", f"data/{name}") or b"").decode("utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]
