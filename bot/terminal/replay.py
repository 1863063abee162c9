"""`footnote replay`: questions on two versions of the FAQ, and what changes for those who ask."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from bot.answering.answerer import Answerer
from bot.app import open_answerer
from bot.article.visible import harmless, json_line
from bot.editing.replay import (
    CHANGES,
    STANDINGS,
    Change,
    Replayed,
    ReplayQuestion,
    Standing,
    in_brief,
    labelled,
    replay,
)
from bot.errors import FaultyFaq
from bot.exit_status import ExitStatus
from bot.faq.revision import NoRevision, at_revision
from bot.faq.served import ServedVersions
from bot.settings import read_settings
from bot.terminal.options import (
    CommandRefused,
    faq_option,
    faq_path,
    format_option,
    model_option,
    read_questions,
)
from bot.terminal.output import console_on, shown_progress

EPILOG = """\b
Examples:
  footnote gaps export > asked.jsonl && footnote replay asked.jsonl --against HEAD
  footnote replay questions.txt
  footnote replay questions.txt --against ../last-week/faq
  footnote replay tests/benchmarks/questions/dev.yaml --against origin/main --format markdown
"""
LABELLED = (".yaml", ".yml")


@click.command("replay", epilog=EPILOG)
@click.argument("questions", type=click.Path(path_type=Path))
@click.option(
    "--against",
    "old",
    help="The other version: a path, or a git revision.  [default: what the bot served last]",
)
@format_option("markdown", "for a comment on a pull request.")
@model_option
@faq_option
def command(
    questions: Path, old: str | None, form: str, model: str | None, faq: Path | None
) -> int:
    """Ask QUESTIONS on the FAQ and on an older version of it, and show what changed.

    Without --against that is the version that `footnote run` served last, but for this very one.

    QUESTIONS are lines of plain text, lines of JSON as `footnote gaps export` writes them, or a
    labelled file (.yaml) as `footnote eval` reads it. Status 1 if a labelled one got worse.
    """
    path = faq_path(faq)
    after = open_answerer(path, model)
    with _opened(old, path, after, model) as (before, old):
        asked = _questions(questions, before, after)
        replaying = replay(before, after, asked)
        replayed = list(shown_progress("Asking twice", replaying, len(asked)))
    if form == "json":
        click.echo(json_line(_record(replayed)))
    else:
        _show(replayed, old, markdown=form == "markdown")
    worse = any(one.outcomes and one.change == "worse" for one in replayed)
    return ExitStatus.FAULTS if worse else ExitStatus.DONE


@contextmanager
def _opened(
    old: str | None, path: Path, after: Answerer, model: str | None
) -> Iterator[tuple[Answerer, str]]:
    """The answerer over the other version, and what that is called."""
    if old is None:
        served = ServedVersions(read_settings().runtime_dir, path)
        with served.laid(after.knowledge.fingerprint) as (laid, fingerprint):
            yield _proven(laid, fingerprint, model), f"FAQ {fingerprint}, served before"
        return
    if Path(old).exists():
        yield _proven(Path(old), old, model), old
        return
    try:
        with at_revision(path, old) as laid:
            yield _proven(laid, old, model), old
    except NoRevision as error:
        raise CommandRefused(f"{old} is no path, and no revision either: {error}") from None


def _proven(path: Path, old: str, model: str | None) -> Answerer:
    try:
        return open_answerer(path, model)
    except FaultyFaq as error:
        raise CommandRefused(
            f"The FAQ at {old} can't be served itself. {error.faults[0]}"
        ) from None


def _questions(path: Path, before: Answerer, after: Answerer) -> Sequence[ReplayQuestion]:
    if path.suffix.lower() in LABELLED:
        return labelled(path, before.knowledge, after.knowledge)
    return [
        ReplayQuestion(one.question, one.history, "" if one.id is None else str(one.id))
        for one in read_questions(path)
    ]


def _record(replayed: Sequence[Replayed]) -> dict[str, Any]:
    return {
        "questions": len(replayed),
        "changes": _changes(replayed),
        "standings": _standings(replayed),
        "items": [_item(one) for one in replayed],
    }


def _changes(replayed: Sequence[Replayed]) -> dict[Change, int]:
    counted = Counter(one.change for one in replayed)
    return {change: counted[change] for change in CHANGES}


def _standings(replayed: Sequence[Replayed]) -> dict[Standing, tuple[int, int]]:
    """How many stand so before and after."""
    was, now = (Counter(one.standings[at] for one in replayed) for at in (0, 1))
    return {standing: (was[standing], now[standing]) for standing in STANDINGS}


def _item(one: Replayed) -> dict[str, Any]:
    was, now = one.outcomes or (None, None)
    return {
        "id": one.asked.id or None,
        "question": one.asked.question,
        "change": one.change,
        "standing_before": one.standings[0],
        "standing_after": one.standings[1],
        "before": in_brief(*one.before.parts),
        "after": in_brief(*one.after.parts),
        "outcome_before": was,
        "outcome_after": now,
    }


# What changed, as a table on a terminal, and as Markdown for a pull request.

MAX_ROWS = 200  # GitHub takes 65,536 characters in a comment
MAX_QUESTION = 160  # characters of a question in Markdown
COLUMNS = ("", "question", "before", "after", "labelled")


def _show(replayed: Sequence[Replayed], old: str, *, markdown: bool) -> None:
    """Print what changed, what got worse first, then the counts."""
    changed = [one for one in replayed if one.change != "unchanged"]
    changed.sort(key=lambda one: CHANGES.index(one.change))
    if markdown:
        click.echo("\n".join(_markdown(changed, replayed, old)))
        return
    if changed:
        most = 5 if any(one.outcomes for one in changed) else 4
        table = Table(*COLUMNS[:most])
        for one in changed:
            table.add_row(*map(harmless, _cells(one)[:most]))
        console_on(sys.stdout).print(table)
    for line in (f"Against {harmless(old)}:", *_counts(replayed)):
        click.secho(line, bold=True)


def _cells(one: Replayed) -> tuple[str, ...]:
    before, after = in_brief(*one.before.parts), in_brief(*one.after.parts)
    was, now = one.outcomes or ("", "")
    labels = f"{was} → {now}" if was != now else was
    return one.change, one.asked.question, before, after, labels


def _counts(replayed: Sequence[Replayed]) -> Iterator[str]:
    counted = ", ".join(f"{count} {change}" for change, count in _changes(replayed).items())
    yield f"{len(replayed)} question{'' if len(replayed) == 1 else 's'}: {counted}."
    standings = _standings(replayed).items()
    yield "; ".join(f"{standing} {was} → {now}" for standing, (was, now) in standings) + "."


def _markdown(changed: Sequence[Replayed], replayed: Sequence[Replayed], old: str) -> Iterator[str]:
    yield f"### Questions replayed against {_code(old)}"
    yield ""
    yield from _counts(replayed)
    if changed:
        yield ""
        yield f"| {' | '.join(COLUMNS)} |"
        yield f"|{' --- |' * len(COLUMNS)}"
    for one in changed[:MAX_ROWS]:
        change, *texts, labels = _cells(one)
        yield f"| {change} | {' | '.join(map(_code, texts))} | {labels} |"
    if len(changed) > MAX_ROWS:
        yield f"\nAnd {len(changed) - MAX_ROWS} more."


def _code(text: str) -> str:
    """A text as code, so that nothing in it becomes markup or mentions anybody."""
    line = " ".join(harmless(text).split())
    line = line if len(line) <= MAX_QUESTION else f"{line[: MAX_QUESTION - 1]}…"
    return "`" + line.replace("`", "ʼ").replace("|", "¦") + "`" if line else ""
