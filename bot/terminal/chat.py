"""`footnote chat`: a conversation in the terminal."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

import click
from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.answering.answerer import Answerer, Conversations
from bot.answering.entry import Entry
from bot.answering.reply import Answer, Closest, Response, suggestions_of
from bot.app import followed_answerer
from bot.terminal.options import faq_option, faq_path, model_option
from bot.terminal.output import StyledLine, Why, explain, lines_of, show


@click.command("chat", epilog="\b\nExample:\n  footnote chat --faq faq/linkedin-china.yaml")
@model_option
@faq_option
def command(faq: Path | None, model: str | None) -> None:
    """Talk with the bot: earlier questions count, follow-ups are offered by number.

    The FAQ is followed: what is saved while you talk answers the next question.
    """
    news: deque[str] = deque()
    with followed_answerer(faq_path(faq), news.append, model) as answerer:
        converse(answerer, _after_news(typed_lines(answerer), news), sys.stdout)


def _after_news(lines: Iterable[str], news: deque[str]) -> Iterator[str]:
    """The lines, each after the news of the FAQ that came while it was typed."""
    for line in lines:
        while news:
            show([StyledLine(news.popleft(), "hint")], sys.stdout)
        yield line


# A conversation: questions come in as lines, replies go out, follow-ups are picked by number.

WELCOME = (
    "Ask about the article. A number picks a suggestion, /why tells what decided the last reply; "
    "quit, exit or Ctrl-D leaves."
)
WHY: Mapping[str, Why] = {"/why": "short", "/why all": "all"}
NOTHING_SAID = "There is no reply yet."
LEAVING = "Goodbye!"
LEAVE = frozenset({"", "quit", "exit"})


def converse(
    answerer: Answerer,
    lines: Iterable[str],
    out: TextIO,
    clock: Callable[[], float] = time.monotonic,
) -> None:
    """Answer each line until the lines end, one leaves, or the person interrupts.

    An empty line leaves too, as it always did.
    """
    show(_welcome(answerer), out)
    conversations = Conversations()
    offered: tuple[Entry, ...] = ()
    response: Response | None = None
    try:
        for line in lines:
            said = " ".join(line.lower().split())
            if said in LEAVE:
                break
            if said in WHY:
                _explain(response, WHY[said], out)
                continue
            question = _picked(line, offered) or line
            response = answerer.ask(question, conversations.history(None, clock()))
            conversations.remember(None, question, clock())
            offered = _offers(answerer, response)
            show(_shown(response, offered), out)
    except (EOFError, KeyboardInterrupt):
        pass
    show([StyledLine(LEAVING)], out)


def _welcome(answerer: Answerer) -> Iterator[StyledLine]:
    titles = " and ".join(article.title for article in answerer.knowledge.articles)
    yield StyledLine(titles, "question")
    yield StyledLine(WELCOME, "hint")
    yield StyledLine("")


def _explain(response: Response | None, why: Why, out: TextIO) -> None:
    """Tell what decided the last reply, if there is one."""
    if response is not None:
        explain(response, out, why)
    show([StyledLine("" if response else NOTHING_SAID)], out)


def _picked(line: str, offered: tuple[Entry, ...]) -> str | None:
    """The question behind a number, if the line is one that was offered."""
    number = line.strip()
    if number.isdecimal() and len(number) < 9 and 1 <= int(number) <= len(offered):
        return offered[int(number) - 1].question
    return None


def _offers(answerer: Answerer, response: Response) -> tuple[Entry, ...]:
    """What can be picked next: suggestions, or the follow-ups of what is shown."""
    offers: dict[str, Entry] = {}
    for part in response.parts:
        match part.reply:
            case Answer(entry) | Closest(entry, others=()):
                follow_ups = [answerer.pick(name) for name in entry.next]
                offers |= {found.id: found for found in follow_ups if found}
            case reply:
                offers |= {found.id: found for found in suggestions_of(reply)}
    return tuple(offers.values())


def _shown(response: Response, offered: tuple[Entry, ...]) -> Iterator[StyledLine]:
    """The reply's lines, with the offers numbered instead of listed."""
    yield from (line for line in lines_of(response) if line.style != "option")
    if offered:
        yield StyledLine("")
    for number, entry in enumerate(offered, start=1):
        yield StyledLine(f"  {number}. {entry.question}", "option")
    yield StyledLine("")


# Lines as a person types them, with completion of questions; a pipe's lines as they come.

MAX_OFFERED = 7  # as many as one takes in at a glance


def typed_lines(answerer: Answerer) -> Iterator[str]:
    """The lines of standard input, prompted for on a terminal."""
    if sys.stdin.isatty():
        yield from _prompted(answerer)
    else:
        yield from sys.stdin


def _prompted(answerer: Answerer) -> Iterator[str]:
    session: PromptSession[str] = PromptSession(
        completer=_QuestionCompleter(answerer), complete_while_typing=True, complete_in_thread=True
    )
    while True:
        yield session.prompt("> ")


class _QuestionCompleter(Completer):
    """Offers the questions that the ranker finds for what is typed so far."""

    def __init__(self, answerer: Answerer) -> None:
        self._answerer = answerer

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002 - the base class's signature
    ) -> Iterable[Completion]:
        typed = document.text_before_cursor
        for entry in self._answerer.complete(typed, MAX_OFFERED) if typed.strip() else ():
            yield Completion(entry.question, start_position=-len(typed))
