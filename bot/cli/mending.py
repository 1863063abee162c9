"""Mending quotes with a person who confirms each, and putting the outcome in place."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.cli.status import Status
from bot.core.errors import in_order, lines_of
from bot.core.visible import harmless, one_line

if TYPE_CHECKING:
    from bot.care.drift import Drifted, Target
    from bot.core.article import Article
    from bot.store.edits import Replace
    from bot.store.library import Reading
    from bot.store.writing import Change

Version = tuple["bytes", "Article"]


def mend(
    path: Path, reading: Reading, target: Target, version: Version, findings: Sequence[Drifted]
) -> Status:
    """Ask about each broken quote, prove the outcome, and write it if the person says so."""
    data, article = version
    edits = _asked([one for one in findings if one.broken], article)
    changes = _changes(reading, target, data, edits)
    if not changes:
        click.echo("Nothing to write: the article in place is this one already.")
        return Status.DONE
    clean = _proven(path, changes)
    names = one_line(" and ".join(_from_here(change.path) for change in changes))
    if not click.confirm(f"Write {names}?", default=clean):
        click.echo("Nothing was written.")
        return Status.FAULTS
    _write(changes, path)
    click.echo(f"Written: {names}. Run `footnote check` next.")
    return Status.DONE if clean else Status.FAULTS


def _from_here(file: Path) -> str:
    """A path as short as people would type it."""
    whole, here = file.absolute(), Path.cwd()
    return str(whole.relative_to(here) if whole.is_relative_to(here) else file)


def _asked(broken: Sequence[Drifted], article: Article) -> dict[str, list[Replace]]:
    """The edits that the person confirmed, by file; a quote of several entries is asked once."""
    from bot.care.drift import grouped
    from bot.store.edits import Replace

    groups = grouped(broken)
    edits: dict[str, list[Replace]] = {}
    for number, group in enumerate(groups, start=1):
        click.secho(f"\nQuote {number} of {len(groups)}", bold=True)
        _show_group(group, article)
        quote = _chosen(group[0], article)
        for one in group if quote else ():
            edits.setdefault(one.file, []).append(Replace(one.path, quote or ""))
    return edits


def _show_group(group: Sequence[Drifted], article: Article) -> None:
    """The entries that hold the quote, with what they answer, and what became of it."""
    from bot.cli.drift import place_of, show_fate

    for one in group:
        click.echo(f"{place_of(one)}  {harmless(one.entry.questions[0])}")
        if one.entry.answer:
            click.echo(harmless(f"    answers: {' '.join(one.entry.answer.split())}"))
    show_fate(group[0], article)


def _chosen(one: Drifted, article: Article) -> str | None:
    """The quote that the person wants instead; None to leave it."""
    if one.proposal:
        click.echo(harmless(f"    proposed: {one.proposal}"))
        answer = click.prompt("    Write this?", type=click.Choice(["y", "other", "skip"]))
    else:
        answer = click.prompt("    No quote is near.", type=click.Choice(["other", "skip"]))
    if answer == "y":
        return one.proposal
    return _own(article) if answer == "other" else None


def _own(article: Article) -> str | None:
    """A quote that the person types, once it stands in the article; None for an empty line."""
    from bot.care.drift import refused

    while True:
        quote: str = click.prompt("    Your quote (empty to skip)", default="", show_default=False)
        if not quote.strip():
            return None
        reason = refused(article, quote)
        if not reason:
            return quote.strip()
        click.echo(harmless(f"    {reason}"))


def _changes(
    reading: Reading, target: Target, data: bytes, edits: dict[str, list[Replace]]
) -> list[Change]:
    """The files with their bytes before and after, the article first."""
    from bot.store.faq_edit import edited
    from bot.store.writing import Change, held

    before = reading.data.get(target.path, held(target.path))
    changes = [Change(target.path, before, data)] if before != data else []
    for file, mends in edits.items():
        before = reading.data[Path(file)]
        changes.append(Change(Path(file), before, edited(file, before, mends)))
    return changes


def _proven(path: Path, changes: Sequence[Change]) -> bool:
    """Whether the FAQ would be served after the changes; if not, says why."""
    from bot.store.library import look

    after = look(path, {change.path: change.after for change in changes})
    for line in lines_of(in_order(after.faults)):
        click.echo(harmless(line), err=True)
    if after.faults:
        click.echo("Until these are mended, the bot keeps serving what it has.", err=True)
    return not after.faults


def _write(changes: Sequence[Change], path: Path) -> None:
    """Put all files in place, or none."""
    from bot.store.journal import replace_files

    replace_files(changes, path if path.is_dir() else path.parent)
