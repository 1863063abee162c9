"""`footnote doctor`: everything around the bot, examined, in one table."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from rich.text import Text

from bot.app import examine
from bot.article.visible import harmless
from bot.discord.doctor import Row
from bot.exit_status import ExitStatus
from bot.settings import read_settings
from bot.terminal.options import faq_option
from bot.terminal.output import console_on, plain_table

MARKS = {"good": "ok", "note": "note", "bad": "MEND"}
STYLES = {"good": "green", "note": "yellow", "bad": "bold red"}


@click.command("doctor", epilog="\b\nExample:\n  footnote doctor")
@faq_option
def command(faq: Path | None) -> int:
    """Examine token, intents, servers, channels, commands, FAQ and database.

    Connects to Discord for a moment; answers nothing and changes nothing. Status 1 if something
    needs mending.
    """
    settings = read_settings()
    rows = examine(settings, faq or settings.faq_path)
    _show(rows)
    return ExitStatus.FAULTS if any(row.state == "bad" for row in rows) else ExitStatus.DONE


def _show(rows: Sequence[Row]) -> None:
    table = plain_table("", "examined", "found", "mend")
    for row in rows:
        mark = Text(MARKS[row.state], style=STYLES[row.state])
        table.add_row(mark, row.about, harmless(row.words), harmless(row.mend))
    console_on(sys.stdout).print(table)
