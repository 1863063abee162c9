"""The program's entry: runs a command; what goes wrong becomes words and an exit status."""

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
    """A group that finds each command in its module, under the name there."""

    modules: ClassVar[dict[str, str]] = {
        "ask": "ask.command",
        "chat": "chat.command",
        "try": "trying.command",
        "check": "check.command",
        "eval": "evaluate.command",
        "sentences": "sentences.command",
        "gaps": "gaps.command",
        "accept": "accept.command",
        "report": "report.command",
        "drift": "drift.command",
        "new": "new.command",
        "draft": "draft.command",
        "replay": "replay.command",
        "run": "serving.run",
        "doctor": "serving.doctor",
        "health": "serving.health",
        "schema": "tools.schema",
        "completion": "tools.completion",
    }

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The names in the order in which a newcomer meets them."""
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of this name, imported now."""
        if cmd_name not in self.modules:
            return None
        module, name = self.modules[cmd_name].split(".")
        command: click.Command = getattr(importlib.import_module(f"bot.terminal.{module}"), name)
        return command


# Standard streams that fail no command: closed ones are empty, odd bytes and characters shown.


def make_streams_safe() -> None:
    """Open streams that the shell closed, and let none raise over what it can't read or write."""
    null = Path(os.devnull)
    sys.stdin = sys.stdin or null.open(encoding="utf-8")
    sys.stdout = sys.stdout or null.open("w", encoding="utf-8")
    sys.stderr = sys.stderr or null.open("w", encoding="utf-8")
    escaped = "backslashreplace"
    for stream, errors in ((sys.stdin, "replace"), (sys.stdout, escaped), (sys.stderr, escaped)):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=errors)


def discard_output() -> None:
    """Write nothing more to standard output, not even at exit: nobody takes it."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


EXAMPLES = """\b
Examples:
  footnote ask "who owns linkedin"
  footnote ask --why "when will sign-ups open again"
  footnote chat
  footnote try
  footnote check
"""


class _PipeClosed(Exception):
    """Whoever read our output has left, as `head` does: no failure, which click makes of it."""


class _Program(Commands):
    """The commands; a broken pipe reaches the caller, of which click would make a failure."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise _PipeClosed from None


@click.group(
    cls=_Program, epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(__version__, prog_name="footnote")
def footnote() -> None:
    """Answers about an article, with sentences quoted from it, each cited."""


def main(arguments: list[str] | None = None) -> None:
    """Run the program and leave with its status."""
    make_streams_safe()
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
            _complain(line)
        _complain(f"{error}. Nothing is served until they are mended.")
        return ExitStatus.UNUSABLE
    except FootnoteError as error:
        _complain(str(error))
        return ExitStatus.DATABASE if error.passing else ExitStatus.UNUSABLE
    except _PipeClosed:
        discard_output()
        return ExitStatus.DONE
    except OSError as error:
        _complain(f"{error.filename or 'The output'}: {because(error)}")
        discard_output()
        return ExitStatus.FAULTS


def _complain(message: str) -> None:
    """Say on standard error what is wrong; files and names in it may hold anything."""
    click.echo(harmless(message), err=True)
