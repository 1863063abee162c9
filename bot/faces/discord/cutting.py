"""Cutting: what exceeds a room is cut at a sentence, and the rest is kept for the next page."""

from __future__ import annotations

import re
from collections.abc import Callable

_SENTENCE = re.compile(r"[.!?…。！？]+[\"'”’»)\]]*(?=\s)|\n+")
_WORD = re.compile(r"\s+")
ELLIPSIS = "…"

Measure = Callable[[str], int]


def cut(text: str, room: int, size: Measure = len) -> tuple[str, str]:
    """The longest beginning of `text` that fits the room, and the rest, which may be empty.

    It ends at a sentence if one ends within the room, else at a word, else in a word.
    `size` tells how much room a text takes once shown: at least its length, and it must not shrink
    as a text grows. So no more of a text is measured than there is room for.
    """
    if len(text) <= room and size(text) <= room:
        return text, ""
    whole = _largest(text, room, size)
    for pattern in (_SENTENCE, _WORD):
        ends = [found.end() for found in pattern.finditer(text, 0, whole + 1)]
        ends = [end for end in ends if 0 < end <= whole]
        if ends:
            return text[: ends[-1]].rstrip(), text[ends[-1] :].lstrip()
    return text[:whole], text[whole:]


def _largest(text: str, room: int, size: Measure) -> int:
    """How many characters fit; at least one, so that cutting always comes to an end."""
    low, high = 1, max(1, min(len(text), room))
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return low


def shortened(text: str, room: int) -> str:
    """The text if it fits, else its beginning up to a word, with an ellipsis."""
    if len(text) <= room:
        return text
    kept = text[: room - 1]
    head = kept[: kept.rfind(" ")] if " " in kept[room // 2 :] else kept
    return head.rstrip() + ELLIPSIS


def whole_lines(text: str, room: int, more: str) -> str:
    """The text if it fits, else as many whole lines as fit, and a last one that says there is more.

    A first line that does not fit is shortened.
    """
    if len(text) <= room:
        return text
    end = text.rfind("\n", 0, room - len(more))
    head = text[:end] if end >= 0 else shortened(text, room - len(more) - 1)
    return f"{head}\n{more}"
