"""`footnote check`: everything that can be proved about the FAQ before anybody asks."""

from __future__ import annotations

import gc
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.options import faq_option, faq_path
from bot.cli.progress import progress
from bot.cli.status import Status
from bot.core.visible import one_line

if TYPE_CHECKING:
    from bot.cli.findings import Findings
    from bot.store.library import Reading

EPILOG = """\b
Examples:
  footnote check
  footnote check --watch
  footnote check --strict --format github
  footnote check --faq faq/linkedin-china.yaml --json
"""


@click.command("check", epilog=EPILOG)
@click.option("--strict", is_flag=True, help="Let warnings fail as errors do.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="github: annotations that GitHub Actions shows at the line.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--all", "every", is_flag=True, help="Tell all findings, not the first hundred.")
@click.option("--watch", is_flag=True, help="Check again at every save, until Ctrl-C.")
@faq_option
def command(
    faq: Path | None, strict: bool, form: str, as_json: bool, every: bool, watch: bool
) -> int:
    """Prove the FAQ: its quotes, its phrasings, its near misses, its cards.

    Errors are what would be answered wrongly or not be shown at all; warnings are what an editor
    should look at: phrasings that collide, names and figures that no citation bears out, sentences
    that nothing cites. Status 1 if there is an error, or with --strict a warning.
    """
    from bot.cli.findings import show
    from bot.store.library import look

    path, form = faq_path(faq), "json" if as_json else form
    reading = look(path)
    findings = _findings(reading, every)
    show(findings, form)
    if watch:
        _watch(path, reading, form, every)
    return Status.FAULTS if findings.failed(strict=strict) else Status.DONE


def _watch(path: Path, reading: Reading, form: str, every: bool) -> None:
    """Check each version that is saved; ends with an interrupt."""
    from bot.cli.findings import show
    from bot.store.watch import readings

    stop = threading.Event()
    # An interrupt that comes while Python closes a file or a generator would be lost.
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    click.echo(f"Watching {one_line(str(path))}; Ctrl-C ends it.", err=True)
    known = [reading]
    for now in readings(path, lambda: known[0], stop):
        known[0] = now
        click.echo(f"\n{time.strftime('%H:%M:%S')} saved.", err=True)
        show(_findings(now, every), form)
    raise KeyboardInterrupt


def _findings(reading: Reading, every: bool) -> Findings:
    from bot.app import checked
    from bot.care.check import summary
    from bot.cli.findings import Findings

    gc.disable()  # a large FAQ is built and asked without making garbage: a tenth faster
    try:
        with progress("Checking") as tell:
            faults, held = checked(reading, tell), summary(reading.faqs)
            return Findings(faults, held, len(faults)) if every else Findings(faults, held)
    finally:
        gc.enable()
