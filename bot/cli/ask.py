"""`footnote ask`: one question or a stream of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import faq_option, open_desk
from bot.cli.status import Status
from bot.core.visible import harmless, json_line
from bot.faces.terminal.lines import lines_of
from bot.faces.terminal.paint import show
from bot.faces.terminal.record import record_of
from bot.faces.terminal.requests import BadRequest, Request, requests_in

if TYPE_CHECKING:
    from bot.desk import Desk

EPILOG = """\b
Examples:
  footnote ask "who owns linkedin"
  footnote ask --why "is this freeze permanent"
  footnote ask --json "who owns linkedin" "what is hafnium"
  footnote ask --json < questions.jsonl > replies.jsonl
"""


@click.command("ask", epilog=EPILOG)
@click.argument("questions", nargs=-1)
@click.option("--why", is_flag=True, help="Show what decided, and how to change it.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object per question.")
@faq_option
def command(questions: tuple[str, ...], why: bool, as_json: bool, faq: Path | None) -> int:
    """Answer questions about the article, with citations.

    Without QUESTIONS each line of standard input is one: plain text, or an object
    {"id": ..., "question": ..., "history": [earlier questions]}.
    """
    if not questions and sys.stdin.isatty():
        raise click.UsageError("Give a question in quotes, or try `footnote chat`.")
    asked = _given(questions, as_json) if questions else requests_in(sys.stdin.buffer)
    desk = open_desk(faq)
    return _stream(desk, asked, why) if as_json else _print(desk, asked, why)


def _given(questions: tuple[str, ...], as_json: bool) -> list[Request]:
    """The arguments as questions; single words are one question that was left unquoted."""
    if not as_json and not any(" " in question for question in questions):
        questions = (" ".join(questions),)
    return [Request(_typed(question)) for question in questions]


def _typed(argument: str) -> str:
    """An argument as UTF-8, whatever the locale took it for; bytes that are none show as such."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _stream(desk: Desk, asked: Iterable[Request | BadRequest], why: bool) -> Status:
    """Write a record for each request as it comes."""
    status = Status.DONE
    for request in asked:
        match request:
            case BadRequest():
                _write({"id": request.id, "error": request.error})
                status = Status.FAULTS
            case Request():
                turn = desk.ask(request.question, request.history)
                _write({"id": request.id, **record_of(turn, why=why)})
    return status


def _write(record: dict[str, Any]) -> None:
    line = json_line(record).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _print(desk: Desk, asked: Iterable[Request | BadRequest], why: bool) -> Status:
    """Write each reply for a person to read, an empty line between them."""
    status = Status.DONE
    for number, request in enumerate(asked):
        if number:
            click.echo()
        match request:
            case BadRequest():
                click.echo(harmless(request.error), err=True)
                status = Status.FAULTS
            case Request():
                turn = desk.ask(request.question, request.history)
                show(lines_of(turn), sys.stdout)
                if why:
                    from bot.faces.terminal.why import explain

                    explain(turn, sys.stdout)
    return status
