"""`--faq`, which most commands have, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.answering.answerer import Answerer
from bot.app import open_answerer
from bot.errors import FootnoteError
from bot.settings import read_settings

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


def faq_path(faq: Path | None) -> Path:
    """Where the FAQ lies: as the option says, else the settings."""
    return faq if faq is not None else read_settings().faq_path


def answerer_for(faq: Path | None) -> Answerer:
    """The answerer over the FAQ that the option or the settings name.

    Raises:
        NoFaq, FaultyFaq: There is none, or it can't be served.
        SettingsError: The settings were asked, and can't be used.
    """
    return open_answerer(faq_path(faq))
