"""How an editor answers `footnote accept`: single keys on a terminal, lines in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import click

from bot.core.visible import harmless

if TYPE_CHECKING:
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent


class Typist(Protocol):
    """Whoever decides. Both methods raise EOFError once there is nothing more to come."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """One of the keys."""

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """A line of text; the default if it is left as it is."""


class Keyboard:
    """A person at a terminal: a key needs no Return, a line can be edited and completed."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """The first key pressed that is one of these; Ctrl-D and Ctrl-C end everything."""
        from prompt_toolkit import prompt as ask

        return ask(f"{prompt} ", key_bindings=_single(keys))

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """The line as edited, starting from the default."""
        from prompt_toolkit import prompt as ask
        from prompt_toolkit.completion import FuzzyWordCompleter

        completer = FuzzyWordCompleter(list(choices)) if choices else None
        return ask(
            f"{prompt} ", default=default, completer=completer, complete_while_typing=True
        ).strip()


def _single(keys: Sequence[str]) -> KeyBindings:
    """Each of the keys is an answer by itself; all others are ignored."""
    from prompt_toolkit.key_binding import KeyBindings
    from prompt_toolkit.keys import Keys

    def answer(event: KeyPressEvent) -> None:
        event.current_buffer.text = event.data.lower()
        event.current_buffer.validate_and_handle()

    bindings = KeyBindings()
    bindings.add(Keys.Any)(lambda _event: None)
    bindings.add(Keys.Enter)(lambda _event: None)
    for key in {*keys, *(key.upper() for key in keys)}:
        bindings.add(key)(answer)
    return bindings


class Pipe:
    """Lines that were written beforehand: one for each question, empty for the default."""

    def key(self, prompt: str, keys: Sequence[str]) -> str:
        """The first letter of the next line; a line that is no choice is told and skipped."""
        while True:
            given = self._next()
            click.echo(harmless(f"{prompt} {given}"))
            if given[:1].lower() in keys:
                return given[:1].lower()
            click.echo(f"`{harmless(given)}` is none of {', '.join(keys)}.")

    def line(self, prompt: str, default: str = "", choices: Sequence[str] = ()) -> str:  # noqa: ARG002 - Typist's
        """The next line, or the default."""
        given = self._next() or default
        click.echo(harmless(f"{prompt} {given}"))
        return given

    def _next(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


def typist() -> Typist:
    """The keyboard if there is one, else what comes through the pipe."""
    return Keyboard() if sys.stdin.isatty() else Pipe()
