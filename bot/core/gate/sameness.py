"""Sameness: whether a question is a phrasing but for words that change nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from bot.core.gate.lexicon import Kind, lexicon
from bot.core.gate.wordlists import grammar
from bot.core.text import stem

FEWEST = 2  # a single word is like too many questions

Bare = tuple[str, ...]


def stripped(words: Sequence[str]) -> Bare:
    """The stems of a text in their order, without chat, articles and the like."""
    return tuple(stem(word) for word in words if not _idle(word))


def _idle(word: str) -> bool:
    if word in grammar("idle"):
        return True
    term = lexicon().exact(word)
    return term is not None and term.kind is Kind.CHAT and not term.concepts


def same(
    phrasings: Iterable[Iterable[Sequence[str]]], refused: Iterable[Sequence[str]]
) -> Mapping[Bare, int]:
    """For what is left of each phrasing its entry, by position; without what is not its alone."""
    found: dict[Bare, int] = {}
    shared: set[Bare] = {stripped(line) for line in refused}
    for entry, texts in enumerate(phrasings):
        for text in texts:
            left = stripped(text)
            if found.setdefault(left, entry) != entry:
                shared.add(left)
    return {
        left: entry for left, entry in found.items() if len(left) >= FEWEST and left not in shared
    }
