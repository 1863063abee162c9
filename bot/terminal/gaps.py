"""`footnote gaps`: what members asked in vain and sent to the editors."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.table import Table

from bot.app import kept_ledger
from bot.article.visible import harmless, json_line
from bot.editing.gaps import Complaint, Group, complaints, grouped
from bot.editing.gaps import older_than as aged
from bot.editing.replay import in_brief
from bot.exit_status import ExitStatus
from bot.ledger.records import Gap
from bot.terminal.options import answerer_for, faq_option
from bot.terminal.output import console_on, plain_table

EPILOG = """\b
Examples:
  footnote gaps
  footnote gaps export > gaps.jsonl
  footnote gaps forget 12 15
  footnote gaps forget --older-than 90
"""
NOWHERE = (
    "No gaps: there is no database yet where DATABASE_URL says (footnote.db in this folder, if it "
    "is not set)."
)
NOTHING = "No gaps: nobody has sent a question to the editors, or all are settled."


@click.group("gaps", invoke_without_command=True, epilog=EPILOG)
@faq_option
@click.pass_context
def command(context: click.Context, faq: Path | None) -> int | None:
    """Show the questions that members sent to the editors, those that ask the same together.

    The most asked come first, each with what the FAQ would say today. `footnote accept` goes
    through them one by one.
    """
    if context.invoked_subcommand:
        return None

    answerer = answerer_for(faq)
    with kept_ledger(reading=True) as ledger:
        groups = grouped(ledger.gaps(), answerer) if ledger else ()
        wrong = complaints(ledger.opinions(), answerer.knowledge.fingerprint) if ledger else ()
        nothing = NOTHING if ledger else NOWHERE
    _show(groups, wrong, nothing)
    return ExitStatus.DONE


@command.command("export", epilog="\b\nExample:\n  footnote gaps export --plain > gaps.txt")
@click.option("--plain", is_flag=True, help="One question per line, and nothing else.")
def export(plain: bool) -> int:
    """Print every stored question, the oldest first: one JSON object per line."""
    with kept_ledger(reading=True) as ledger:
        gaps = ledger.gaps() if ledger else ()
    for gap in sorted(gaps, key=lambda gap: gap.id):
        click.echo(harmless(" ".join(gap.question.split())) if plain else _record(gap))
    return ExitStatus.DONE


@command.command("forget", epilog="\b\nExample:\n  footnote gaps forget --older-than 90")
@click.argument("numbers", nargs=-1, type=click.IntRange(1))
@click.option("--all", "everything", is_flag=True, help="Every stored question.")
@click.option(
    "--older-than",
    type=click.IntRange(0),
    metavar="DAYS",
    help="The questions that came more than so many days ago.",
)
def forget(numbers: tuple[int, ...], everything: bool, older_than: int | None) -> int:
    """Erase stored questions for good: those with these NUMBERS, all, or the older ones."""
    if sum([bool(numbers), everything, older_than is not None]) != 1:
        raise click.UsageError("Say which: their numbers, --all, or --older-than DAYS.")

    with kept_ledger() as ledger:
        gaps: Sequence[Gap] = ledger.gaps() if ledger else ()
        if numbers:
            gaps = [gap for gap in gaps if gap.id in numbers]
        elif older_than is not None:
            gaps = list(aged(gaps, older_than, datetime.now(UTC).date()))
        count = ledger.settle(gap.id for gap in gaps) if ledger else 0
    missing = sorted(set(numbers) - {gap.id for gap in gaps})
    click.echo(f"Erased: {count}.")
    if missing:
        click.echo(f"Not there: {', '.join(map(str, missing))}.", err=True)
    return ExitStatus.FAULTS if missing else ExitStatus.DONE


def _record(gap: Gap) -> str:
    record = {
        "id": gap.id,
        "question": gap.question,
        "why": gap.why,
        "entry": gap.entry or None,
        "fingerprint": gap.fingerprint,
        "day": gap.day.isoformat(),
    }
    return json_line(record)


def _show(groups: Sequence[Group], wrong: Sequence[Complaint], nothing: str) -> None:
    console = console_on(sys.stdout)
    if groups:
        console.print(_table(groups))
        sent = sum(group.count for group in groups)
        console.print(f"Questions: {sent}; groups: {len(groups)}. Go through them: footnote accept")
    else:
        console.print(nothing)
    if wrong:
        console.print()
        console.print(_complaints(wrong))


def _table(groups: Sequence[Group]) -> Table:
    columns = ("asked", "last", "question", "now", "nearest", "numbers")
    table = plain_table(*columns, numbers=["asked"])
    for group in groups:
        nearest = group.nearest
        table.add_row(
            str(group.count),
            group.last.isoformat(),
            harmless("\n".join(group.wordings)),
            in_brief(group.now),
            f"{nearest.entry.id} {nearest.score:.2f}" if nearest else "-",
            " ".join(str(gap.id) for gap in sorted(group.gaps, key=lambda gap: gap.id)),
        )
    return table


def _complaints(wrong: Sequence[Complaint]) -> Table:
    counts = ("called wrong", "of these under this very FAQ")
    table = plain_table(*counts, "entry", numbers=counts)
    for complaint in wrong:
        table.add_row(str(complaint.count), str(complaint.now), complaint.entry)
    return table
