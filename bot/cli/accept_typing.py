"""How an editor answers `footnote accept`: single keys on a terminal, lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

import click


class Typist(Protocol):
    """Whoever decides. Both methods raise EOFError once there is nothing more to come."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """One of the keys."""

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """A line of text; the default if it is left as it is."""


class Keyboard:
    """A person at a terminal: a key needs no Return, a line can be edited and completed."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """The first key pressed that is one of these; Ctrl-D ends, as Ctrl-C does."""
        click.echo(f"{prompt} ", nl=False)
        while True:
            pressed = click.getchar().lower()
            if pressed in ("\x04", "\x1a"):
                raise EOFError
            if pressed in keys:
                click.echo(pressed)
                return pressed

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """The line as edited, starting from the default."""
        from prompt_toolkit import prompt as ask
        from prompt_toolkit.completion import FuzzyWordCompleter

        completer = FuzzyWordCompleter(list(choices)) if choices else None
        return ask(
            f"{prompt} ", default=default, completer=completer, complete_while_typing=True
        ).strip()


class Pipe:
    """Lines that were written beforehand: one for each question, empty for the default."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """The first letter of the next line; a line that is no choice is told and skipped."""
        while True:
            given = self._next()
            click.echo(f"{prompt} {given}")
            if given[:1].lower() in keys:
                return given[:1].lower()
            click.echo(f"`{given}` is none of {', '.join(keys)}.")

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:  # noqa: ARG002 - Typist's
        """The next line, or the default."""
        given = self._next() or default
        click.echo(f"{prompt} {given}")
        return given

    def _next(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


def typist() -> Typist:
    """The keyboard if there is one, else what comes through the pipe."""
    return Keyboard() if sys.stdin.isatty() else Pipe()
