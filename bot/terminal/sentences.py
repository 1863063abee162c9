"""`footnote sentences`: an article with its numbers, for the editor, also before there is a FAQ."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click
from pydantic import ValidationError

from bot.answering.entry import citing
from bot.article.article import Article, Kind
from bot.article.visible import harmless
from bot.editing.check import tells
from bot.editing.reading import read_source
from bot.errors import lines_of
from bot.exit_status import ExitStatus
from bot.faq.articles import Articles
from bot.faq.files import NoFaq, Unreadable
from bot.faq.model import ArticleModel
from bot.faq.store import FaqReading, look
from bot.faq.yaml_reading import read
from bot.terminal.options import faq_option, faq_path, readable
from bot.terminal.output import StyledLine, show

EPILOG = """\b
Examples:
  footnote sentences
  footnote sentences --uncited
  footnote sentences seeds/000_7aa580ffcc0b7f86.txt
"""

Citing = Mapping[tuple[str, int], Sequence[str]]


@click.command("sentences", epilog=EPILOG)
@click.argument("articles", nargs=-1, type=click.Path(path_type=Path), metavar="[ARTICLE]...")
@click.option("--uncited", is_flag=True, help="Only those that no entry cites, though one might.")
@click.option("--entries", is_flag=True, help="After each, the ids of the entries that cite it.")
@faq_option
def command(articles: tuple[Path, ...], uncited: bool, entries: bool, faq: Path | None) -> int:
    """Print the article sentence by sentence, with the numbers that citations use.

    Without an ARTICLE, a file, those of the FAQ; without a FAQ, those of the folder `seeds`. What
    is wrong with the FAQ is said on standard error, and the rest is printed; the status is 1 then.
    """
    reading, known = None, list[Article]()
    if uncited or entries or not articles:
        path = faq_path(faq)
        try:
            reading = look(path)
            known = list(_articles_of(reading))
        except NoFaq as error:
            if not articles and faq is None:
                articles = tuple(sorted((path.absolute().parent / "seeds").glob("*.txt")))
            if not articles:
                raise NoFaq(f"{error} Or name an article: footnote sentences ARTICLE") from None
            click.echo(harmless(str(error)), err=True)
    faqs, faults = (reading.faqs, reading.faults) if reading else ((), ())
    cited = citing(entry for one in faqs for entry in one.entries)
    for article in [_opened(file, known) for file in articles] or known:
        own = cited if article in known else {}
        show(_lines(article, own, uncited=uncited, entries=entries), sys.stdout)
    for line in lines_of(faults):
        click.echo(harmless(line), err=True)
    return ExitStatus.FAULTS if faults else ExitStatus.DONE


def _articles_of(reading: FaqReading) -> Iterator[Article]:
    """The articles of a FAQ, each once, those of broken files too where they can be read."""
    found = {faq.file: faq.article for faq in reading.faqs}
    for document in reading.documents:
        if document.file not in found and ("article", "file") in document.places:
            place, path = document.places["article", "file"], Path(document.file)
            written = reading.data[path].decode().removeprefix("\ufeff")[place.start : place.end]
            with contextlib.suppress(Unreadable, ValidationError):  # the fault is told already
                model = ArticleModel.model_validate({"file": read("", written.encode()).value})
                found[document.file] = Articles(path.parent, reading.snapshot).open(model)
    return iter({article.name: article for article in found.values()}.values())


def _opened(file: Path, known: Iterable[Article]) -> Article:
    """The article in a file: as a FAQ knows it, by its title, where one does."""
    with readable(file):
        article = read_source(file).article
    same = (one for one in known if (one.name, one.text) == (article.name, article.text))
    return next(same, article)


def _lines(
    article: Article, cited: Citing, *, uncited: bool, entries: bool
) -> Iterator[StyledLine]:
    yield StyledLine(f"{article.title} ({article.name})", "question")
    for sentence in article.sentences:
        ids = cited.get((article.name, sentence.number), ())
        if uncited and (ids or not tells(article, sentence)):
            continue
        kind = "" if sentence.kind is Kind.SENTENCE else f"[{sentence.kind}] "
        after = f"  <- {', '.join(ids)}" if entries and ids else ""
        yield StyledLine(f"{sentence.number:>4}  {kind}{article.quote(sentence)}{after}")
