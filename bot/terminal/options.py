"""Options that several commands have: `--faq`, and what it leads to; `--format`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar, cast

import click

from bot.answering.answerer import Answerer
from bot.app import open_answerer
from bot.errors import FootnoteError
from bot.faq.model_cache import ModelCache
from bot.setting_names import faq_path_alone, keep_names

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
