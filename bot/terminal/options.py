"""Options that several commands share, and what they lead to."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from bot.answering.answerer import Answerer


# Exit statuses: what a shell or supervisor learns from a command.


class Status(IntEnum):
    """Why a command ended."""

    DONE = 0  # also when the bot declined to answer
    FAULTS = 1  # something needs mending, and was named
    USAGE = 2
    UNUSABLE = 3  # settings or FAQ
    TOKEN = 4  # missing or refused
    INTENT = 5  # not granted in Discord's portal
    NETWORK = 6
    DATABASE = 7  # can't be used now; what needs a person is UNUSABLE
    INTERRUPTED = 130


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
