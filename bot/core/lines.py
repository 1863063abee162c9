"""Lines: which line breaks of an article end a sentence, and which merely wrap it.

Articles come in two shapes. In the usual one every paragraph, heading and list item is a line of
its own, and every line break ends a sentence. In the other the lines were wrapped at a width, and
a sentence runs on from line to line. The shape is read off the text: see `wrap_width`.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from bot.core.span import Span

NARROWEST, WIDEST = 40, 120
"""Widths in characters at which people wrap prose; shorter lines are verse, headings or lists."""

_ITEM = re.compile(r"\s*(?:[-*+•◦‣▪]|#{1,6}|\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)])\s")
"""What opens a list item or a heading, which never runs on from the line above."""


def blocks(text: str) -> Iterator[Span]:
    """Give the stretches of `text`, in order, that no sentence leaves: lines, unwrapped.

    Together the blocks cover the whole text, line breaks and blank lines included. Line breaks are
    those of `str.splitlines`.
    """
    lines = text.splitlines(keepends=True)
    width = wrap_width(lines)
    start = end = 0
    for before, line in pairwise(["", *lines]):
        if not _runs_on(before, line, width):
            yield Span(start, end)
            start = end
        end += len(line)
    yield Span(start, end)


def wrap_width(lines: list[str]) -> int:
    """Tell at which width, in characters, `lines` were wrapped; 0 when they were not.

    A wrapper breaks a line only where the next word would not fit. Such breaks fall anywhere in a
    sentence, so that most of the words after them are in lower case; where each line is a
    paragraph, hardly any is.
    """
    width = max((n for line in lines if (n := len(line.rstrip())) <= WIDEST), default=0)
    if width < NARROWEST:
        return 0
    firsts = [
        line.split(None, 1)[0] for before, line in pairwise(lines) if _full(before, line, width)
    ]
    return width if firsts and 3 * sum(word[0].islower() for word in firsts) >= len(firsts) else 0


def _runs_on(before: str, line: str, width: int) -> bool:
    """Tell whether a sentence may run on from the line `before` into `line`."""
    return width > 0 and _full(before, line, width) and not _ITEM.match(line)


def _full(before: str, line: str, width: int) -> bool:
    """Tell whether the first word of `line` would not have fitted on the line `before`."""
    used, words = len(before.rstrip()), line.split(None, 1)
    return bool(used and words) and used <= width < used + 1 + len(words[0])
