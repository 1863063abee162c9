"""`footnote drift`: what a new version of the article does to the FAQ, and putting it in place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from bot.article.article import Article
from bot.article.visible import harmless, json_line, one_line
from bot.editing.drift import Drifted, Target, Verdict, grouped, refused, survey, targets
from bot.editing.reading import read_source
from bot.errors import FaultyFaq, in_order, lines_of
from bot.exit_status import ExitStatus
from bot.faq.edits import Replace, edited
from bot.faq.files import Unreadable
from bot.faq.store import FaqReading, look
from bot.faq.write_journal import replace_files
from bot.faq.writing import Change, held
from bot.terminal.options import CommandRefused, faq_option, faq_path
from bot.terminal.output import path_from_here

EPILOG = """\b
Examples:
  footnote drift article-of-today.txt
  footnote drift article-of-today.txt --write
  footnote drift page.html --article seeds/kiln.txt --json
"""
Version = tuple[bytes, Article]  # what the file holds, and the article in it
_WORDS: dict[Verdict, str] = {
    "same": "as before",
    "reworded": "in a sentence that reads otherwise",
    "changed": "changed",
    "vanished": "vanished",
    "twice": "no longer unique",
}


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
        return _mend(path, reading, target, (data, version), findings)
    return ExitStatus.FAULTS if any(one.broken for one in findings) else ExitStatus.DONE


def _target(reading: FaqReading, article: Path | None, new: Path) -> Target:
    """The article that the new one replaces: as named, of the same name, or the only one."""
    found = targets(reading)
    if not found:
        raise FaultyFaq(reading.faults)
    fitting = [one for one in found if article is None or one.path == article.resolve()]
    if len(fitting) > 1:
        fitting = [one for one in fitting if one.path.stem == new.stem]
    if len(fitting) != 1:
        named = ", ".join(str(one.path) for one in found)
        raise CommandRefused(f"Which article is it a version of? Name one with --article: {named}")
    return fitting[0]


def _version(new: Path, target: Target) -> tuple[bytes, Article]:
    """The bytes and the article of the new version, under the old one's name."""
    try:
        source = replace(read_source(new), name=target.path.name)
        return source.data, source.article
    except Unreadable as error:
        raise CommandRefused(f"{new}: {error}") from None


def _show(findings: Sequence[Drifted], version: Article) -> None:
    for group in grouped(one for one in findings if one.verdict != "same"):
        for one in group:
            click.echo(_place_of(one))
        _show_fate(group[0], version)
    counts = Counter(one.verdict for one in findings)
    counted = ", ".join(
        f"{counts[verdict]} {_WORDS[verdict]}" for verdict in _WORDS if counts[verdict]
    )
    click.secho(
        f"{len(findings)} quotes in an article of {len(version.sentences)} sentences: {counted}.",
        bold=True,
    )


def _place_of(one: Drifted) -> str:
    """Where a quote stands and what became of it, in one line."""
    verdict = click.style(one.verdict, fg="red" if one.broken else "yellow")
    return f"{harmless(one.file)}:{one.line}: [{one.entry.id}] {verdict}"


def _show_fate(one: Drifted, version: Article) -> None:
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


# --write: mending quotes with a person who confirms each, and putting the outcome in place.


def _mend(
    path: Path, reading: FaqReading, target: Target, version: Version, findings: Sequence[Drifted]
) -> ExitStatus:
    """Ask about each broken quote, prove the outcome, and write it if the person says so."""
    data, article = version
    edits = _confirmed_edits([one for one in findings if one.broken], article)
    changes = _changes(reading, target, data, edits)
    if not changes:
        click.echo("Nothing to write: the article in place is this one already.")
        return ExitStatus.DONE
    clean = _prove(path, changes)
    names = one_line(" and ".join(str(path_from_here(change.path)) for change in changes))
    if not click.confirm(f"Write {names}?", default=clean):
        click.echo("Nothing was written.")
        return ExitStatus.FAULTS
    _write(changes, path)
    click.echo(f"Written: {names}. Run `footnote check` next.")
    return ExitStatus.DONE if clean else ExitStatus.FAULTS


def _confirmed_edits(broken: Sequence[Drifted], article: Article) -> dict[str, list[Replace]]:
    """The edits that the person confirmed, by file; a quote of several entries is asked once."""
    groups = grouped(broken)
    edits: dict[str, list[Replace]] = {}
    for number, group in enumerate(groups, start=1):
        click.secho(f"\nQuote {number} of {len(groups)}", bold=True)
        _show_group(group, article)
        quote = _chosen_quote(group[0], article)
        for one in group if quote else ():
            edits.setdefault(one.file, []).append(Replace(one.path, quote or ""))
    return edits


def _show_group(group: Sequence[Drifted], article: Article) -> None:
    """The entries that hold the quote, with what they answer, and what became of it."""
    for one in group:
        click.echo(f"{_place_of(one)}  {harmless(one.entry.questions[0])}")
        if one.entry.answer:
            click.echo(harmless(f"    answers: {' '.join(one.entry.answer.split())}"))
    _show_fate(group[0], article)


def _chosen_quote(one: Drifted, article: Article) -> str | None:
    """The quote that the person wants instead; None to leave it."""
    if one.proposal:
        click.echo(harmless(f"    proposed: {one.proposal}"))
        answer = click.prompt("    Write this?", type=click.Choice(["y", "other", "skip"]))
    else:
        answer = click.prompt("    No quote is near.", type=click.Choice(["other", "skip"]))
    if answer == "y":
        return one.proposal
    return _own_quote(article) if answer == "other" else None


def _own_quote(article: Article) -> str | None:
    """A quote that the person types, once it stands in the article; None for an empty line."""
    while True:
        quote: str = click.prompt("    Your quote (empty to skip)", default="", show_default=False)
        if not quote.strip():
            return None
        reason = refused(article, quote)
        if not reason:
            return quote.strip()
        click.echo(harmless(f"    {reason}"))


def _changes(
    reading: FaqReading, target: Target, data: bytes, edits: dict[str, list[Replace]]
) -> list[Change]:
    """The files with their bytes before and after, the article first."""
    before = reading.data.get(target.path, held(target.path))
    changes = [Change(target.path, before, data)] if before != data else []
    for file, mends in edits.items():
        before = reading.data[Path(file)]
        changes.append(Change(Path(file), before, edited(file, before, mends)))
    return changes


def _prove(path: Path, changes: Sequence[Change]) -> bool:
    """Whether the FAQ would be served after the changes; if not, says why."""
    after = look(path, {change.path: change.after for change in changes})
    for line in lines_of(in_order(after.faults)):
        click.echo(harmless(line), err=True)
    if after.faults:
        click.echo("Until these are mended, the bot keeps serving what it has.", err=True)
    return not after.faults


def _write(changes: Sequence[Change], path: Path) -> None:
    """Put all files in place, or none."""
    replace_files(changes, path if path.is_dir() else path.parent)
