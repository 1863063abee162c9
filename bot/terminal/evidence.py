"""Evidence: what decided a reply, in five lines, or as tables (`footnote ask --why`, `--why=all`).

The library for tables (rich) is imported when it is needed: five lines need none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TextIO

from bot.answering.features import MEANINGS
from bot.answering.reply import CandidateEvidence, Evidence, FeatureEvidence, Part, Response
from bot.article.visible import harmless
from bot.faq.change_lines import why_lines
from bot.terminal.output import StyledLine, console_on, show

if TYPE_CHECKING:
    from rich.table import Table

Why = Literal["short", "all"]
"""How much of the evidence is shown."""


def explain(response: Response, out: TextIO, why: Why = "short") -> None:
    """Write what decided each part of a response."""
    for part in response.parts:
        evidence = part.evidence
        show(_lines(part, evidence), out)
        if why == "all":
            _write_tables(evidence, out)


def _lines(part: Part, evidence: Evidence) -> Iterator[StyledLine]:
    yield StyledLine("")
    yield StyledLine(f"Why, for “{' '.join(part.question.split())}”", "question")
    for line in why_lines(evidence):
        yield StyledLine(line)


def _write_tables(evidence: Evidence, out: TextIO) -> None:
    console = console_on(out)
    tables = [
        _words_table(evidence),
        _candidates_table(evidence.candidates),
        _thresholds_table(evidence),
        *([_meanings_table()] if evidence.candidates else []),
    ]
    for table in tables:
        if table.row_count:
            console.print()
            console.print(table)


def _table(title: str, *columns: str) -> Table:
    from rich.table import Table

    return Table(*columns, title=title, title_justify="left")


def _words_table(evidence: Evidence) -> Table:
    table = _table("Words of the question", "word", "read as", "weight", "explained")
    for word in evidence.words:
        table.add_row(
            harmless(word.typed), word.read, f"{word.weight:.2f}", f"{word.explained:.0%}"
        )
    return table


def _candidates_table(candidates: tuple[CandidateEvidence, ...]) -> Table:
    """A column for each entry: the value of each feature, and what it adds to the fit."""
    title = "Nearest entries, with each feature's value and what it adds to the fit"
    table = _table(title, "", *(one.entry.id for one in candidates))
    if not candidates:
        return table
    table.add_row("confidence", *(f"{one.confidence:.3f}" for one in candidates))
    table.add_row("score", *(f"{one.score:.3f}" for one in candidates))
    table.add_row("fit", *(f"{one.fit:+.2f}" for one in candidates), end_section=True)
    table.add_row("to begin with", *(f"{one.start:+.2f}" for one in candidates))
    for number, meaning in enumerate(MEANINGS):
        found = [one.features[number] for one in candidates]
        table.add_row(meaning.name, *(_added(one) for one in found))
    if any(one.by_score for one in candidates):
        table.add_row("score alone", *(f"{one.by_score:+.2f}" for one in candidates))
    return table


def _added(feature: FeatureEvidence) -> str:
    """The value, and what it adds where it is anything."""
    return f"{feature.value:.2f}  {feature.adds:+.2f}" if feature.value else "0"


def _thresholds_table(evidence: Evidence) -> Table:
    table = _table("Thresholds", "threshold", "reached", "needed", "")
    for name, reached, needed in evidence.thresholds:
        table.add_row(name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no")
    return table


def _meanings_table() -> Table:
    table = _table("What the features say", "feature", "for or against an entry")
    for meaning in MEANINGS:
        table.add_row(*meaning)
    table.add_row("score alone", "For: the score, as far as it says enough by itself in this FAQ.")
    return table
