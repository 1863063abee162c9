"""`footnote chat`: a conversation in the terminal."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from bot.cli.options import faq_option, faq_path


@click.command("chat", epilog="\b\nExample:\n  footnote chat --faq faq/linkedin-china.yaml")
@faq_option
def command(faq: Path | None) -> None:
    """Talk with the bot: earlier questions count, follow-ups are offered by number.

    The FAQ is followed: what is saved while you talk answers the next question.
    """
    from bot.app import followed_desk
    from bot.faces.terminal.chat import converse
    from bot.faces.terminal.prompt import typed_lines

    news: deque[str] = deque()
    with followed_desk(faq_path(faq), news.append) as desk:
        converse(desk, _after_news(typed_lines(desk), news), sys.stdout)


def _after_news(lines: Iterable[str], news: deque[str]) -> Iterator[str]:
    """The lines, each after what became known of the FAQ while it was typed."""
    from bot.faces.terminal.lines import Line
    from bot.faces.terminal.paint import show

    for line in lines:
        while news:
            show([Line(news.popleft(), "hint")], sys.stdout)
        yield line
