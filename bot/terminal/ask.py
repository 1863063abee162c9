"""`footnote ask`: one question or a stream of them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from bot.answering.answerer import Answerer
from bot.article.visible import harmless, json_line
from bot.exit_status import ExitStatus
from bot.terminal.json_lines import BadRequest, Request, record_of, requests_in
from bot.terminal.options import answerer_for, faq_option, model_option
from bot.terminal.output import Why, explain, lines_of, show

EPILOG = """\b
Examples:
  footnote ask "who owns linkedin"
  footnote ask --why "is this freeze permanent"
  footnote ask --why=all "is this freeze permanent"
  footnote ask --model qwen3 "who got hit"
  footnote ask --json "who owns linkedin" "what is hafnium"
  footnote ask --json < questions.jsonl > replies.jsonl
"""


class _Ask(click.Command):
    """Takes `--why` alone for `--why=short`, so that the question after it stays a question."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Spell the option out."""
        options = args[: args.index("--")] if "--" in args else args
        spelt = ["--why=short" if one == "--why" else one for one in options]
        return super().parse_args(ctx, [*spelt, *args[len(options) :]])


@click.command("ask", epilog=EPILOG, cls=_Ask)
@click.argument("questions", nargs=-1)
@click.option(
    "--why",
    type=click.Choice(["short", "all"]),
    metavar="[=all]",
    help="Show what decided, and the line of the FAQ that would change it; or all that counted.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object per question.")
@model_option
@faq_option
def command(
    questions: tuple[str, ...], why: Why | None, as_json: bool, model: str | None, faq: Path | None
) -> int:
    """Answer questions about the article, with citations.

    Without QUESTIONS each line of standard input is one: plain text, or an object
    {"id": ..., "question": ..., "history": [earlier questions]}.
    """
    if not questions and sys.stdin.isatty():
        raise click.UsageError("Give a question in quotes, or try `footnote chat`.")
    asked = _requests_of(questions, as_json) if questions else requests_in(sys.stdin.buffer)
    answerer = answerer_for(faq, model)
    if as_json:
        return _print_records(answerer, asked, why is not None)
    return _print_replies(answerer, asked, why)


def _requests_of(questions: tuple[str, ...], as_json: bool) -> list[Request]:
    """The arguments as questions; single words are one question that was left unquoted."""
    if not as_json and not any(" " in question for question in questions):
        questions = (" ".join(questions),)
    return [Request(_decoded(question)) for question in questions]


def _decoded(argument: str) -> str:
    """An argument as UTF-8, whatever the locale took it for; bytes that are none show as such."""
    return os.fsencode(argument).decode("utf-8", "replace")


def _print_records(
    answerer: Answerer, asked: Iterable[Request | BadRequest], why: bool
) -> ExitStatus:
    """Write a record for each request as it comes."""
    status = ExitStatus.DONE
    for request in asked:
        match request:
            case BadRequest():
                _write({"id": request.id, "error": request.error})
                status = ExitStatus.FAULTS
            case Request():
                response = answerer.ask(request.question, request.history)
                _write({"id": request.id, **record_of(response, why=why)})
    return status


def _write(record: dict[str, Any]) -> None:
    line = json_line(record).encode("utf-8", "backslashreplace")
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


def _print_replies(
    answerer: Answerer, asked: Iterable[Request | BadRequest], why: Why | None
) -> ExitStatus:
    """Write each reply for a person to read, an empty line between them."""
    status = ExitStatus.DONE
    for number, request in enumerate(asked):
        if number:
            click.echo()
        match request:
            case BadRequest():
                click.echo(harmless(request.error), err=True)
                status = ExitStatus.FAULTS
            case Request():
                response = answerer.ask(request.question, request.history)
                show(lines_of(response), sys.stdout)
                if why:
                    explain(response, sys.stdout, why)
    return status
