"""Sentences: an article's text is split into spans that lose no character but white space.

The splitting is syntok's (`syntok.segmenter.analyze`, which keeps offsets over the whole text,
where `process` starts them anew at each blank line and rewrites words). Compared with sentencex
on the table of golden sentences in the tests, each given the lines of the text, the two fail
about as often; but sentencex takes a quotation of several sentences for one, which a citation
must not be, cuts inside addresses, and needs a compiled wheel for each platform and Python.
syntok is pure Python over `regex`. It is the slower one, in starting and in running; so it is
imported at the first split, and an article is split once, when it is loaded.

On top of it stands `bot.article.boundaries`: which line breaks end a sentence, and a table of cuts
that the library makes or misses. Who said it belongs to what was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise

from bot.article.boundaries import mended, runs_on, wrap_width


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open stretch of a text.

    Offsets are 0-based and count code points of the text as decoded from UTF-8 without newline
    translation: `start` is the first character, `end` is the one after the last.
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """Give the slice of `text` that the span stands for, character for character."""
        return text[self.start : self.end]

    def trimmed(self, text: str) -> Span:
        """Give the span without the white space at its ends.

        White space is what `str.isspace` says; the zero-width space is not. A span of nothing
        but white space becomes empty, with equal ends.
        """
        words = self.of(text)
        start = self.end - len(words.lstrip())
        return Span(start, max(start, self.start + len(words.rstrip())))


class Kind(StrEnum):
    """What a unit of an article is: a sentence of prose, or a stretch that is cited as a whole."""

    SENTENCE = "sentence"
    HEADING = "heading"
    ITEM = "item"
    ROW = "row"
    CODE = "code"


_SAID = r"(?=[\s*_|:-]*[^\s*_|:-])"  # a rule between paragraphs is made of such marks alone
_MARKS = {
    Kind.HEADING: re.compile(rf"#{{1,6}}[ \t]+{_SAID}"),
    Kind.ITEM: re.compile(rf"(?:[-*][ \t]+|(?=\d{{1,3}}\.[ \t])){_SAID}"),  # a number is said
    Kind.ROW: re.compile(rf"\|[ \t]*{_SAID}"),
}
"""The marks of Markdown that tell what a line is."""

_ROW = re.compile(r"(?s:.*)[^|\s]")  # without the marks and the white space at its end
_RULE = re.compile(r"\|[\s|:-]*-[\s|:-]*")  # the line under the heads of a table
_FENCE = re.compile(r"[ \t]*(`{3,})([^`\r\n]*)")


def units(text: str) -> Iterator[tuple[Kind, Span]]:
    r"""Split `text` into its units: sentences, headings, list items, rows of tables, code.

    The spans ascend and do not overlap; none is empty; each starts and ends on a character that is
    not white space. Only white space and the marks that tell the kinds lie between them: `# `,
    `- `, `* `, `| `, and the lines of three backticks around code. White space is what
    `str.isspace` says, and a byte-order mark at the start of the text. Any string has its units:
    nothing raises.

    Args:
        text: An article as decoded from UTF-8 without newline translation ("\r\n" stays two
            characters).

    Yields:
        The units in order, offsets in code points.
    """
    if text.startswith(_BYTE_ORDER_MARK):
        text = " " + text[1:]
    for kind, block in blocks(text):
        prose, short = kind is Kind.SENTENCE, block.end - block.start <= LONGEST
        spans = _sentences(text, block) if prose or not short else [block]
        for span in _attached(text, spans) if prose else spans:
            yield kind, span


def blocks(text: str) -> Iterator[tuple[Kind, Span]]:
    """Give the stretches of `text`, in order, that no sentence leaves: lines, unwrapped.

    Together the blocks cover all of the text but white space and the marks of their kinds. Line
    breaks are those of `str.splitlines`.
    """
    lines = text.splitlines(keepends=True)
    code = _code(lines)
    width = _width(lines, code)
    start = end = 0
    for (before, inside), (line, within) in pairwise(zip(["", *lines], [0, *code], strict=True)):
        if inside != within or not (within or runs_on(before, line, width)):
            yield from _block(text, Span(start, end), coded=inside > 0)
            start = end
        end += len(line)
    yield from _block(text, Span(start, end), coded=bool(code and code[-1]))


def _block(text: str, lines: Span, *, coded: bool) -> Iterator[tuple[Kind, Span]]:
    """Give a block with its kind and without the marks that tell it, if anything is left."""
    whole = lines.trimmed(text)
    kind, start, end = Kind.SENTENCE, whole.start, whole.end
    if coded:
        words = whole.of(text)
        inner = words.splitlines(keepends=True)
        kind, start, end = Kind.CODE, start + len(inner[0]), end - len(inner[-1])
    else:
        for marked, mark in _MARKS.items():
            if found := mark.match(text, start, end):
                kind, start = marked, found.end()
                break
    span = Span(start, end).trimmed(text)
    if kind is Kind.ROW:
        said = _ROW.match(text, span.start, span.end)
        span = Span(span.start, said.end() if said else span.start)
    if span.start < span.end and not _RULE.fullmatch(text, span.start, span.end):
        yield kind, span


def _code(lines: Sequence[str]) -> list[int]:
    """The number of the block of code that each line belongs to, fences included; 0 elsewhere.

    A fence that no other closes is a line like any other.
    """
    fences = [_FENCE.match(line) for line in lines]
    closing = [len(one[1]) if one and not one[2].strip() else 0 for one in fences]
    ahead = [*accumulate(reversed(closing), max, initial=0)][::-1]  # the longest from a line on
    numbers, number, needed = [], 0, 0
    for place, fence in enumerate(fences):
        opens = not needed and fence is not None and ahead[place + 1] >= len(fence[1])
        if opens and fence:
            number, needed = number + 1, len(fence[1])
        numbers.append(number if needed else 0)
        if not opens and needed and closing[place] >= needed:
            needed = 0
    return numbers


def _width(lines: Sequence[str], code: Sequence[int]) -> int:
    """The width at which the lines that are no code were wrapped; 0 when they were not."""
    return wrap_width([line for line, inside in zip(lines, code, strict=True) if not inside])


LONGEST = 20_000
"""How many characters the library gets at once. A sentence longer than this is cut, so that time
and memory stay in proportion to the text whatever it holds; no sentence of prose comes near."""

_BYTE_ORDER_MARK = "\ufeff"
_WORD_CHARACTER = re.compile(r"\w")


def paragraphs(text: str, spans: Sequence[Span]) -> tuple[int, ...]:
    """Number the paragraph of each sentence, from 0.

    In a text of wrapped lines a paragraph ends at a blank line; in any other, where each paragraph
    is a line, at each line break. A line break inside a sentence ends nothing.

    Args:
        text: The text that was split.
        spans: Its sentences in order, as `units` gives them.

    Returns:
        One number per sentence; equal for sentences of the same paragraph, else one more.
    """
    lines = text.splitlines(keepends=True)
    needed = 2 if _width(lines, _code(lines)) else 1
    numbers = [0] if spans else []
    for before, span in pairwise(spans):
        breaks = len(f"{text[before.end : span.start]}.".splitlines()) - 1
        numbers.append(numbers[-1] + (breaks >= needed))
    return tuple(numbers)


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


# Attributions: what only says whose the quotation before it is, such as “Bloomberg wrote.” Alone it
# answers nothing, and the quotation without it lacks its speaker; so it belongs to that. The
# patterns are narrow on purpose: a sentence that says anything of its own stays one.

LONGEST_ATTRIBUTION = 160
"""An attribution is short, in characters; what is longer tells something of its own."""

_QUOTATION_ENDS = re.compile(r"[.!?…,][”’\"'»]{1,3}\Z")

_TELLING = re.compile(
    r"\b(?:what|that|which|who|how|why|if|as|is|are|was|were|be|has|have|had|did|does|do|would|will"
    r"|could|can|may|might|should|not|no|never|nobody|nothing|none|and|but|or)\b",
    re.IGNORECASE,
)
"""Words by which a subject turns out to be a clause: “That is what he said.”"""

_VERB = (
    r"(?:sa(?:id|ys)|wr(?:ote|ites)|report(?:ed|s)|add(?:ed|s)|ask(?:ed|s)|repl(?:ied|ies)"
    r"|not(?:ed|es)|explain(?:ed|s)|stat(?:ed|es)|announc(?:ed|es)|claim(?:ed|s)|warn(?:ed|s)"
    r"|argu(?:ed|es)|comment(?:ed|s)|conclud(?:ed|es)|insist(?:ed|s)|tweet(?:ed|s)|post(?:ed|s))"
)
_NAME = r"[A-Z][\w&’'-]*"
_WORD = r"(?:(?:Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|[A-Z])\.|[\w&’'-]+)"
_LISTENER = (
    r"(?:(?:reporters|journalists|investors|analysts|employees|staff|users|members|customers)"
    rf"|(?:[Tt]he\s+)?{_NAME}(?:\s+{_NAME}){{0,3}})"
)
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_WHEN_OR_WHERE = (
    rf"\s+(?:(?:on|late|early|last)\s+{_DAY}|{_DAY}|yesterday|today|later|afterwards|at\s+the\s+time"
    rf"|to\s+{_LISTENER}"
    r"|in\s+(?:a|an|the|its|his|her|their)\s+(?:\w+\s+){0,2}"
    r"(?:statement|interview|post|tweet|email|report|letter|memo|note|press\s+release))"
)
_ATTRIBUTION = (
    rf"(?P<subject>{_WORD}(?:\s+{_WORD}){{0,6}}?)\s+(?:{_VERB}|(?:told|tells)\s+{_LISTENER})"
    rf"(?:{_WHEN_OR_WHERE}){{0,2}}\."
    rf"|(?:Said|Says|Wrote|Writes)\s+(?:[Tt]he\s+)?{_WORD}(?:\s+{_NAME}){{0,3}}\."
)


def _attached(text: str, spans: Iterable[Span]) -> list[Span]:
    """Join each attribution that stands alone after a quotation to the sentence before it.

    The spans are in order, all of one paragraph.
    """
    kept: list[Span] = []
    for span in spans:
        before = kept[-1] if kept else Span(0, 0)
        end = text[max(before.start, before.end - 4) : before.end]
        if span.end - span.start <= LONGEST_ATTRIBUTION and _QUOTATION_ENDS.search(end):
            said = re.fullmatch(_ATTRIBUTION, span.of(text))  # compiled at the first use
            if said and not _TELLING.search(said["subject"] or ""):
                kept[-1] = Span(before.start, span.end)
                continue
        kept.append(span)
    return kept
