"""The program's entry: runs a command and turns whatever goes wrong into words and a status."""

from __future__ import annotations

import sys
from typing import Any

import click

from bot import __version__
from bot.cli.group import Commands
from bot.cli.status import Status
from bot.cli.streams import let_go, steady
from bot.core.errors import FaultyFaq, FootnoteError, because, lines_of
from bot.core.visible import harmless

EXAMPLES = """\b
Examples:
  footnote ask "who owns linkedin"
  footnote ask --why "when will sign-ups open again"
  footnote chat
  footnote try
  footnote check
"""


class _ReaderLeft(Exception):
    """Whoever read our output has left, as `head` does: no failure, which click makes of it."""


class _Program(Commands):
    """The commands, under which a broken pipe is told apart from what click makes of it."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _ReaderLeft from None


@click.group(
    cls=_Program, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="footnote")
def footnote() -> None:
    """Answers about an article, with sentences quoted from it, each cited."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its status."""
    steady()
    sys.exit(run(arguments))


def run(arguments: list[str] | None = None) -> int:
    """Run the program; the status it would leave with."""
    try:
        done = footnote.main(arguments, prog_name="footnote", standalone_mode=False)
        return int(done or Status.DONE)
    except click.ClickException as error:
        error.show()
        return Status.USAGE
    except (click.Abort, KeyboardInterrupt):
        return Status.INTERRUPTED
    except FaultyFaq as error:
        for line in lines_of(error.faults):
            _tell(line)
        _tell(f"{error}. Nothing is served until they are mended.")
        return Status.UNUSABLE
    except FootnoteError as error:
        _tell(str(error))
        return Status.DATABASE if error.passing else Status.UNUSABLE
    except _ReaderLeft:
        let_go()
        return Status.DONE
    except OSError as error:
        _tell(f"{error.filename or 'The output'}: {because(error)}")
        let_go()
        return Status.FAULTS


def _tell(message: str) -> None:
    """Say on standard error what is wrong; files and names in it may hold anything."""
    click.echo(harmless(message), err=True)
