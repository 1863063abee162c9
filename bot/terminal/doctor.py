"""`footnote doctor`: everything around the bot, examined, in one table."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.terminal.options import Status, faq_option

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.discord.doctor import Diagnosis


MARKS = {"good": "ok", "note": "note", "bad": "MEND"}
STYLES = {"good": "green", "note": "yellow", "bad": "bold red"}


@click.command("doctor", epilog="\b\nExample:\n  footnote doctor")
@faq_option
def command(faq: Path | None) -> int:
    """Examine token, intents, servers, channels, commands, FAQ and database.

    Connects to Discord for a moment; answers nothing and changes nothing. Status 1 if something
    needs mending.
    """
    from bot.app import examine
    from bot.settings import read_settings

    settings = read_settings()
    rows = examine(settings, faq or settings.faq_path)
    _show(rows)
    return Status.FAULTS if any(row.state == "bad" for row in rows) else Status.DONE


def _show(rows: Sequence[Diagnosis]) -> None:
    from rich.table import Table
    from rich.text import Text

    from bot.article.visible import harmless
    from bot.terminal.output import console_on

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for name in ("", "examined", "found", "mend"):
        table.add_column(name)
    for row in rows:
        mark = Text(MARKS[row.state], style=STYLES[row.state])
        table.add_row(mark, row.about, harmless(row.words), harmless(row.mend))
    console_on(sys.stdout).print(table)
