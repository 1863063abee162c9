"""`footnote run`, `doctor` and `health`: the bot in Discord, and how it is."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from bot.app import discord_options, examine, serve
from bot.article.visible import harmless
from bot.exit_status import ExitStatus
from bot.settings import read_settings
from bot.terminal.options import faq_option
from bot.terminal.output import console_on, plain_table


@click.command("run", epilog="\b\nExample:\n  DISCORD_TOKEN=... footnote run")
@faq_option
def run(faq: Path | None) -> int:
    """Serve in Discord until stopped; the token comes from DISCORD_TOKEN."""
    settings = read_settings()
    ending = serve(settings, faq or settings.faq_path, lambda line: click.echo(harmless(line)))
    click.echo(harmless(ending.words), err=ending.status != 0)
    return int(ending.status)


MARKS = {"good": ("ok", "green"), "note": ("note", "yellow"), "bad": ("MEND", "bold red")}


@click.command("doctor", epilog="\b\nExample:\n  footnote doctor")
@faq_option
def doctor(faq: Path | None) -> int:
    """Examine token, intents, servers, channels, commands, FAQ and database.

    Connects to Discord for a moment; answers nothing and changes nothing. Status 1 if something
    needs mending.
    """
    from rich.text import Text

    settings = read_settings()
    rows = examine(settings, faq or settings.faq_path)
    table = plain_table("", "examined", "found", "mend")
    for row in rows:
        mark = Text(*MARKS[row.state])
        table.add_row(mark, row.about, harmless(row.words), harmless(row.mend))
    console_on(sys.stdout).print(table)
    return ExitStatus.FAULTS if any(row.state == "bad" for row in rows) else ExitStatus.DONE


@click.command("health", epilog="\b\nExample, in a Dockerfile:\n  HEALTHCHECK CMD footnote health")
def health() -> int:
    """Say whether the process of this token is connected and serving; status 1 if not.

    While it answers members but its database can't be used, the status is 0 and the words begin
    with "Degraded": starting it again would not help.
    """
    from bot.discord.health import health as health_of

    found = health_of(discord_options(read_settings()))
    click.echo(found.words)
    return ExitStatus.DONE if found.serving else ExitStatus.FAULTS
