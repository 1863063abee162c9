"""`footnote health`: whether the running bot is connected and serving, for a supervisor."""

from __future__ import annotations

import click

from bot.app import discord_options
from bot.discord.health import health
from bot.exit_status import ExitStatus
from bot.settings import read_settings


@click.command("health", epilog="\b\nExample, in a Dockerfile:\n  HEALTHCHECK CMD footnote health")
def command() -> int:
    """Say whether the process of this token is connected and serving; status 1 if not.

    While it answers members but its database can't be used, the status is 0 and the words begin
    with "Degraded": starting it again would not help.
    """
    found = health(discord_options(read_settings()))
    click.echo(found.words)
    return ExitStatus.DONE if found.serving else ExitStatus.FAULTS
