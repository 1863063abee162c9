"""The program's entry: runs a command and turns whatever goes wrong into words and a status."""

from __future__ import annotations

import os
import sys

import click

from bot import __version__
from bot.cli.group import Commands
from bot.cli.status import Status
from bot.core.errors import FaultyFaq, FootnoteError

EXAMPLES = """\b
Examples:
  footnote ask "who owns linkedin"
  footnote ask --why "when will sign-ups open again"
  footnote chat
  footnote check
"""


@click.group(
    cls=Commands, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="footnote")
def footnote() -> None:
    """Answers about an article, with sentences quoted from it, each cited."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its status."""
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
        for fault in error.faults:
            click.echo(str(fault), err=True)
        click.echo(f"{error}. Nothing is served until they are mended.", err=True)
        return Status.UNUSABLE
    except FootnoteError as error:
        click.echo(str(error), err=True)
        return Status.UNUSABLE
    except BrokenPipeError:
        # Whoever read our output has left; nothing more may be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Status.DONE
