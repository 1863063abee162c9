"""Findings of a check: for people, for machines, and for GitHub, which shows them at the line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from bot.care.check.summary import Summary
from bot.core.errors import TOLD, Fault, and_more, first
from bot.core.visible import json_line, one_line
from bot.faces.terminal.paint import harmless

FORMATS = ("text", "json", "github")


@dataclass(frozen=True, slots=True)
class Findings:
    """What a check found, in order, and what the FAQ holds; the first `most` faults are told."""

    faults: Sequence[Fault]
    summary: Summary
    most: int = TOLD

    def count(self, severity: str) -> int:
        """How many errors, or warnings."""
        return sum(fault.severity == severity for fault in self.faults)

    def failed(self, *, strict: bool) -> bool:
        """Whether something must be mended; `strict` counts warnings too."""
        return bool(self.faults if strict else self.count("error"))

    @property
    def told(self) -> tuple[Fault, ...]:
        """The faults that are told."""
        return first(self.faults, self.most)[0]

    @property
    def more(self) -> int:
        """How many more there are."""
        return first(self.faults, self.most)[1]


def show(findings: Findings, form: str) -> None:
    """Print findings in one of the FORMATS."""
    match form:
        case "json":
            click.echo(_record(findings))
        case "github":
            for fault in findings.told:
                click.echo(annotation(fault))
            click.echo(_closing(findings))
        case _:
            for fault in findings.told:
                colour = "red" if fault.severity == "error" else "yellow"
                click.echo(_painted(fault, colour))
            click.secho(_closing(findings), bold=True)


def annotation(fault: Fault) -> str:
    """A workflow command of GitHub Actions that annotates the line.

    The path is told from the working directory, which a workflow sets to the repository.
    """
    title = f"Footnote: {fault.entry}" if fault.entry else "Footnote"
    properties = {"file": _from_here(fault.file), "title": title}
    if fault.line:
        properties |= {"line": str(fault.line), "col": str(fault.column)}
    told = ",".join(f"{key}={_property(value)}" for key, value in properties.items())
    return f"::{fault.severity} {told}::{_data(f'{fault.problem} {fault.mend}'.rstrip())}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _from_here(file: str) -> str:
    path = Path(file).absolute()
    here = Path.cwd()
    return path.relative_to(here).as_posix() if path.is_relative_to(here) else file


def _painted(fault: Fault, colour: str) -> str:
    place = one_line(fault.file) + (f":{fault.line}:{fault.column}" if fault.line else "")
    entry = f" [{fault.entry}]" if fault.entry else ""
    severity = click.style(fault.severity, fg=colour)
    said = harmless(f"{entry} {fault.problem} {fault.mend}".rstrip())
    return f"{place}: {severity}:{said}"


def _record(findings: Findings) -> str:
    record = {
        "faults": [asdict(fault) for fault in findings.told],
        "more": findings.more,
        "errors": findings.count("error"),
        "warnings": findings.count("warning"),
        "summary": asdict(findings.summary),
    }
    return json_line(record)


def _closing(findings: Findings) -> str:
    held = findings.summary
    counts = Counter(fault.severity for fault in findings.faults)
    verdict = " and ".join(
        _many(counts[severity], severity) for severity in ("error", "warning") if counts[severity]
    )
    return (
        f"{_many(held.articles, 'article')} with {_many(held.sentences, 'sentence')}, "
        f"{held.uncited} of them never cited; {_many(held.entries, 'entry', 'entries')}, "
        f"{_many(held.phrasings, 'phrasing')}, "
        f"{_many(held.near_misses, 'near miss', 'near misses')}: "
        f"{verdict or 'all proved'}." + (f"\n{and_more(findings.more)}" if findings.more else "")
    )


def _many(count: int, one: str, several: str = "") -> str:
    return f"{count} {one if count == 1 else several or f'{one}s'}"
