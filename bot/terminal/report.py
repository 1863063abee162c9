"""`footnote report`: a page to look at."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.app import kept_ledger
from bot.article.visible import one_line
from bot.editing.report import LedgerRecords, html_of, report_of
from bot.exit_status import ExitStatus
from bot.terminal.options import answerer_for, faq_option

EPILOG = """\b
Example:
  footnote report -o report.html
"""


@click.command("report", epilog=EPILOG)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    default=Path("footnote-report.html"),
    show_default=True,
    help="Where to write the page; - for standard output.",
)
@faq_option
def command(output: Path, faq: Path | None) -> int:
    """Write one HTML page: the article as cited and asked, entries, collisions, gaps, days."""
    answerer = answerer_for(faq)
    today = datetime.now(UTC).date()  # as the ledger's days are
    html = html_of(report_of(answerer, _ledger_records(), today))
    if str(output) == "-":
        click.echo(html, nl=False)
        return ExitStatus.DONE
    output.write_text(html, encoding="utf-8")
    click.echo(f"{one_line(str(output))}: {len(html.encode()):,} bytes. Open it in a browser.")
    return ExitStatus.DONE


def _ledger_records() -> LedgerRecords:
    with kept_ledger(reading=True) as ledger:
        if ledger is None:
            return LedgerRecords()
        return LedgerRecords(ledger.gaps(), ledger.opinions(), ledger.counts())
