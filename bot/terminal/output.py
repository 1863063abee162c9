"""What the commands print with: replies as lines, what decided them, colours, a bar of progress.

The library for colours and tables (rich) is imported when it is needed: `ask` in a pipe needs none.
"""

from __future__ import annotations

import difflib
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO, TypeVar

from bot.answering.entry import Entry
from bot.answering.features import MEANINGS
from bot.answering.reply import (
    Answer,
    CandidateEvidence,
    Evidence,
    FeatureEvidence,
    Part,
    Passage,
    Response,
    citations_of,
    suggestions_of,
    wording_of,
)
from bot.article.article import Citation, Kind
from bot.article.visible import harmless, plain
from bot.faq.change_lines import why_lines

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from bot.faq.writing import Change


T = TypeVar("T")

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


# What decided a reply, in five lines, or as tables (`--why`, `--why=all`).

Why = Literal["short", "all"]
"""How much of the evidence is shown."""


class EvidenceTable(NamedTuple):
    """A table of the evidence: its title, its headings, its rows."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def explain(response: Response, out: TextIO, why: Why = "short") -> None:
    """Write what decided each part of a response."""
    for part in response.parts:
        lines = [f"Why, for “{' '.join(part.question.split())}”", *why_lines(part.evidence)]
        heading = StyledLine(lines[0], "question")
        show([StyledLine(""), heading, *map(StyledLine, lines[1:])], out)
        for one in _tables(part.evidence) if why == "all" else ():
            if one.rows:
                _print_table(one, out)


def _print_table(one: EvidenceTable, out: TextIO) -> None:
    from rich.table import Table

    table, console = Table(*one.head, title=one.title, title_justify="left"), console_on(out)
    for number, row in enumerate(one.rows):
        table.add_row(*row, end_section=(number, row[0]) == (2, "fit"))
    console.print()
    console.print(table)


def _tables(evidence: Evidence) -> Iterator[EvidenceTable]:
    yield words_table(evidence)
    yield _candidates_table(evidence.candidates)
    yield thresholds_table(evidence)
    if evidence.candidates:
        alone = ("score alone", "For: the score, as far as it says enough by itself in this FAQ.")
        head = ("feature", "for or against an entry")
        yield EvidenceTable("What the features say", head, [*MEANINGS, alone])


def words_table(evidence: Evidence) -> EvidenceTable:
    """The words of the question that weigh something."""
    rows = [
        [harmless(word.typed), word.read, f"{word.weight:.2f}", f"{word.explained:.0%}"]
        for word in evidence.words
    ]
    head = ("word", "read as", "weight", "explained")
    return EvidenceTable("Words of the question", head, rows)


def thresholds_table(evidence: Evidence) -> EvidenceTable:
    """The thresholds that were looked at."""
    rows = [
        [name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no"]
        for name, reached, needed in evidence.thresholds
    ]
    return EvidenceTable("Thresholds", ("threshold", "reached", "needed", ""), rows)


def _candidates_table(candidates: tuple[CandidateEvidence, ...]) -> EvidenceTable:
    """A column for each entry: the value of each feature, and what it adds to the fit."""
    rows = [
        ["confidence", *(f"{one.confidence:.3f}" for one in candidates)],
        ["score", *(f"{one.score:.3f}" for one in candidates)],
        ["fit", *(f"{one.fit:+.2f}" for one in candidates)],
        ["to begin with", *(f"{one.start:+.2f}" for one in candidates)],
    ]
    for number, meaning in enumerate(MEANINGS):
        rows.append([meaning.name, *(_added(one.features[number]) for one in candidates)])
    if any(one.by_score for one in candidates):
        rows.append(["score alone", *(f"{one.by_score:+.2f}" for one in candidates)])
    title = "Nearest entries, with each feature's value and what it adds to the fit"
    return EvidenceTable(
        title, ["", *(one.entry.id for one in candidates)], rows if candidates else []
    )


def _added(feature: FeatureEvidence) -> str:
    """The value, and what it adds where it is anything."""
    return f"{feature.value:.2f}  {feature.adds:+.2f}" if feature.value else "0"


def difference(before: bytes, after: bytes) -> Iterator[StyledLine]:
    """What a change does to a file, line by line."""
    old, new = (data.decode("utf-8-sig").splitlines() for data in (before, after))
    for line in difflib.unified_diff(old, new, n=1, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield StyledLine(f"  {line}", "answer" if line.startswith(("+", "-")) else "source")


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


def shown_progress(what: str, items: Iterable[T], count: int) -> Iterator[T]:
    """Some items as they come, of which there will be so many, with the bar beside them."""
    with progress(what) as advance:
        for number, one in enumerate(items, start=1):
            yield one
            advance(number, count)
