"""How common English words are, from the data files that are part of the program."""

from functools import lru_cache

from bot.core.frequency import zipf
from bot.core.shipped import rows

PLAIN, SPREAD = 6.6, 2.2
"""On the Zipf scale (7 for the commonest word, 3 for once in a million) a word tells nothing at the
first of these figures, and all it can where it is the second below that."""

LEAST, FUNCTION = 0.4, 0.25
"""What the commonest words tell, and function words: less, but "who" and "not" matter."""


@lru_cache(maxsize=1)
def function() -> frozenset[str]:
    """Words that carry no information about the subject of a question."""
    return frozenset(word for line in rows("function.txt") for word in line.split())


def telling(word: str) -> float:
    """How much a word says, wherever it stands: from 0.25 to 1, in whole 64ths."""
    if word in function():
        return FUNCTION
    value = zipf().get(word)
    if value is None:
        return 1.0
    return round(64 * min(1.0, max(LEAST, (PLAIN - value) / SPREAD))) / 64
