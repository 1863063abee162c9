"""`footnote eval`: how the FAQ does on labelled questions."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from bot.article.visible import harmless, json_line
from bot.editing.evaluate import (
    ANSWERABLE,
    FIGURES,
    GOOD,
    SHOWN,
    UNANSWERABLE,
    Evaluated,
    FaultyQuestions,
    OutcomeRow,
    evaluate,
    outcome_rows,
    read_labelled,
)
from bot.editing.replay import in_brief
from bot.exit_status import ExitStatus
from bot.terminal.options import answerer_for, faq_option
from bot.terminal.output import console_on

EPILOG = """\b
Example:
  footnote eval tests/benchmarks/questions/dev.yaml --misses
"""


@click.command("eval", epilog=EPILOG)
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--misses", is_flag=True, help="List what was not right, with the reply.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes for machines.")
@faq_option
def command(questions: Path, misses: bool, as_json: bool, faq: Path | None) -> int:
    """Score the FAQ on a file of labelled QUESTIONS, by kind.

    Each names the entry that answers it, or sentences by number; faq/README.md shows the format and
    says what each column counts, under "Labelled questions".
    """
    answerer = answerer_for(faq)
    try:
        labelled = read_labelled(questions, answerer.knowledge)
    except FaultyQuestions as error:
        click.echo(harmless(str(error)), err=True)
        return ExitStatus.FAULTS
    evaluated = tuple(evaluate(answerer, labelled))
    if as_json:
        click.echo(json_line(_record(outcome_rows(evaluated), evaluated)))
        return ExitStatus.DONE
    if misses:
        _list_misses(evaluated)
    _show(outcome_rows(evaluated))
    return ExitStatus.DONE


def _record(table: Sequence[OutcomeRow], evaluated: Sequence[Evaluated]) -> dict[str, Any]:
    none = dict.fromkeys((*ANSWERABLE, *UNANSWERABLE), 0)
    return {
        "kinds": {
            row.name: {
                "questions": row.total,
                **none,
                **row.counts,
                "shown": sum(row.counts[outcome] for outcome in SHOWN),
                "helped": row.helped,
                "did_you_mean": row.suggested,
            }
            for row in table
        },
        "items": [
            {"id": one.labelled.id, "kind": one.labelled.kind, "outcome": one.outcome}
            for one in evaluated
        ],
    }


def _show(table: Sequence[OutcomeRow]) -> None:
    shown = Table("kind", "questions", *FIGURES, "did you mean", title="Outcomes in %")
    for row in table:
        figures = row.figures
        shares = [f"{100 * figures[name]:.0f}" if name in figures else "" for name in FIGURES]
        shown.add_row(
            harmless(row.name), str(row.total), *shares, f"{100 * row.suggested_share:.0f}"
        )
    console_on(sys.stdout).print(shown)


def _list_misses(evaluated: Sequence[Evaluated]) -> None:
    for one in evaluated:
        if one.outcome in GOOD:
            continue
        click.echo(harmless(f"{one.outcome:9} {one.labelled.id}: {one.labelled.question}"))
        click.echo(f"          {in_brief(*one.response.parts)}")
