"""`footnote replay`: questions on two versions of the FAQ, and what changes for those who ask."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import click
from rich.table import Table

from bot.answering.answerer import Answerer
from bot.app import open_answerer
from bot.article.visible import harmless, json_line
from bot.editing.replay import FATES, Asked, Replayed, described, labelled, replay
from bot.errors import FaultyFaq, because
from bot.exit_status import ExitStatus
from bot.faq.revision import NoRevision, at_revision
from bot.terminal.json_lines import BadRequest, requests_in
from bot.terminal.options import CommandRefused, faq_option, faq_path
from bot.terminal.output import console_on, progress

EPILOG = """\b
Examples:
  footnote gaps export > asked.jsonl && footnote replay asked.jsonl --against HEAD
  footnote replay questions.txt --against ../last-week/faq
  footnote replay tests/benchmarks/questions/dev.yaml --against origin/main --format markdown
"""
LABELLED = (".yaml", ".yml")


@click.command("replay", epilog=EPILOG)
@click.argument("questions", type=click.Path(path_type=Path))
@click.option(
    "--against", "old", required=True, help="The other version: a path, or a git revision."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown"]),
    default="text",
    show_default=True,
    help="markdown: for a comment on a pull request.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@faq_option
def command(questions: Path, old: str, form: str, as_json: bool, faq: Path | None) -> int:
    """Ask QUESTIONS on the FAQ and on an older version of it, and show what changed.

    QUESTIONS are lines of plain text, lines of JSON as `footnote gaps export` writes them, or a
    labelled file (.yaml) as `footnote eval` reads it. Status 1 if a labelled one got worse.
    """
    path = faq_path(faq)
    after = open_answerer(path)
    with _opened(old, path) as before:
        asked = _questions(questions, before, after)
        replayed = _replayed(before, after, asked)
    if as_json or form == "json":
        click.echo(json_line(_record(replayed)))
    else:
        _show(replayed, old, markdown=form == "markdown")
    return ExitStatus.FAULTS if any(one.change < 0 for one in replayed) else ExitStatus.DONE


@contextmanager
def _opened(old: str, path: Path) -> Iterator[Answerer]:
    """The answerer over the other version."""
    if Path(old).exists():
        yield _proven(Path(old), old)
        return
    try:
        with at_revision(path, old) as laid:
            yield _proven(laid, old)
    except NoRevision as error:
        raise CommandRefused(f"{old} is no path, and no revision either: {error}") from None


def _proven(path: Path, old: str) -> Answerer:
    try:
        return open_answerer(path)
    except FaultyFaq as error:
        raise CommandRefused(
            f"The FAQ at {old} can't be served itself. {error.faults[0]}"
        ) from None


def _questions(path: Path, before: Answerer, after: Answerer) -> Sequence[Asked]:
    if path.suffix.lower() in LABELLED:
        return labelled(path, before.knowledge.articles, after.knowledge.articles)
    try:
        with path.open("rb") as stream:
            return list(_lines(path, stream))
    except OSError as error:
        raise CommandRefused(f"{path} can't be read: {because(error)}") from None


def _lines(path: Path, stream: BinaryIO) -> Iterator[Asked]:
    for number, request in enumerate(requests_in(stream), start=1):
        if isinstance(request, BadRequest):
            raise CommandRefused(f"{path}:{number}: {request.error} Mend the line or take it out.")
        if request.question.strip():
            identity = "" if request.id is None else str(request.id)
            yield Asked(request.question, request.history, identity)


def _replayed(before: Answerer, after: Answerer, asked: Sequence[Asked]) -> list[Replayed]:
    replayed = []
    with progress("Asking twice") as advance:
        for one in replay(before, after, asked):
            replayed.append(one)
            advance(len(replayed), len(asked))
    return replayed


def _record(replayed: Sequence[Replayed]) -> dict[str, Any]:
    fates = Counter(one.fate for one in replayed)
    return {
        "questions": len(replayed),
        "counts": {fate: fates[fate] for fate in FATES},
        "better": sum(one.change > 0 for one in replayed),
        "worse": sum(one.change < 0 for one in replayed),
        "items": [_item(one) for one in replayed],
    }


def _item(one: Replayed) -> dict[str, Any]:
    was, now = one.outcomes or (None, None)
    return {
        "id": one.asked.id or None,
        "question": one.asked.question,
        "fate": one.fate,
        "before": described(one.before),
        "after": described(one.after),
        "outcome_before": was,
        "outcome_after": now,
    }


# What changed, as a table on a terminal, and as Markdown for a pull request.

MAX_ROWS = 200  # GitHub takes 65,536 characters in a comment
MAX_QUESTION = 160  # characters of a question in Markdown
_ORDER = {"lost": 0, "changed entry": 1, "newly answered": 2, "unchanged": 3}


def _show(replayed: Sequence[Replayed], old: str, *, markdown: bool) -> None:
    """Print what changed, what got worse first, then the counts."""
    changed = [one for one in replayed if one.fate != "unchanged" or one.change]
    changed.sort(key=lambda one: (one.change, _ORDER[one.fate]))
    if markdown:
        click.echo("\n".join(_markdown(changed, replayed, old)))
        return
    if changed:
        _print_table(changed)
    click.secho(_counts(replayed), bold=True)


def _print_table(changed: Sequence[Replayed]) -> None:
    labelled = any(one.outcomes for one in changed)
    table = Table("", "question", "before", "after", *(["labelled"] if labelled else []))
    for one in changed:
        cells = (one.fate, one.asked.question, described(one.before), described(one.after))
        table.add_row(*map(harmless, cells), *([_labels(one)] if labelled else []))
    console_on(sys.stdout).print(table)


def _labels(one: Replayed) -> str:
    if one.outcomes is None:
        return ""
    was, now = one.outcomes
    verdict = "worse: " if one.change < 0 else "better: " if one.change > 0 else ""
    return f"{verdict}{was} → {now}" if was != now else f"{was} as before"


def _counts(replayed: Sequence[Replayed]) -> str:
    fates = Counter(one.fate for one in replayed)
    counted = ", ".join(f"{fates[fate]} {fate}" for fate in FATES)
    line = f"{len(replayed)} question{'' if len(replayed) == 1 else 's'}: {counted}."
    if any(one.outcomes for one in replayed):
        better, worse = (sum(one.change * sign > 0 for one in replayed) for sign in (1, -1))
        line += f" Of those with labels {better} fare better and {worse} worse."
    return line


def _markdown(changed: Sequence[Replayed], replayed: Sequence[Replayed], old: str) -> Iterator[str]:
    yield f"### Questions replayed against {_code(old)}"
    yield ""
    yield _counts(replayed)
    if changed:
        yield ""
        yield "| | question | before | after | labelled |"
        yield "| --- | --- | --- | --- | --- |"
    for one in changed[:MAX_ROWS]:
        question = _code(one.asked.question)
        before, after = _code(described(one.before)), _code(described(one.after))
        yield f"| {one.fate} | {question} | {before} | {after} | {_labels(one)} |"
    if len(changed) > MAX_ROWS:
        yield f"\nAnd {len(changed) - MAX_ROWS} more."


def _code(text: str) -> str:
    """A text as code, so that nothing in it becomes markup or mentions anybody."""
    line = " ".join(harmless(text).split())
    line = line if len(line) <= MAX_QUESTION else f"{line[: MAX_QUESTION - 1]}…"
    return "`" + line.replace("`", "ʼ").replace("|", "¦") + "`" if line else ""
