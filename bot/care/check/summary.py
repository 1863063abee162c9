"""The summary: how much a FAQ holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.faq import Faq


@dataclass(frozen=True, slots=True)
class Summary:
    """What a FAQ holds: counts over all files."""

    articles: int
    sentences: int
    uncited: int
    entries: int
    phrasings: int
    near_misses: int


def summary(faqs: Sequence[Faq]) -> Summary:
    """Count what the FAQs hold, and the sentences that no entry cites."""
    articles = {faq.article.name: faq.article for faq in faqs}
    entries = [entry for faq in faqs for entry in faq.entries]
    sentences = sum(len(article.sentences) for article in articles.values())
    cited = {place for entry in entries for place in entry.sources}
    return Summary(
        articles=len(articles),
        sentences=sentences,
        uncited=sentences - len(cited),
        entries=len(entries),
        phrasings=sum(len(entry.questions) for entry in entries),
        near_misses=sum(len(faq.not_covered) for faq in faqs),
    )
