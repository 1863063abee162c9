"""Options that several commands share, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer


Command = TypeVar("Command", bound=Callable[..., Any])


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
    if faq is not None:
        return faq
    from bot.settings import read_settings

    return read_settings().faq_path


def open_answerer(faq: Path | None) -> Answerer:
    """The desk over the FAQ that the option or the settings name."""
    from bot.app import open_answerer as joined

    return joined(faq_path(faq))
