"""`footnote run`: the bot in Discord."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import serve
from bot.article.visible import harmless
from bot.settings import read_settings
from bot.terminal.options import faq_option


@click.command("run", epilog="\b\nExample:\n  DISCORD_TOKEN=... footnote run")
@faq_option
def command(faq: Path | None) -> int:
    """Serve in Discord until stopped; the token comes from DISCORD_TOKEN."""
    settings = read_settings()
    ending = serve(settings, faq or settings.faq_path, lambda line: click.echo(harmless(line)))
    click.echo(harmless(ending.words), err=ending.status != 0)
    return int(ending.status)
