"""`footnote eval`: how the FAQ does on labelled questions."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table

from bot.answering.answerer import Answerer
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
from bot.terminal.options import answerer_for, faq_option, model_option
from bot.terminal.output import console_on, shown_progress

if TYPE_CHECKING:
    from bot.choosing import Chooser

MANY = 10  # one in so many questions without a reply is worth a warning

EPILOG = """\b
Examples:
  footnote eval tests/benchmarks/questions/dev.yaml --misses
  footnote eval tests/benchmarks/questions/dev.yaml --model qwen3
"""


@click.command("eval", epilog=EPILOG)
@click.argument("questions", type=click.Path(path_type=Path))
@click.option("--misses", is_flag=True, help="List what was not right, with the reply.")
@click.option("--json", "as_json", is_flag=True, help="Print the outcomes for machines.")
@model_option
@faq_option
def command(
    questions: Path, misses: bool, as_json: bool, model: str | None, faq: Path | None
) -> int:
    """Score the FAQ on a file of labelled QUESTIONS, by kind.

    Each names the entry that answers it, or sentences by number; faq/README.md shows the format and
    says what each column counts, under "Labelled questions". With --model each figure stands twice,
    without the model and with it, and what that cost under it.
    """
    answerer = answerer_for(faq, model)
    try:
        labelled = read_labelled(questions, answerer.knowledge)
    except FaultyQuestions as error:
        click.echo(harmless(str(error)), err=True)
        return ExitStatus.FAULTS
    alone = tuple(evaluate(Answerer(answerer.knowledge), labelled)) if model else ()
    evaluating = evaluate(answerer, labelled)
    evaluated = list(shown_progress("Asking", evaluating, len(labelled)))
    cost = cost_of(answerer, len(labelled))
    _warn_of_lost(answerer)
    if as_json:
        record = _record(alone) | {"model": model, "with_model": _record(evaluated), "cost": cost}
        click.echo(json_line(record if model else _record(evaluated)))
        return ExitStatus.DONE
    if misses:
        _list_misses(evaluated)
    _show(outcome_rows(evaluated), outcome_rows(alone))
    if model:
        click.echo("; ".join(f"{harmless(name)} {value}" for name, value in cost.items()) + ".")
    return ExitStatus.DONE


def cost_of(answerer: Answerer, questions: int) -> dict[str, float]:
    """What the choices for some questions cost; nothing where no model chooses."""
    chooser: Chooser | None = getattr(answerer, "chooser", None)
    if chooser is None:
        return {}
    counts = chooser.counts
    return {
        "calls": counts.asked,
        "calls a question": round(counts.asked / max(1, questions), 3),
        "without a choice": counts.failed + counts.unreadable + counts.resting,
        "tokens read": counts.read,
        "tokens written": counts.written,
        "seconds": round(counts.seconds, 3),
        "seconds a call": round(counts.seconds / max(1, counts.asked), 3),
    }


def _warn_of_lost(answerer: Answerer) -> None:
    """Say so where the figures with a model are not the model's."""
    chooser: Chooser | None = getattr(answerer, "chooser", None)
    if chooser and chooser.counts.failed * MANY > chooser.counts.asked:
        lost = f"{chooser.counts.failed} of {chooser.counts.asked} questions got no reply"
        why = f" (last: {chooser.trouble})" * bool(chooser.trouble)
        mend = "The figures with it say little: ask again, or raise FOOTNOTE_MODEL_SECONDS."
        click.echo(harmless(f"The model: {lost}{why}. {mend}"), err=True)


def _record(evaluated: Sequence[Evaluated]) -> dict[str, Any]:
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
            for row in outcome_rows(evaluated)
        },
        "items": [
            {"id": one.labelled.id, "kind": one.labelled.kind, "outcome": one.outcome}
            for one in evaluated
        ],
    }


def _show(table: Sequence[OutcomeRow], alone: Sequence[OutcomeRow] = ()) -> None:
    """A table; where there are rows without the model, each figure after the one without it."""
    title = "Outcomes in %, without the model → with it" if alone else "Outcomes in %"
    shown = Table("kind", "questions", *FIGURES, "did you mean", title=title)
    for row, *before in zip(table, *([alone] if alone else []), strict=True):
        pairs = zip(*map(_shares, [*before, row]), strict=True)
        shares = [" → ".join(filter(None, pair)) for pair in pairs]
        shown.add_row(harmless(row.name), str(row.total), *shares)
    console_on(sys.stdout).print(shown)


def _shares(row: OutcomeRow) -> list[str]:
    figures = row.figures
    shares = [f"{100 * figures[name]:.0f}" if name in figures else "" for name in FIGURES]
    return [*shares, f"{100 * row.suggested_share:.0f}"]


def _list_misses(evaluated: Sequence[Evaluated]) -> None:
    for one in evaluated:
        if one.outcome in GOOD:
            continue
        click.echo(harmless(f"{one.outcome:9} {one.labelled.id}: {one.labelled.question}"))
        click.echo(f"          {in_brief(*one.response.parts)}")
