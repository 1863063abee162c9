"""What several commands take: `--faq` and what it leads to, `--format`, files of questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from bot.answering.answerer import Answerer
from bot.app import open_answerer
from bot.errors import FootnoteError, because
from bot.faq.files import Unreadable
from bot.faq.model_cache import ModelCache
from bot.setting_names import faq_path_alone, keep_names
from bot.terminal.json_lines import BadRequest, Request, requests_in

Command = TypeVar("Command", bound=Callable[..., Any])


class CommandRefused(FootnoteError):
    """A command can't do what was asked; the message says why and what to do instead."""


def faq_option(command: Command) -> Command:
    """`--faq PATH`: a FAQ file or folder; without it FAQ_PATH, else `faq/`."""
    return click.option(
        "--faq",
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="A FAQ file, or a folder of them.  [default: FAQ_PATH, else faq/]",
    )(command)


def format_option(other: str, purpose: str) -> Callable[[Command], Command]:
    """`--format`, of text, json and another, and `--json` for short; `form` is what was chosen.

    Args:
        other: The third format.
        purpose: What that is for.
    """

    def decorated(command: Command) -> Command:
        @click.option(
            "--format",
            "form",
            type=click.Choice(["text", "json", other]),
            default="text",
            show_default=True,
            help=f"{other}: {purpose}",
        )
        @click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
        @wraps(command)
        def chosen(*given: Any, form: str, as_json: bool, **options: Any) -> Any:
            return command(*given, form="json" if as_json else form, **options)

        return cast("Command", chosen)

    return decorated


def model_option(command: Command) -> Command:
    """`--model NAME`: the model that chooses where the matcher is unsure; without it none is."""
    return click.option(
        "--model",
        metavar="NAME",
        help="Where the reply is unsure, let this model choose, at FOOTNOTE_DRAFT_URL.",
    )(command)


def faq_path(faq: Path | None) -> Path:
    """Where the FAQ lies: as the option says, else the settings."""
    if faq is not None:
        return faq
    memory = ModelCache.at_home()
    alone = faq_path_alone(memory)
    if alone is not None:
        return alone
    from bot.settings import Settings, read_settings, setting_names

    found = read_settings().faq_path
    keep_names(memory, setting_names(), Settings.model_fields["faq_path"].default)
    return found


def answerer_for(faq: Path | None, model: str | None = None) -> Answerer:
    """The answerer over the FAQ that the option or the settings name, and a model that chooses.

    Raises:
        NoFaq, FaultyFaq: There is none, or it can't be served.
        SettingsError: The settings were asked, and can't be used.
    """
    return open_answerer(faq_path(faq), model)


# Files that a command is given.


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Refuse a file that can't be read in the block, by its name."""
    try:
        yield
    except Unreadable as error:
        raise CommandRefused(f"{path}: {error}") from None
    except OSError as error:
        raise CommandRefused(f"{path} can't be read: {because(error)}") from None


def read_questions(path: Path) -> list[Request]:
    """The questions in a file, lines of plain text or of JSON.

    Raises:
        CommandRefused: It can't be read, or a line of it.
    """
    questions = []
    with readable(path), path.open("rb") as stream:
        for number, request in enumerate(requests_in(stream), start=1):
            if isinstance(request, BadRequest):
                mend = "Mend the line or take it out."
                raise CommandRefused(f"{path}:{number}: {request.error} {mend}")
            if request.question.strip():
                questions.append(request)
    return questions
