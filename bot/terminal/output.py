"""What the commands print with: replies as lines, colours on a terminal, a bar of progress.

The library for colours and tables (rich) is imported when it is needed: `ask` in a pipe is not.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from bot.answering.entry import Entry
from bot.answering.reply import (
    Answer,
    Part,
    Passage,
    Response,
    citations_of,
    suggestions_of,
    wording_of,
)
from bot.article.article import Citation, Kind
from bot.article.links import plain
from bot.article.visible import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from bot.faq.writing import Change


# A response as lines of text: what a person reads in a pipe, and, with colours, on a terminal.

Style = Literal["question", "answer", "quote", "source", "hint", "option", "none"]


class StyledLine(NamedTuple):
    """A line and what it is; `text` may hold the line breaks of a quoted sentence."""

    text: str
    style: Style = "none"


LEFT = "That is too much at once. Please ask these on their own:"


def lines_of(response: Response) -> Iterator[StyledLine]:
    """The lines of a response; several questions each come under their own."""
    for number, part in enumerate(response.parts):
        if number:
            yield StyledLine("")
        if len(response.parts) > 1:
            yield StyledLine(f"“{part.question}”", "question")
        yield from _part(part)
    if response.left:
        yield StyledLine("")
        yield StyledLine(f"{LEFT} {' · '.join(map(plain, response.left))}", "hint")


def text_of(response: Response) -> str:
    """What a person would read."""
    return "\n".join(line.text for line in lines_of(response))


def part_text(part: Part) -> str:
    """What a person would read of one part."""
    return "\n".join(line.text for line in _part(part))


def _part(part: Part) -> Iterator[StyledLine]:
    reply = part.reply
    wording = wording_of(reply)
    style: Style = "answer" if isinstance(reply, Answer | Passage) else "none"
    said = [
        StyledLine(plain(wording.lead), style),
        StyledLine(wording.question, "question"),
        StyledLine(plain(wording.answer), "none"),
    ]
    spoken = [line for line in said if line.text]
    yield from spoken
    cited = citations_of(reply)
    if spoken and cited:
        yield StyledLine("")
    yield from _citations(cited)
    if wording.before_suggestions:
        yield StyledLine(wording.before_suggestions, "hint")
    yield from _options(suggestions_of(reply))


def _citations(cited: Sequence[Citation]) -> Iterator[StyledLine]:
    for number, citation in enumerate(cited, start=1):
        yield StyledLine(_quote_of(number, citation), "quote")
        yield StyledLine(f"    {source_of(citation)}", "source")


def _quote_of(number: int, citation: Citation) -> str:
    """The quote, under what introduces it; code on lines of its own."""
    code = citation.sentence.kind is Kind.CODE
    lines = [*citation.leads, *(citation.quote.splitlines() if code else [citation.quote])]
    own = "\n    " if code and not citation.leads else " "
    return f"[{number}]{own}" + "\n    ".join(lines)


def source_of(citation: Citation) -> str:
    """Where a quote stands: title, sentence number and date."""
    article = citation.article
    return f"{article.title}, sentence {citation.number}, {article.published or 'undated'}"


def _options(entries: Sequence[Entry]) -> Iterator[StyledLine]:
    for entry in entries:
        yield StyledLine(f"  - {entry.question}", "option")


# Lines on a terminal, in colours; in a pipe, the lines alone.

_STYLES: dict[Style, str] = {
    "question": "bold",
    "answer": "bold",
    "quote": "green",
    "source": "dim",
    "hint": "cyan",
    "option": "cyan",
    "none": "",
}


def show(lines: Iterable[StyledLine], out: TextIO) -> None:
    """Write lines, without characters that a terminal obeys; on a terminal in colours."""
    if not out.isatty():  # what a pipe carries is mostly shown on a terminal in the end
        out.writelines(f"{harmless(line.text)}\n" for line in lines)
        out.flush()
        return
    console = console_on(out)
    from rich.text import Text

    for line in lines:
        console.print(Text(harmless(line.text), style=_STYLES[line.style]))


def tell_schema(written: Iterable[Change]) -> None:
    """Say of a new FAQ that its schema was written beside it."""
    said = "the schema that the first line names, for editors' tools."
    show((StyledLine(f"{one.path}: {said}") for one in written), sys.stdout)


def path_from_here(path: Path) -> Path:
    """A path as short as people would type it: from the working directory, where it is below."""
    whole, here = path.absolute(), Path.cwd()
    return whole.relative_to(here) if whole.is_relative_to(here) else path


def console_on(out: TextIO) -> Console:
    """A console that takes every text literally."""
    from rich.console import Console

    width = None if out.isatty() else 120
    return Console(file=out, markup=False, highlight=False, emoji=False, width=width)


def plain_table(*columns: str, numbers: Collection[str] = ()) -> Table:
    """An empty table without lines.

    Args:
        columns: The headings.
        numbers: Those of them whose columns hold numbers.
    """
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in columns:
        table.add_column(name, justify="right" if name in numbers else "left")
    return table


# How far a long command is.

STEPS_SHOWN_AS_ONE = 20  # drawing takes longer than a step


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on standard error while the block works; nothing where that is no terminal.

    Args:
        what: What is done, in a word or two.

    Yields:
        A function to call with how much is done, and of how much.
    """
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.progress import Progress

    with Progress(console=console_on(sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, count: int) -> None:
            if done % STEPS_SHOWN_AS_ONE == 0:
                bar.update(task, completed=done, total=count)

        yield advance
