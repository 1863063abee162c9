"""The program's entry: runs a command and turns whatever goes wrong into words and a status."""

from __future__ import annotations

import importlib
import io
import os
import sys
from pathlib import Path
from typing import Any, ClassVar

import click

from bot import __version__
from bot.article.visible import harmless
from bot.errors import FaultyFaq, FootnoteError, because, lines_of
from bot.exit_status import ExitStatus

# The table of commands; each one's module is imported only when it is called or listed.


class Commands(click.Group):
    """A group that finds each command in a module of its own, of the same name."""

    modules: ClassVar[dict[str, str]] = {
        "ask": "ask",
        "chat": "chat",
        "try": "trying",
        "check": "check",
        "eval": "evaluate",
        "sentences": "sentences",
        "gaps": "gaps",
        "accept": "accept",
        "report": "report",
        "drift": "drift",
        "new": "new",
        "replay": "replay",
        "run": "run",
        "doctor": "doctor",
        "health": "health",
        "schema": "schema",
        "completion": "completion",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order in which a newcomer meets them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, imported now."""
        if cmd_name not in self.modules:
            return None
        module = importlib.import_module(f"bot.terminal.{self.modules[cmd_name]}")
        command: click.Command = module.command
        return command


# Standard streams that fail no command: closed ones are empty, odd bytes and characters shown.


def steady() -> None:
    """Open streams that the shell closed, and let none raise over what it can't read or write."""
    nowhere = Path(os.devnull)
    sys.stdin = sys.stdin or nowhere.open(encoding="utf-8")
    sys.stdout = sys.stdout or nowhere.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or nowhere.open("w", encoding="utf-8")
    _ease(sys.stdin, "replace")
    _ease(sys.stdout, "backslashreplace")
    _ease(sys.stderr, "backslashreplace")


def let_go() -> None:
    """Write nothing more to standard output, not even at exit: nobody takes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _ease(stream: object, errors: str) -> None:
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=errors)


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
        return int(done or ExitStatus.DONE)
    except click.ClickException as error:
        error.show()
        return ExitStatus.USAGE
    except (click.Abort, KeyboardInterrupt):
        return ExitStatus.INTERRUPTED
    except FaultyFaq as error:
        for line in lines_of(error.faults):
            _tell(line)
        _tell(f"{error}. Nothing is served until they are mended.")
        return ExitStatus.UNUSABLE
    except FootnoteError as error:
        _tell(str(error))
        return ExitStatus.DATABASE if error.passing else ExitStatus.UNUSABLE
    except _ReaderLeft:
        let_go()
        return ExitStatus.DONE
    except OSError as error:
        _tell(f"{error.filename or 'The output'}: {because(error)}")
        let_go()
        return ExitStatus.FAULTS


def _tell(message: str) -> None:
    """Say on standard error what is wrong; files and names in it may hold anything."""
    click.echo(harmless(message), err=True)
