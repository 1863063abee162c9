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
    """A column for each entry, so that many figures stay readable."""
    candidates = part.evidence.candidates
    table = Table("", *(one.entry.id for one in candidates), title="Nearest entries")
    if not candidates:
        return table
    table.add_row("score", *(f"{one.score:.3f}" for one in candidates))
    table.add_row("chance", *(f"{one.confidence:.3f}" for one in candidates))
    for number, (name, _) in enumerate(candidates[0].figures):
        row = [f"{one.figures[number][1]:.2f}" for one in candidates]
        table.add_row(name.replace("_", " "), *row, style="dim")
    return table


def _thresholds(part: Part) -> Table:
    table = Table("threshold", "reached", "needed", "", title="Thresholds")
    for name, reached, needed in part.evidence.thresholds:
        table.add_row(name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no")
    return table
