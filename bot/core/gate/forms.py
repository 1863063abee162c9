"""Forms: the words that a word may be a form of, by regular endings or by the list of others."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bot.core.gate.wordlists import lines

_ENDINGS = (
    ("ss", ()),
    ("us", ()),
    ("ies", ("y", "ie")),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ied", ("y", "ie")),
    ("ed", ("", "e")),
    ("ying", ("y", "ie")),
    ("ing", ("", "e")),
    ("ily", ("y",)),
    ("ly", ("", "le")),
)


def bases(word: str) -> tuple[str, ...]:
    """The words that `word` may be a form of, the likeliest first; () if it stands for itself."""
    base = _irregular().get(word)
    if base is None:
        return _regular(word)
    return () if base == word else (base,)


@lru_cache(maxsize=8_192)
def _regular(word: str) -> tuple[str, ...]:
    if len(word) < 4 or not word.isascii():
        return ()
    for ending, stems in _ENDINGS:
        if word.endswith(ending):
            root = word[: -len(ending)]
            found = [root + tail for tail in stems if len(root + tail) > 1]
            if ending in ("ed", "ing") and len(root) > 2 and root[-1] == root[-2]:
                found.insert(0, root[:-1])
            return tuple(found)
    return ()


@lru_cache(maxsize=1)
def _irregular() -> Mapping[str, str]:
    listed = list(lines("irregular.txt"))
    forms = {
        form: line.name for line in listed if line.section == "forms" for form in line.members[1:]
    }
    return forms | {line.name: line.name for line in listed if line.section == "its own"}
