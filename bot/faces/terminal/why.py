"""What decided, as tables in an editor's words."""

from __future__ import annotations

from typing import TextIO

from rich.table import Table

from bot.core.turn import Part, Turn
from bot.faces.terminal.paint import console_on, harmless


def explain(turn: Turn, out: TextIO) -> None:
    """Write the evidence of each part of a turn."""
    console = console_on(out)
    for part in turn.parts:
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


def _words(part: Part) -> Table:
    table = Table("word", "read as", "weight", "explained", title="Words of the question")
    for word in part.evidence.words:
        table.add_row(
            harmless(word.typed), word.read, f"{word.weight:.2f}", f"{word.explained:.0%}"
        )
    return table


def _candidates(part: Part) -> Table:
    names = (
        [name for name, _ in part.evidence.candidates[0].figures]
        if part.evidence.candidates
        else []
    )
    table = Table("entry", "score", "confidence", *names, title="Nearest entries")
    for candidate in part.evidence.candidates:
        figures = [f"{value:.2f}" for _, value in candidate.figures]
        table.add_row(
            candidate.entry.id, f"{candidate.score:.3f}", f"{candidate.confidence:.3f}", *figures
        )
    return table


def _thresholds(part: Part) -> Table:
    table = Table("threshold", "reached", "needed", "", title="Thresholds")
    for name, reached, needed in part.evidence.thresholds:
        table.add_row(name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no")
    return table
