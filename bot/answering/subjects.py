"""The subject of a FAQ: the rare words that by themselves say what is talked about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from bot.answering.profiles import Profile
from bot.matching.lexicon import bases
from bot.matching.text import tokens
from bot.matching.word_lists import grammar, zipf

COMMON, UNLISTED = 6.5, 3.3  # the Zipf value that says nothing, and that of a word in no list
RARE = 2.0  # what a word must say to name a subject: one in thirty thousand or less
RAREST = 3.0  # likewise to do so where few entries have it, or stand alone
USUAL = 0.3  # the share of the entries that are asked by the name of the subject


def information(word: str) -> float:
    """How much a word says about the subject, by how rare it or its base form is.

    Returns:
        Powers of ten below the commonest words; 0 for words that say nothing.
    """
    value = max(zipf().get(form, UNLISTED) for form in (word, *bases(word)))
    return 0.0 if word in grammar("asking") else max(0.0, COMMON - value)


def subject_of(title: str, entries: Sequence[Profile]) -> frozenset[str]:
    """The rare words of a FAQ's title and those by which many of its entries are asked."""
    asked = Counter(
        key[1:]
        for one in entries
        for key, strength in one.keys.items()
        if strength == 1.0 and key.startswith("=")
    )
    usual = (word for word, times in asked.items() if times >= USUAL * len(entries))
    return frozenset((*_rare(usual, RARE), *_rare(tokens(title), RAREST)))


def _rare(words: Iterable[str], least: float) -> Iterable[str]:
    return (word for word in words if word.isalpha() and information(word) >= least)
