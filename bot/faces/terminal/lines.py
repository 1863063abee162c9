"""A turn as lines of text: what a person reads in a pipe, and, with colours, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from bot.core.article import Citation
from bot.core.faq import Entry
from bot.core.links import plain
from bot.core.reply import Answer, NotCovered, Passage, SmallTalk, citations_of, suggestions_of
from bot.core.turn import Part, Turn
from bot.faces.wording import NEAR, OFFERS, lead

Style = Literal["question", "answer", "quote", "source", "hint", "option", "none"]


class Line(NamedTuple):
    """A line and what it is; `text` may hold the line breaks of a quoted sentence."""

    text: str
    style: Style = "none"


def lines_of(turn: Turn) -> Iterator[Line]:
    """The lines of a turn; several questions each come under their own."""
    for number, part in enumerate(turn.parts):
        if number:
            yield Line("")
        if len(turn.parts) > 1:
            yield Line(f"“{part.question}”", "question")
        yield from _part(part)


def text_of(turn: Turn) -> str:
    """What a person would read."""
    return "\n".join(line.text for line in lines_of(turn))


def part_text(part: Part) -> str:
    """What a person would read of one part."""
    return "\n".join(line.text for line in _part(part))


def _part(part: Part) -> Iterator[Line]:
    reply = part.reply
    first = plain(lead(reply))
    if first:
        yield Line(first, "answer" if isinstance(reply, Answer | Passage) else "none")
    cited = citations_of(reply)
    if first and cited:
        yield Line("")
    yield from _citations(cited)
    options = suggestions_of(reply)
    if options and isinstance(reply, NotCovered):
        yield Line(NEAR, "hint")
    if options and isinstance(reply, SmallTalk):
        yield Line(OFFERS, "hint")
    yield from _options(options)


def _citations(cited: Sequence[Citation]) -> Iterator[Line]:
    for number, citation in enumerate(cited, start=1):
        yield Line(f"[{number}] {citation.quote}", "quote")
        yield Line(f"    {source_of(citation)}", "source")


def source_of(citation: Citation) -> str:
    """Where a quote stands: title, sentence number and date."""
    article = citation.article
    return f"{article.title}, sentence {citation.number}, {article.published or 'undated'}"


def _options(entries: Sequence[Entry]) -> Iterator[Line]:
    for entry in entries:
        yield Line(f"  - {entry.question}", "option")
