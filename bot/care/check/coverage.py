"""Coverage: sentences that no entry cites, and entries that know too few ways to be asked."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care.check.page import Page, pages
from bot.core.article import Article
from bot.core.errors import Fault
from bot.store.library import Reading

FEW = 4  # measured: one phrasing finds 80 % of questions, two 87 %, four 95 %, six 98 %
SHOWN = 3  # sentences written out; more are told by number
LONGEST = 80  # characters of a sentence that is written out


def few_phrasings(page: Page) -> Iterator[Fault]:
    """A warning for each entry with fewer than four phrasings."""
    for position, entry in enumerate(page.faq.entries):
        count = len(entry.questions)
        if count < FEW:
            yield page.warning(
                ("entries", position, "questions"),
                f"Only {count} phrasing{'s' if count > 1 else ''}.",
                f"Add {FEW - count} or more, in other words: nothing else helps as much.",
            )


def uncited(reading: Reading) -> Iterator[Fault]:
    """A warning for each article with sentences that no entry of any file cites."""
    cited = {place for faq in reading.faqs for entry in faq.entries for place in entry.sources}
    told: set[str] = set()
    for page in pages(reading):
        article = page.faq.article
        left = [s.number for s in article.sentences if (article.name, s.number) not in cited]
        if left and article.name not in told:
            told.add(article.name)
            some = f"{len(left)} of {len(article.sentences)} sentences of {article.name}"
            problem = f"No entry cites {some}: {_named(article, left)}."
            mend = "Write an entry for what members may ask; `footnote sentences` shows them all."
            yield page.warning(("article", "file"), problem, mend)


def _named(article: Article, numbers: list[int]) -> str:
    if len(numbers) > SHOWN:
        return ", ".join(map(str, numbers))
    return ", ".join(f"{number} “{_short(article, number)}”" for number in numbers)


def _short(article: Article, number: int) -> str:
    text = " ".join(article.cite(number).quote.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"
