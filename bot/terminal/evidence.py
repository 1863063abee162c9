"""Evidence: what decided a reply, as tables for an editor (`footnote ask --why`)."""

from __future__ import annotations

from typing import TextIO

from rich.table import Table

from bot.answering.reply import Part, Response
from bot.article.visible import harmless
from bot.terminal.output import console_on


def explain(response: Response, out: TextIO) -> None:
    """Write the evidence of each part of a response, as tables."""
    console = console_on(out)
    for part in response.parts:
        console.print()
        console.print(harmless(f"Why, for “{part.question}”"))
        for table in (_words_table(part), _candidates_table(part), _thresholds_table(part)):
            if table.row_count:
                console.print(table)
        if part.evidence.rule:
            console.print(f"Decided: {part.evidence.rule}")
        if part.evidence.advice:
            console.print(f"To change it: {part.evidence.advice}")


def _words_table(part: Part) -> Table:
    table = Table("word", "read as", "weight", "explained", title="Words of the question")
    for word in part.evidence.words:
        table.add_row(
            harmless(word.typed), word.read, f"{word.weight:.2f}", f"{word.explained:.0%}"
        )
    return table


def _candidates_table(part: Part) -> Table:
    """A column for each entry, so that many features stay readable."""
    candidates = part.evidence.candidates
    table = Table("", *(one.entry.id for one in candidates), title="Nearest entries")
    if not candidates:
        return table
    table.add_row("score", *(f"{one.score:.3f}" for one in candidates))
    table.add_row("confidence", *(f"{one.confidence:.3f}" for one in candidates))
    for number, (name, _) in enumerate(candidates[0].features):
        row = [f"{one.features[number][1]:.2f}" for one in candidates]
        table.add_row(name.replace("_", " "), *row, style="dim")
    return table


def _thresholds_table(part: Part) -> Table:
    table = Table("threshold", "reached", "needed", "", title="Thresholds")
    for name, reached, needed in part.evidence.thresholds:
        table.add_row(name, f"{reached:.3f}", f"{needed:.3f}", "yes" if reached >= needed else "no")
    return table
