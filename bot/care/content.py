"""Content: which words of a question say what it is about."""

from __future__ import annotations

from bot.core.gate.lexicon import Kind, lexicon

_LIGHT = (Kind.FUNCTION, Kind.CHAT)


def is_content(word: str) -> bool:
    """Whether a normalised word says what is asked about, and doesn't merely ask or join."""
    term = lexicon().exact(word)
    return term is None or term.kind not in _LIGHT
