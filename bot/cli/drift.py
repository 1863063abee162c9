"""`footnote drift`: what a new version of the article does to the FAQ, and putting it in place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot.cli.options import faq_option, faq_path
from bot.cli.status import Status
from bot.core.errors import FaultyFaq, FootnoteError
from bot.core.visible import json_line
from bot.faces.terminal.paint import harmless

if TYPE_CHECKING:
    from bot.care.drift import Drifted, Target, Verdict
    from bot.core.article import Article

EPILOG = """\b
Examples:
  footnote drift article-of-today.txt
  footnote drift article-of-today.txt --write
  footnote drift page.html --article seeds/kiln.txt --json
"""


_WORDS: dict[Verdict, str] = {
    "same": "as before",
    "reworded": "in a sentence that reads otherwise",
    "changed": "changed",
    "vanished": "vanished",
    "twice": "no longer unique",
}


class _Refused(FootnoteError):
    """The command can't do what was asked; the message says why."""


@click.command("drift", epilog=EPILOG)
@click.argument("new", type=click.Path(path_type=Path), metavar="NEW-ARTICLE")
@click.option(
    "--article",
    type=click.Path(path_type=Path),
    help="The article that it is a new version of, where the FAQ has several.",
)
@click.option("--write", is_flag=True, help="Mend quotes, each after asking; put it in place.")
@click.option("--json", "as_json", is_flag=True, help="Print the findings for machines.")
@faq_option
def command(new: Path, article: Path | None, write: bool, as_json: bool, faq: Path | None) -> int:
    """Show what becomes of the FAQ's quotes with a NEW-ARTICLE in the old one's place.

    Without --write nothing is changed. With it every mend is asked for, the new version is proven
    with the mended FAQ, and both are put in place together after a last question. Status 1 as long
    as quotes are broken.
    """
    if write and as_json:
        raise click.UsageError("--write asks questions; leave out --json.")
    from bot.care.drift import survey
    from bot.store.library import look

    path = faq_path(faq)
    reading = look(path)
    target = _target(reading, article, new)
    data, version = _version(new, target)
    findings = survey(target, reading, version)
    if as_json:
        click.echo(json_line([_record(one, version) for one in findings]))
    else:
        _show(findings, version)
    if write:
        from bot.cli.mending import mend

        return mend(path, reading, target, (data, version), findings)
    return Status.FAULTS if any(one.broken for one in findings) else Status.DONE


def _target(reading: Any, article: Path | None, new: Path) -> Target:
    """The article that the new one replaces: as named, of the same name, or the only one."""
    from bot.care.drift import targets

    found = targets(reading)
    if not found:
        raise FaultyFaq(reading.faults)
    fitting = [one for one in found if article is None or one.path == article.resolve()]
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.path.stem == new.stem]
    if len(fitting) != 1:
        named = ", ".join(str(one.path) for one in found)
        raise _Refused(f"Which article is it a version of? Name one with --article: {named}")
    return fitting[0]


def _version(new: Path, target: Target) -> tuple[bytes, Article]:
    """The bytes and the article of the new version, under the old one's name."""
    from dataclasses import replace

    from bot.care.source import read_source
    from bot.store.folder import Unreadable

    try:
        source = replace(read_source(new), name=target.path.name)
        return source.data, source.article
    except Unreadable as error:
        raise _Refused(f"{new}: {error}") from None


def _show(findings: Sequence[Drifted], version: Article) -> None:
    from bot.care.drift import grouped

    for group in grouped(one for one in findings if one.verdict != "same"):
        for one in group:
            click.echo(place_of(one))
        show_fate(group[0], version)
    counts = Counter(one.verdict for one in findings)
    told = ", ".join(
        f"{counts[verdict]} {_WORDS[verdict]}" for verdict in _WORDS if counts[verdict]
    )
    click.secho(
        f"{len(findings)} quotes in an article of {len(version.sentences)} sentences: {told}.",
        bold=True,
    )


def place_of(one: Drifted) -> str:
    """Where a quote stands and what became of it, in one line."""
    verdict = click.style(one.verdict, fg="red" if one.broken else "yellow")
    return f"{harmless(one.file)}:{one.line}: [{one.entry.id}] {verdict}"


def show_fate(one: Drifted, version: Article) -> None:
    """Print a quote, the sentence that it meets now, and the difference word by word."""
    click.echo(harmless(f"    quote: {one.quote}"))
    if one.nearest is not None:
        text = " ".join(version.quote(one.nearest).split())
        label = "nearest is" if one.verdict in ("changed", "vanished") else "now in"
        click.echo(harmless(f"    {label} sentence {one.nearest.number}: {text}"))
    if one.difference:
        click.echo(f"    difference: {_coloured(harmless(one.difference))}")


def _coloured(difference: str) -> str:
    """The difference with what went in red and what came in green."""
    gone = re.sub(r"\[-.*?-\]", lambda part: click.style(part[0], fg="red"), difference)
    return re.sub(r"\{\+.*?\+\}", lambda part: click.style(part[0], fg="green"), gone)


def _record(one: Drifted, version: Article) -> dict[str, Any]:
    return {
        "file": one.file,
        "line": one.line,
        "entry": one.entry.id,
        "quote": one.quote,
        "verdict": one.verdict,
        "sentence": one.nearest.number if one.nearest else None,
        "text": version.quote(one.nearest) if one.nearest else None,
        "difference": one.difference,
        "proposal": one.proposal,
    }
