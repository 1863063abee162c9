"""A conversation: questions come in as lines, replies go out, follow-ups are picked by number."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from bot.core.conversation import Conversation
from bot.core.faq import Entry
from bot.core.reply import Answer, suggestions_of
from bot.core.turn import Turn
from bot.desk import Desk
from bot.faces.terminal.lines import Line, lines_of
from bot.faces.terminal.paint import show

WELCOME = "Ask about the article. A number picks a suggestion; an empty line or Ctrl-D leaves."
LEAVING = "Goodbye!"


def converse(
    desk: Desk,
    lines: Iterable[str],
    out: TextIO,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Answer each line until the lines end, one is empty, or the person interrupts."""
    show(_welcome(desk), out)
    conversation = Conversation()
    offered: tuple[Entry, ...] = ()
    try:
        for line in lines:
            if not line.strip():
                break
            question = _picked(line, offered) or line
            turn = desk.ask(question, conversation.history(clock()))
            conversation.remember(question, clock())
            offered = _offers(desk, turn)
            show(_shown(turn, offered), out)
    except (EOFError, KeyboardInterrupt):
        pass
    show([Line(LEAVING)], out)


def _welcome(desk: Desk) -> Iterator[Line]:
    titles = " and ".join(article.title for article in desk.knowledge.articles)
    yield Line(titles, "question")
    yield Line(WELCOME, "hint")
    yield Line("")


def _picked(line: str, offered: tuple[Entry, ...]) -> str | None:
    """The question behind a number, if the line is one that was offered."""
    number = line.strip()
    if number.isdecimal() and len(number) < 9 and 1 <= int(number) <= len(offered):
        return offered[int(number) - 1].question
    return None


def _offers(desk: Desk, turn: Turn) -> tuple[Entry, ...]:
    """What can be picked next: suggestions, or the follow-ups of the answers."""
    offers: dict[str, Entry] = {}
    for part in turn.parts:
        match part.reply:
            case Answer(entry):
                follow_ups = [desk.pick(name) for name in entry.next]
                offers |= {found.id: found for found in follow_ups if found}
            case reply:
                offers |= {found.id: found for found in suggestions_of(reply)}
    return tuple(offers.values())


def _shown(turn: Turn, offered: tuple[Entry, ...]) -> Iterator[Line]:
    """The reply's lines, with the offers numbered instead of listed."""
    yield from (line for line in lines_of(turn) if line.style != "option")
    if offered:
        yield Line("")
    for number, entry in enumerate(offered, start=1):
        yield Line(f"  {number}. {entry.question}", "option")
    yield Line("")
