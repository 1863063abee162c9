"""`footnote check`: everything that can be proved about the FAQ before anybody asks."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import click

from bot.app import checked, uncollected
from bot.article.visible import harmless, json_line, one_line
from bot.editing.check import Summary, summary
from bot.editing.findings import accept, proposed
from bot.errors import MOST_SHOWN, Fault, and_more, first
from bot.exit_status import ExitStatus
from bot.faq.store import FaqReading, look
from bot.faq.watch import readings
from bot.terminal.options import faq_option, faq_path, format_option, model_option
from bot.terminal.output import path_from_here, progress

EPILOG = """\b
Examples:
  footnote check
  footnote check --watch
  footnote check --strict --format github
  footnote check --faq faq/linkedin-china.yaml --json
"""


@click.command("check", epilog=EPILOG)
@click.option("--strict", is_flag=True, help="Let warnings fail as errors do.")
@format_option("github", "annotations that GitHub Actions shows at the line.")
@click.option("--all", "every", is_flag=True, help="Tell all findings, not the first hundred.")
@click.option("--watch", is_flag=True, help="Tell at every save what is new, until Ctrl-C.")
@click.option(
    "--accept", "marks", multiple=True, metavar="MARK", help="Judge the warning of this mark fine."
)
@model_option
@faq_option
def command(
    faq: Path | None,
    model: str | None,
    strict: bool,
    form: str,
    every: bool,
    watch: bool,
    marks: tuple[str, ...],
) -> int:
    """Prove the FAQ: its quotes, its phrasings, its near misses, its cards.

    Errors are what would be answered wrongly or not be shown at all; warnings are what an editor
    should look at, first what members would get wrong: what no citation bears out, questions that
    are refused, phrasings that collide, sentences that nothing cites. A warning ends with its mark:
    --accept writes it to the line as a comment, and the warning is silent until that changes.
    Status 1 if there is an error, or with --strict a warning.
    """
    path = faq_path(faq)
    reading = look(path)
    findings = _findings(reading, every, model)
    if marks:
        accept(reading, findings.faults, marks)
        reading = look(path)
        left = [fault for fault in findings.faults if fault.mark not in marks]
        findings = replace(findings, faults=left)
    _show(findings, form)
    if watch:
        _watch(path, reading, findings, form, model)
    failed = findings.faults if strict else findings.counts["error"]
    return ExitStatus.FAULTS if failed else ExitStatus.DONE


def _watch(
    path: Path, reading: FaqReading, findings: Findings, form: str, model: str | None
) -> None:
    """Check each version that is saved; ends with an interrupt."""
    stop = threading.Event()
    # An interrupt that comes while Python closes a file or a generator would be lost.
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    click.echo(f"Watching {one_line(str(path))}; Ctrl-C ends it.", err=True)
    latest = [reading]
    for now in readings(path, lambda: latest[0], stop):
        latest[0], before = now, findings
        findings = _findings(now, findings.most > MOST_SHOWN, model)
        click.echo(f"\n{time.strftime('%H:%M:%S')} saved.", err=True)
        if form == "text":
            _show_changes(before, findings)
        else:
            _show(findings, form)
    raise KeyboardInterrupt


def _findings(reading: FaqReading, every: bool, model: str | None = None) -> Findings:
    with progress("Checking") as advance, uncollected():
        faults, holdings = checked(reading, advance, model), summary(reading.faqs)
    most = max(len(faults), MOST_SHOWN + 1) if every else MOST_SHOWN
    return Findings(faults, holdings, proposed(reading), most)


# What was found: for people, for machines, and for GitHub, which shows it at the line.


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found, in order, and what the FAQ holds; the first `most` faults are shown.

    `proposed` counts the entries that a program proposed and no editor has taken over.
    """

    faults: Sequence[Fault]
    summary: Summary
    proposed: int = 0
    most: int = MOST_SHOWN

    @property
    def counts(self) -> Counter[str]:
        """How many errors, and how many warnings."""
        return Counter(fault.severity for fault in self.faults)

    @property
    def shown(self) -> tuple[Sequence[Fault], int]:
        """The faults that are shown, and how many more there are."""
        return first(self.faults, self.most)


def _show(findings: Findings, form: str) -> None:
    """Print findings as text, `json` or annotations for `github`."""
    if form == "json":
        click.echo(_record(findings))
        return
    for fault in findings.shown[0]:
        click.echo(annotation(fault) if form == "github" else _painted(fault))
    click.secho(_closing(findings), bold=form == "text" or None)


def _show_changes(before: Findings, now: Findings) -> None:
    """Print what a save has brought and what it has settled, wherever the lines are now."""
    old, new = ({_identity(one): one for one in some.faults} for some in (before, now))
    appeared = [fault for key, fault in new.items() if key not in old]
    for fault in appeared[: now.most]:
        click.echo(f"new: {_painted(fault)}")
    for fault in [fault for key, fault in old.items() if key not in new][: now.most]:
        click.secho(f"gone: {_painted(fault)}", dim=True)
    click.secho(_closing(now), bold=True)


def _identity(fault: Fault) -> tuple[str, str | None, str]:
    return fault.file, fault.entry, fault.mark or fault.problem


def annotation(fault: Fault) -> str:
    """A workflow command of GitHub Actions that annotates the line.

    The path is given from the working directory, which a workflow sets to the repository.
    """
    title = f"Footnote: {fault.entry}" if fault.entry else "Footnote"
    properties = {"file": path_from_here(Path(fault.file)).as_posix(), "title": title}
    if fault.line:
        properties |= {"line": str(fault.line), "col": str(fault.column)}
    written = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{fault.severity} {written}::{_data(f'{fault.problem} {fault.mend}'.rstrip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _painted(fault: Fault) -> str:
    colour = "red" if fault.severity == "error" else "yellow"
    place = one_line(fault.file) + (f":{fault.line}:{fault.column}" if fault.line else "")
    entry = f" [{fault.entry}]" if fault.entry else ""
    severity = click.style(fault.severity, fg=colour)
    mark = f" ({fault.mark})" if fault.mark else ""
    said = harmless(f"{entry} {fault.problem} {fault.mend}".rstrip() + mark)
    return f"{place}: {severity}:{said}"


def _record(findings: Findings) -> str:
    shown, more = findings.shown
    record = {
        "faults": [asdict(fault) for fault in shown],
        "more": more,
        "errors": findings.counts["error"],
        "warnings": findings.counts["warning"],
        "proposed": findings.proposed,
        "summary": asdict(findings.summary),
    }
    return json_line(record)


def _closing(findings: Findings) -> str:
    faq, counts, left = findings.summary, findings.counts, findings.shown[1]
    found = [_many(counts[one], one) for one in ("error", "warning") if counts[one]]
    verdict = " and ".join(found) or "all proved"
    more = f"\n{and_more(left)}" if left else ""
    if findings.proposed:
        more += f"\n{_many(findings.proposed, 'entry', 'entries')} proposed by a program: read "
        more += "each, then take `# proposed` away."
    return (
        f"{_many(faq.articles, 'article')} with {_many(faq.sentences, 'sentence')}, "
        f"{faq.uncited} of them never cited; {_many(faq.entries, 'entry', 'entries')}, "
        f"{_many(faq.phrasings, 'phrasing')}, "
        f"{_many(faq.near_misses, 'near miss', 'near misses')}: "
        f"{verdict}.{more}"
    )


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
