"""`footnote check`: everything that can be proved about the FAQ before anybody asks."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import faq_option, faq_path
from bot.cli.status import Status

if TYPE_CHECKING:
    from bot.care.check import Summary
    from bot.core.errors import Fault

EPILOG = """\b
Examples:
  footnote check
  footnote check --faq faq/linkedin-china.yaml --json
"""


@click.command("check", epilog=EPILOG)
@click.option("--json", "as_json", is_flag=True, help="Print the findings for machines.")
@faq_option
def command(faq: Path | None, as_json: bool) -> int:
    """Prove the FAQ: its quotes, its phrasings, its near misses, its cards."""
    from bot.app import checked

    faults, summary = checked(faq_path(faq))
    if as_json:
        record = {"faults": [asdict(fault) for fault in faults], "summary": asdict(summary)}
        click.echo(json.dumps(record, ensure_ascii=False))
    else:
        _show(faults, summary)
    return Status.FAULTS if faults else Status.DONE


def _show(faults: Sequence[Fault], summary: Summary) -> None:
    for fault in faults:
        click.echo(str(fault))
    click.echo(
        f"{summary.articles} article(s) with {summary.sentences} sentences, "
        f"{summary.uncited} of them never cited; {summary.entries} entries, "
        f"{summary.phrasings} phrasings, {summary.near_misses} near misses: "
        + (f"{len(faults)} fault(s)." if faults else "all proved.")
    )
