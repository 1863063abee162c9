"""Questions to the person at the terminal: answered by a key or a line, or through a pipe."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

import click
from prompt_toolkit import prompt
from prompt_toolkit.completion import FuzzyWordCompleter
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
from prompt_toolkit.keys import Keys

from bot.article.visible import harmless


class Prompter(Protocol):
    """Asks whoever decides. Both methods raise EOFError once no answer will come any more."""

    def key(self, question: str, keys: Sequence[str]) -> str:
        """One of the keys."""

    def line(self, question: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """A line of text; the default if it is left as it is."""


class TerminalPrompter:
    """A person at a terminal: a key needs no Return, a line can be edited and completed."""

    def key(self, question: str, keys: Sequence[str]) -> str:
        """The first key pressed that is one of these; Ctrl-D and Ctrl-C end everything."""
        return prompt(f"{question} ", key_bindings=_single(keys))

    def line(self, question: str, default: str = "", choices: Sequence[str] = ()) -> str:
        """The line as edited, starting from the default."""
        completer = FuzzyWordCompleter(list(choices)) if choices else None
        return prompt(
            f"{question} ", default=default, completer=completer, complete_while_typing=True
        ).strip()


def _single(keys: Sequence[str]) -> KeyBindings:
    """Each of the keys is an answer by itself; all others are ignored."""

    def answer(event: KeyPressEvent) -> None:
        event.current_buffer.text = event.data.lower()
        event.current_buffer.validate_and_handle()

    bindings = KeyBindings()
    bindings.add(Keys.Any)(lambda _event: None)
    bindings.add(Keys.Enter)(lambda _event: None)
    for key in {*keys, *(key.upper() for key in keys)}:
        bindings.add(key)(answer)
    return bindings


class PipePrompter:
    """Lines that were written beforehand: one for each question, empty for the default."""

    def key(self, question: str, keys: Sequence[str]) -> str:
        """The first letter of the next line; a line that is no choice is reported and skipped."""
        while True:
            given = self._next()
            click.echo(harmless(f"{question} {given}"))
            if given[:1].lower() in keys:
                return given[:1].lower()
            click.echo(f"`{harmless(given)}` is none of {', '.join(keys)}.")

    def line(self, question: str, default: str = "", choices: Sequence[str] = ()) -> str:  # noqa: ARG002 - the protocol's
        """The next line, or the default."""
        given = self._next() or default
        click.echo(harmless(f"{question} {given}"))
        return given

    def _next(self) -> str:
        line = sys.stdin.readline()
        if not line:
            raise EOFError
        return line.strip()


def prompter() -> Prompter:
    """Asks at the terminal if there is one, else reads the answers from standard input."""
    return TerminalPrompter() if sys.stdin.isatty() else PipePrompter()
