"""`footnote replay`: questions on two versions of the FAQ, and what changes for those who ask."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import faq_option, faq_path
from bot.cli.progress import progress
from bot.cli.status import Status
from bot.core.errors import FaultyFaq, FootnoteError, because
from bot.core.visible import json_line

if TYPE_CHECKING:
    from bot.care.replay import Asked, Replayed
    from bot.desk import Desk

EPILOG = """\b
Examples:
  footnote gaps export > asked.jsonl && footnote replay asked.jsonl --against HEAD
  footnote replay questions.txt --against ../last-week/faq
  footnote replay tests/benchmarks/questions/dev.yaml --against origin/main --format markdown
"""
LABELLED = (".yaml", ".yml")


class _Refused(FootnoteError):
    """A version or the questions can't be read; the message says which and why."""


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
    from bot.app import open_desk
    from bot.cli.replay_tables import show

    path = faq_path(faq)
    after = open_desk(path)
    with _opened(old, path) as before:
        asked = _questions(questions, before, after)
        replayed = _replayed(before, after, asked)
    if as_json or form == "json":
        click.echo(json_line(_record(replayed)))
    else:
        show(replayed, old, markdown=form == "markdown")
    return Status.FAULTS if any(one.change < 0 for one in replayed) else Status.DONE


@contextmanager
def _opened(old: str, path: Path) -> Iterator[Desk]:
    """The desk over the other version."""
    from bot.store.revision import NoRevision, at_revision

    if Path(old).exists():
        yield _proven(Path(old), old)
        return
    try:
        with at_revision(path, old) as laid:
            yield _proven(laid, old)
    except NoRevision as error:
        raise _Refused(f"{old} is no path, and no revision either: {error}") from None


def _proven(path: Path, old: str) -> Desk:
    from bot.app import open_desk

    try:
        return open_desk(path)
    except FaultyFaq as error:
        raise _Refused(f"The FAQ at {old} can't be served itself. {error.faults[0]}") from None


def _questions(path: Path, before: Desk, after: Desk) -> Sequence[Asked]:
    from bot.care.replay import labelled

    if path.suffix.lower() in LABELLED:
        return labelled(path, before.knowledge.articles, after.knowledge.articles)
    try:
        with path.open("rb") as stream:
            return list(_lines(path, stream))
    except OSError as error:
        raise _Refused(f"{path} can't be read: {because(error)}") from None


def _lines(path: Path, stream: Any) -> Iterator[Asked]:
    from bot.care.replay import Asked
    from bot.faces.terminal.requests import BadRequest, requests_in

    for number, request in enumerate(requests_in(stream), start=1):
        if isinstance(request, BadRequest):
            raise _Refused(f"{path}:{number}: {request.error} Mend the line or take it out.")
        if request.question.strip():
            identity = "" if request.id is None else str(request.id)
            yield Asked(request.question, request.history, identity)


def _replayed(before: Desk, after: Desk, asked: Sequence[Asked]) -> list[Replayed]:
    from bot.care.replay import replay

    replayed = []
    with progress("Asking twice") as tell:
        for one in replay(before, after, asked):
            replayed.append(one)
            tell(len(replayed), len(asked))
    return replayed


def _record(replayed: Sequence[Replayed]) -> dict[str, Any]:
    from bot.care.replay import FATES

    fates = Counter(one.fate for one in replayed)
    return {
        "questions": len(replayed),
        "counts": {fate: fates[fate] for fate in FATES},
        "better": sum(one.change > 0 for one in replayed),
        "worse": sum(one.change < 0 for one in replayed),
        "items": [_item(one) for one in replayed],
    }


def _item(one: Replayed) -> dict[str, Any]:
    from bot.care.replay import described

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
