"""Sentences: an article's text is split into spans that lose no character but white space.

The splitting is syntok's (`syntok.segmenter.analyze`, which keeps offsets over the whole text,
where `process` starts them anew at each blank line and rewrites words). Compared with sentencex
on the table of golden sentences in the tests, each given the lines of the text, the two fail
about as often; but sentencex takes a quotation of several sentences for one, which a citation
must not be, cuts inside addresses, and needs a compiled wheel for each platform and Python.
syntok is pure Python over `regex`. It is the slower one, in starting and in running; so it is
imported at the first split, and an article is split once, when it is loaded.

On top of it stand which line breaks end a sentence, below, and `bot.article.boundaries` (a table of
cuts it makes or misses; who said it belongs to what was said).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.article.boundaries import attached, mended
from bot.article.span import Span

# Lines: which line breaks of an article end a sentence, and which merely wrap it.
#
# Articles come in two shapes. In the usual one every paragraph, heading and list item is a line of
# its own, and every line break ends a sentence. In the other the lines were wrapped at a width, and
# a sentence runs on from line to line. The shape is read off the text: see `wrap_width`.

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


LONGEST = 20_000
"""How many characters the library gets at once. A sentence longer than this is cut, so that time
and memory stay in proportion to the text whatever it holds; no sentence of prose comes near."""

_BYTE_ORDER_MARK = "\ufeff"
_WORD_CHARACTER = re.compile(r"\w")


def split(text: str) -> tuple[Span, ...]:
    r"""Split `text` into its sentences.

    The spans ascend and do not overlap; none is empty; each starts and ends on a character that is
    not white space; only white space lies between them. White space is what `str.isspace` says,
    and a byte-order mark at the start of the text. Any string has its sentences: nothing raises.

    Args:
        text: An article as decoded from UTF-8 without newline translation ("\r\n" stays two
            characters).

    Returns:
        The sentences in order, offsets in code points.
    """
    if text.startswith(_BYTE_ORDER_MARK):
        text = " " + text[1:]
    return tuple(span for block in blocks(text) for span in attached(text, _sentences(text, block)))


def paragraphs(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    """Number the paragraph of each sentence, from 0.

    In a text of wrapped lines a paragraph ends at a blank line; in any other, where each paragraph
    is a line, at each line break. A line break inside a sentence ends nothing.

    Args:
        text: The text that was split.
        spans: Its sentences in order, as `split` gives them.

    Returns:
        One number per sentence; equal for sentences of the same paragraph, else one more.
    """
    needed = 2 if wrap_width(text.splitlines(keepends=True)) else 1
    numbers = [0] if spans else []
    for before, span in pairwise(spans):
        gap = text[before.end : span.start]
        numbers.append(numbers[-1] + (_line_breaks(gap) >= needed))
    return tuple(numbers)


def _line_breaks(gap: str) -> int:
    """Count the line breaks in white space, however they are written."""
    return len(f"{gap}.".splitlines()) - 1


def _sentences(text: str, block: Span) -> Iterator[Span]:
    """Give the sentences of one block, piece by piece."""
    block = block.trimmed(text)
    start = block.start
    while start < block.end:
        piece = Span(start, min(start + LONGEST, block.end)).of(text)
        bounds = _bounds(piece, last=start + len(piece) == block.end)
        for begin, end in pairwise(bounds):
            span = Span(start + begin, start + end).trimmed(text)
            if span.start < span.end:
                yield span
        start += bounds[-1]


def _bounds(piece: str, *, last: bool) -> list[int]:
    """Give where the sentences of `piece` start, and where the next piece starts.

    The sentence at the end of a piece may go on after it, so the next piece starts with it again;
    unless it fills the piece: then it is cut at its last white space.
    """
    starts = _starts(piece)
    if last:
        return [*starts, len(piece)]
    if len(starts) > 1:
        return starts
    words = piece.rsplit(None, 1)
    return [0, len(words[0]) if words else len(piece)]


def _starts(piece: str) -> list[int]:
    """Give where the sentences of `piece` start, by the library and our rules on top.

    A sentence reaches to the start of the next, so that characters which the library takes for
    no part of any word (the zero-width space) stay in it. A piece without a word is one sentence.
    """
    if not _WORD_CHARACTER.search(piece):
        return [0]
    from syntok.segmenter import analyze  # 20 ms of processor time: not for every command

    found = {tokens[0].offset for paragraph in analyze(piece) for tokens in paragraph}
    return mended(piece, found | {0})
