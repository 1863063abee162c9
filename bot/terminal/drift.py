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
from bot.editing.drift import (
    Drifted,
    Survey,
    Target,
    Verdict,
    grouped,
    refused,
    survey,
    targets,
    text_of,
)
from bot.editing.reading import read_source
from bot.errors import FaultyFaq, errors_among, in_order, lines_of
from bot.exit_status import ExitStatus
from bot.faq.edits import Replace, edited
from bot.faq.files import SUFFIXES
from bot.faq.store import FaqReading, look
from bot.faq.write_journal import replace_files
from bot.faq.writing import Change, held
from bot.terminal.options import CommandRefused, faq_option, faq_path, readable
from bot.terminal.output import path_from_here

EPILOG = """\b
Examples:
  footnote drift article-of-today.txt
  footnote drift article-of-today.txt --write
  footnote drift page.html --article seeds/kiln.txt --json
"""
MOST_ADDED = 20  # new sentences that are shown
_WORDS: dict[Verdict, str] = {
    "same": "as before",
    "reworded": "in a sentence that reads otherwise",
    "split": "in a split sentence, of which a part is no longer cited",
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
    with the mended FAQ, and both are put in place together after a last question; a FAQ that would
    not load is never written. Status 1 as long as quotes are broken.
    """
    if write and as_json:
        raise click.UsageError("--write asks questions; leave out --json.")

    path = faq_path(faq)
    reading = look(path)
    target = _target(reading, article, new)
    with readable(new):
        source = replace(read_source(new), name=target.path.name)
        version = source.article
    found = survey(target, reading, version)
    if as_json:
        click.echo(json_line(_records(found, version)))
    else:
        _show(found, version, without_mends=write)
    if write:
        return _mend(path, reading, Change(target.path, None, source.data), found, version)
    return ExitStatus.FAULTS if any(one.broken for one in found.findings) else ExitStatus.DONE


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


def _show(found: Survey, version: Article, *, without_mends: bool) -> None:
    """Print what became of quotes, but for those that are asked about next, and what is new."""
    for group in grouped(one for one in found.findings if one.verdict != "same"):
        if not (without_mends and group[0].to_mend):
            _show_group(group, version)
    if found.added:
        click.echo("New sentences, which no entry cites:")
    for one in found.added[:MOST_ADDED]:
        click.echo(harmless(f"    sentence {one.number}: {text_of(version, (one,))}"))
    if more := len(found.added[MOST_ADDED:]):
        click.echo(f"    … and {more:,} more; --json has all of them.")
    counts = Counter(one.verdict for one in found.findings)
    counted = ", ".join(f"{counts[one]} {words}" for one, words in _WORDS.items() if counts[one])
    size = f"{len(version.sentences)} sentences, {len(found.added)} of them new"
    click.secho(f"{len(found.findings)} quotes in an article of {size}: {counted}.", bold=True)


def _show_group(group: Sequence[Drifted], version: Article) -> None:
    """Print the entries that hold a quote, and what became of it, word by word."""
    for one in group:
        verdict = click.style(one.verdict, fg="red" if one.broken else "yellow")
        place = f"{harmless(one.file)}:{one.line}: [{one.entry.id}] {verdict}"
        click.echo(f"{place}  {harmless(one.entry.questions[0])}")
        if one.entry.answer and (one.to_mend or one.stale):
            click.echo(harmless(f"    answers: {' '.join(one.entry.answer.split())}"))
        if one.stale:
            said = ", ".join(f"“{word}”" for word in one.stale)
            click.echo(harmless(f"    the answer says what is gone from the sentence: {said}"))
    one = group[0]
    click.echo(harmless(f"    quote: {one.quote}"))
    if one.now:
        numbers = " and ".join(str(sentence.number) for sentence in one.now)
        label = f"sentence{'s' * (len(one.now) > 1)} {numbers}"
        click.echo(harmless(f"    now in {label}: {text_of(version, one.now)}"))
    if one.difference:
        click.echo(f"    difference: {_coloured(harmless(one.difference))}")
    if one.proposal:
        click.echo(harmless(f"    proposed: {one.proposal}"))


def _coloured(difference: str) -> str:
    """The difference with what went in red and what came in green."""
    return re.sub(
        r"\[-.*?-\]|\{\+.*?\+\}",
        lambda part: click.style(part[0], fg="red" if part[0].startswith("[-") else "green"),
        difference,
    )


def _records(found: Survey, version: Article) -> list[dict[str, Any]]:
    fate = ("file", "line", "quote", "verdict", "difference", "proposal", "stale")
    quotes = [
        {name: getattr(one, name) for name in fate}
        | {"entry": one.entry.id, "sentence": one.now[0].number if one.now else None}
        | {"text": text_of(version, one.now) or None}
        for one in found.findings
    ]
    added = [
        {"verdict": "new", "sentence": one.number, "text": version.quote(one)}
        for one in found.added
    ]
    return [*quotes, *added]


# --write: mending quotes with a person who confirms each, and putting the outcome in place.


def _mend(
    path: Path, reading: FaqReading, article: Change, found: Survey, version: Article
) -> ExitStatus:
    """Ask about each quote, prove the outcome, and write it if the person says so."""
    edits = _confirmed_edits([one for one in found.findings if one.to_mend], version)
    before = {Path(file): reading.data[Path(file)] for file in edits}
    changes = [
        Change(file, data, edited(str(file), data, edits[str(file)]))
        for file, data in before.items()
    ]
    held_now = reading.data.get(article.path, held(article.path))
    if held_now != article.after:
        changes.insert(0, replace(article, before=held_now))
    beside = path.is_file() and path.suffix in SUFFIXES  # other files may quote it too
    proven = path.parent if beside else path
    known = look(proven).faults if beside else ()  # theirs may be ill anyway
    after = errors_among(look(proven, {one.path: one.after for one in changes}).faults)
    faults = [one for one in after if one not in known or one.file == str(path)]
    for line in lines_of(in_order(faults)):
        click.echo(harmless(line), err=True)
    if faults:
        click.echo(
            "Nothing was written: with these faults the FAQ would not load. Quote another sentence "
            "for each, or take its entry out of the FAQ first; then do it again.",
            err=True,
        )
        return ExitStatus.FAULTS
    if not changes:
        click.echo("Nothing to write: the article in place is this one already.")
        return ExitStatus.DONE
    names = one_line(" and ".join(str(path_from_here(change.path)) for change in changes))
    if not click.confirm(f"Write {names}?", default=True):
        click.echo("Nothing was written.")
        return ExitStatus.FAULTS
    replace_files(changes, path if path.is_dir() else path.parent)
    click.echo(f"Written: {names}. Run `footnote check` next.")
    return ExitStatus.DONE


def _confirmed_edits(asked: Sequence[Drifted], article: Article) -> dict[str, list[Replace]]:
    """The edits that the person confirmed, by file; a quote of several entries is asked once.

    Those without a proposal come first: without an answer to them nothing can be written.
    """
    groups = sorted(grouped(asked), key=lambda group: group[0].proposal is not None)
    edits: dict[str, list[Replace]] = {}
    for number, group in enumerate(groups, start=1):
        click.secho(f"\nQuote {number} of {len(groups)}", bold=True)
        _show_group(group, article)
        if quote := _chosen_quote(group[0].proposal, article):
            for one in group:
                edits.setdefault(one.file, []).append(Replace(one.path, quote))
    return edits


def _chosen_quote(proposal: str | None, article: Article) -> str:
    """The quote that the person wants instead, which stands in the article; empty to leave it."""
    choices = ["y", "other", "skip"] if proposal else ["other", "skip"]
    question = "Write this?" if proposal else "No quote is near."
    answer = click.prompt(f"    {question}", type=click.Choice(choices))
    if answer != "other":
        return (proposal or "") if answer == "y" else ""
    while True:
        quote: str = click.prompt("    Your quote (empty to skip)", default="", show_default=False)
        reason = refused(article, quote) if quote.strip() else ""
        if not reason:
            return quote.strip()
        click.echo(harmless(f"    {reason}"))
