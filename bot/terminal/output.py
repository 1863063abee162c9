"""Progress: a bar for the person at the terminal, on standard error; nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
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
from bot.article.article import Citation
from bot.article.links import plain
from bot.article.visible import harmless

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table


# A turn as lines of text: what a person reads in a pipe, and, with colours, on a terminal.

Style = Literal["question", "answer", "quote", "source", "hint", "option", "none"]


class Line(NamedTuple):
    """A line and what it is; `text` may hold the line breaks of a quoted sentence."""

    text: str
    style: Style = "none"


def lines_of(response: Response) -> Iterator[Line]:
    """The lines of a turn; several questions each come under their own."""
    for number, part in enumerate(response.parts):
        if number:
            yield Line("")
        if len(response.parts) > 1:
            yield Line(f"“{part.question}”", "question")
        yield from _part(part)


def text_of(response: Response) -> str:
    """What a person would read."""
    return "\n".join(line.text for line in lines_of(response))


def part_text(part: Part) -> str:
    """What a person would read of one part."""
    return "\n".join(line.text for line in _part(part))


def _part(part: Part) -> Iterator[Line]:
    reply = part.reply
    wording = wording_of(reply)
    first = plain(wording.lead)
    if first:
        yield Line(first, "answer" if isinstance(reply, Answer | Passage) else "none")
    cited = citations_of(reply)
    if first and cited:
        yield Line("")
    yield from _citations(cited)
    if wording.before_suggestions:
        yield Line(wording.before_suggestions, "hint")
    yield from _options(suggestions_of(reply))


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


# Lines on a terminal, in colours; in a pipe, the lines alone.

__all__ = ["console_on", "harmless", "show"]

_STYLES: dict[Style, str] = {
    "question": "bold",
    "answer": "bold",
    "quote": "green",
    "source": "dim",
    "hint": "cyan",
    "option": "cyan",
    "none": "",
}


def show(lines: Iterable[Line], out: TextIO) -> None:
    """Write lines, without characters that a terminal obeys; on a terminal in colours."""
    if not out.isatty():  # what a pipe carries is mostly shown on a terminal in the end
        out.writelines(f"{harmless(line.text)}\n" for line in lines)
        out.flush()
        return
    console = console_on(out)
    from rich.text import Text

    for line in lines:
        console.print(Text(harmless(line.text), style=_STYLES[line.style]))


def console_on(out: TextIO) -> Console:
    """A console that takes every text literally."""
    from rich.console import Console

    width = None if out.isatty() else 120
    return Console(file=out, markup=False, highlight=False, emoji=False, width=width)


# What decided, as tables in an editor's words.


def explain(response: Response, out: TextIO) -> None:
    """Write the evidence of each part of a turn."""
    console = console_on(out)
    for part in response.parts:
        console.print()
        console.print(harmless(f"Why, for “{part.question}”"))
        for table in _tables(part):
            if table.row_count:
                console.print(table)
        if part.evidence.rule:
            console.print(f"Decided: {part.evidence.rule}")
        if part.evidence.advice:
            console.print(f"To change it: {part.evidence.advice}")


def _tables(part: Part) -> tuple[Table, ...]:
    return _words(part), _candidates(part), _thresholds(part)


def _table(*columns: str, title: str) -> Table:
    from rich.table import Table

    return Table(*columns, title=title)


def _words(part: Part) -> Table:
    table = _table("word", "read as", "weight", "explained", title="Words of the question")
    for word in part.evidence.words:
        table.add_row(
            harmless(word.typed), word.read, f"{word.weight:.2f}", f"{word.explained:.0%}"
        )
    return table


def _candidates(part: Part) -> Table:
    """A column for each entry, so that many features stay readable."""
    candidates = part.evidence.candidates
    table = _table("", *(one.entry.id for one in candidates), title="Nearest entries")
    if not candidates:
        return table
    table.add_row("score", *(f"{one.score:.3f}" for one in candidates))
    table.add_row("confidence", *(f"{one.confidence:.3f}" for one in candidates))
    for number, (name, _) in enumerate(candidates[0].features):
        row = [f"{one.features[number][1]:.2f}" for one in candidates]
        table.add_row(name.replace("_", " "), *row, style="dim")
    return table


def _thresholds(part: Part) -> Table:
    table = _table("threshold", "reached", "needed", "", title="Thresholds")
    for name, reached, needed in part.evidence.thresholds:
        table.add_row(name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no")
    return table


STEP = 20  # so many steps are shown as one: drawing takes longer than a step


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar while the block works; it is told how much is done, of how much."""
    if not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.progress import Progress

    with Progress(console=console_on(sys.stderr), transient=True) as bar:
        task = bar.add_task(what, total=None)

        def tell(done: int, count: int) -> None:
            if done % STEP == 0:
                bar.update(task, completed=done, total=count)

        yield tell
