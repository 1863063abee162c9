"""`footnote chat`: a conversation in the terminal."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.cli.options import faq_option, open_desk


@click.command("chat", epilog="\b\nExample:\n  footnote chat --faq faq/linkedin-china.yaml")
@faq_option
def command(faq: Path | None) -> None:
    """Talk with the bot: earlier questions count, follow-ups are offered by number."""
    from bot.faces.terminal.chat import converse
    from bot.faces.terminal.prompt import typed_lines

    desk = open_desk(faq)
    converse(desk, typed_lines(desk), sys.stdout)
