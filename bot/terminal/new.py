"""`footnote new`: a first FAQ for an article, which answers at once."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import click
from pydantic import ValidationError

from bot.article.visible import harmless, one_line
from bot.editing.html_text import Source
from bot.editing.new import FirstFaq, first_faq
from bot.editing.reading import read_source
from bot.errors import FaultyFaq
from bot.exit_status import ExitStatus
from bot.faq.edits import PROPOSED
from bot.faq.model import ArticleModel
from bot.faq.write_journal import replace_files
from bot.faq.writing import Change, held, schema_beside
from bot.terminal.options import CommandRefused, faq_option, faq_path, readable
from bot.terminal.output import path_from_here, tell_schema

EPILOG = """\b
Examples:
  footnote new kiln.txt --title "The kiln" --url https://example.org/kiln
  footnote new saved-page.html
  footnote new notes.md --faq faq
"""


NOT_ONE_LINE = "holds a line break, or a character that nobody sees"


@click.command("new", epilog=EPILOG)
@click.argument("article", type=click.Path(path_type=Path), metavar="ARTICLE")
@click.option("--title", help="The title shown with citations.")
@click.option("--url", help="The publisher's page.")
@click.option("--published", help="The date shown with citations.")
@faq_option
def command(
    article: Path, title: str | None, url: str | None, published: str | None, faq: Path | None
) -> int:
    """Make a first FAQ for an ARTICLE, from its own sentences; it answers at once.

    The article is copied to seeds/ byte for byte, after asking, unless it lies there already. Of
    Markdown, HTML, Word (.docx) and PDF the text is extracted (pip install -e '.[documents]'); that
    text is what is stored and cited, and what is left out is told. Nothing that is there already
    is written over.
    """
    path = faq_path(faq)
    folder = path.parent if path.is_file() else path  # which need not be there yet
    source = _source(article, {"title": title, "url": url, "published": published})
    stored = _stored(article, source, folder)
    for one in source.left_out:
        click.echo(harmless(f"Left out: {one}"))
    target = folder / f"{stored.stem}.yaml"
    if target.exists():
        raise CommandRefused(f"{target} is there already. Nothing was written.")
    made = _first_faq(source, stored, target)
    schema = schema_beside(folder)
    changes = [Change(target, None, made.data), *schema]
    if not stored.exists():
        count = len(source.article.sentences)
        if not click.confirm(f"Copy the article ({count} sentences) to {stored}?", default=True):
            click.echo("Nothing was written.")
            return ExitStatus.FAULTS
        changes.insert(0, Change(stored, None, source.data))
    for change in changes:
        change.path.parent.mkdir(parents=True, exist_ok=True)
    replace_files(changes, folder)
    click.echo(_told(made, target))
    tell_schema(schema)
    return ExitStatus.DONE


def _told(made: FirstFaq, target: Path) -> str:
    """What was made, what was left out, and what comes next."""
    kinds = ", ".join(f"{count} {asks}" for asks, count in made.kinds.most_common())
    left = made.sentences - made.cited
    return (
        f"{target}: {made.kinds.total()} entries proposed ({kinds}). Left out: {left} of "
        f"{made.sentences} sentences, {made.dropped} phrasings that led elsewhere.\n"
        f"It answers already. Next: footnote check {target}; take `{PROPOSED.strip()}` away from "
        "each entry that you keep."
    )


def _source(article: Path, given: dict[str, str | None]) -> Source:
    """The article with what the options say of it, checked as a FAQ file's data would be."""
    with readable(article):
        source = read_source(article)
        source = replace(
            source,
            title=given["title"] or source.title,
            url=given["url"] or source.url,
            published=given["published"] or source.published,
        )
        assert source.article.sentences  # noqa: S101 - reading it proves that it has some
    data = {"title": source.title, "url": source.url, "published": source.published}
    try:
        ArticleModel.model_validate({"file": source.name, **data})
    except ValidationError as error:
        detail = error.errors()[0]
        key = str(detail["loc"][0])
        raise CommandRefused(
            f"The {key} {data[key]!r} can't be used. Give another with --{key}."
        ) from None
    for key, said in data.items():
        if said and one_line(said) != said:
            raise CommandRefused(f"The {key} {NOT_ONE_LINE}. Give another with --{key}.")
    return source


def _stored(article: Path, source: Source, folder: Path) -> Path:
    """Where the article lies, or will lie: where it is, if that is within reach of the FAQ."""
    root = folder.resolve().parent
    seeds = root / "seeds"
    real = article.resolve()
    inside = real.is_relative_to(seeds) and source.name == article.name
    place = real.relative_to(seeds) if inside else Path(source.name)
    if any(part.startswith(".") for part in place.parts):
        raise CommandRefused(
            f"{place}: A name that begins with a dot is hidden: neither the article nor its FAQ "
            "would ever be read. Rename it first."
        )
    if one_line(str(place)) != str(place):
        raise CommandRefused(
            f"{place}: The name {NOT_ONE_LINE}, so that no FAQ could name it. Rename it first."
        )
    if inside:
        return article
    stored = path_from_here(seeds / source.name)
    if stored.exists() and held(stored) != source.data:
        raise CommandRefused(
            f"{stored} is there already and reads otherwise. Nothing was written. Rename the "
            "article, or use `footnote drift` if it is a new version of that one."
        )
    return stored


def _first_faq(source: Source, stored: Path, target: Path) -> FirstFaq:
    name = os.path.relpath(stored.resolve(), target.parent.resolve()).replace(os.sep, "/")
    try:
        return first_faq(source, stored, target, name)
    except FaultyFaq as error:
        why = "No question could be made of this article."
        why = str(error.faults[0]) if error.faults else why
        raise CommandRefused(f"{why} Nothing was written.") from None
