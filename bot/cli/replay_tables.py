"""The tables of a replay: on a terminal, and as Markdown for a pull request."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

import click

from bot.care.replay import FATES, Replayed, described
from bot.faces.terminal.paint import console_on, harmless

ROWS = 200  # GitHub takes 65,536 characters in a comment
LONGEST = 160  # characters of a question in Markdown
_ORDER = {"lost": 0, "changed entry": 1, "newly answered": 2, "unchanged": 3}


def show(replayed: Sequence[Replayed], old: str, *, markdown: bool) -> None:
    """Print what changed, what got worse first, then the counts."""
    told = [one for one in replayed if one.fate != "unchanged" or one.change]
    told.sort(key=lambda one: (one.change, _ORDER[one.fate]))
    if markdown:
        click.echo("\n".join(_markdown(told, replayed, old)))
        return
    if told:
        _table(told)
    click.secho(_counts(replayed), bold=True)


def _table(told: Sequence[Replayed]) -> None:
    from rich.table import Table

    labelled = any(one.outcomes for one in told)
    table = Table("", "question", "before", "after", *(["labelled"] if labelled else []))
    for one in told:
        cells = (one.fate, one.asked.question, described(one.before), described(one.after))
        table.add_row(*map(harmless, cells), *([_labels(one)] if labelled else []))
    console_on(sys.stdout).print(table)


def _labels(one: Replayed) -> str:
    if one.outcomes is None:
        return ""
    was, now = one.outcomes
    verdict = "worse: " if one.change < 0 else "better: " if one.change > 0 else ""
    return f"{verdict}{was} → {now}" if was != now else f"{was} as before"


def _counts(replayed: Sequence[Replayed]) -> str:
    fates = Counter(one.fate for one in replayed)
    told = ", ".join(f"{fates[fate]} {fate}" for fate in FATES)
    line = f"{len(replayed)} question{'' if len(replayed) == 1 else 's'}: {told}."
    if any(one.outcomes for one in replayed):
        better, worse = (sum(one.change * sign > 0 for one in replayed) for sign in (1, -1))
        line += f" Of those with labels {better} fare better and {worse} worse."
    return line


def _markdown(told: Sequence[Replayed], replayed: Sequence[Replayed], old: str) -> Iterator[str]:
    yield f"### Questions replayed against {_code(old)}"
    yield ""
    yield _counts(replayed)
    if told:
        yield ""
        yield "| | question | before | after | labelled |"
        yield "| --- | --- | --- | --- | --- |"
    for one in told[:ROWS]:
        question = _code(one.asked.question)
        before, after = _code(described(one.before)), _code(described(one.after))
        yield f"| {one.fate} | {question} | {before} | {after} | {_labels(one)} |"
    if len(told) > ROWS:
        yield f"\nAnd {len(told) - ROWS} more."


def _code(text: str) -> str:
    """A text as code, so that nothing in it becomes markup or mentions anybody."""
    line = " ".join(harmless(text).split())
    line = line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
    return "`" + line.replace("`", "ʼ").replace("|", "¦") + "`" if line else ""
