"""Lines as a person types them, with completion of questions; a pipe's lines as they come."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

    from bot.desk import Desk

OFFERED = 7  # as many as one takes in at a glance


def typed_lines(desk: Desk) -> Iterator[str]:
    """The lines of standard input, prompted for on a terminal."""
    if sys.stdin.isatty():
        yield from _prompted(desk)
    else:
        yield from sys.stdin


def _prompted(desk: Desk) -> Iterator[str]:
    from prompt_toolkit import PromptSession

    session: PromptSession[str] = PromptSession(
        completer=_completer(desk), complete_while_typing=True, complete_in_thread=True
    )
    while True:
        yield session.prompt("> ")


def _completer(desk: Desk) -> Completer:
    from prompt_toolkit.completion import Completer, Completion

    class Questions(Completer):
        """Offers the questions that the same ranker finds for what is typed so far."""

        def get_completions(
            self,
            document: Document,
            complete_event: CompleteEvent,  # noqa: ARG002 - the base class's signature
        ) -> Iterable[Completion]:
            typed = document.text_before_cursor
            for entry in desk.complete(typed, OFFERED) if typed.strip() else ():
                yield Completion(entry.question, start_position=-len(typed))

    return Questions()
