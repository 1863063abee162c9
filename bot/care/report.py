"""The report: what the FAQ holds and what is asked of it, gathered into one frozen page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import sqrt

from bot.care.check.summary import Summary, summary
from bot.care.gaps import Group, complaints, grouped
from bot.care.report_days import Days, days_of
from bot.care.report_nearness import Near, nearest_pairs
from bot.core.article import Article, Citation
from bot.core.faq import Entry
from bot.core.fragments import link
from bot.core.knowledge import Knowledge
from bot.desk import Desk
from bot.store.ledger.records import Count, Gap, Opinion

LEVELS = 5  # of colour: more can't be told apart at a glance


@dataclass(frozen=True, slots=True)
class Heard:
    """What the ledger tells: gaps, clicks and counts; all empty where there is no ledger."""

    gaps: Sequence[Gap] = ()
    opinions: Sequence[Opinion] = ()
    counts: Sequence[Count] = ()


@dataclass(frozen=True, slots=True)
class SentenceSeen:
    """A sentence with the entries that cite it and how often those were asked.

    `heat` is the colour for asked, 0 to 5; `weight` the line for cited, 0 to 3.
    """

    anchor: str
    number: int
    text: str
    entries: tuple[str, ...]
    asked: int
    heat: int

    @property
    def weight(self) -> int:
        """How heavily it is underlined: not, for one entry, for two or three, for more."""
        return min((len(self.entries) + 2) // 2, 3) if self.entries else 0


@dataclass(frozen=True, slots=True)
class ArticleSeen:
    """An article as paragraphs of sentences."""

    article: Article
    paragraphs: tuple[tuple[SentenceSeen, ...], ...]

    @property
    def sentences(self) -> tuple[SentenceSeen, ...]:
        """All sentences in order."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)


@dataclass(frozen=True, slots=True)
class Quote:
    """A citation with its place in the report and on the publisher's page."""

    citation: Citation
    anchor: str
    url: str | None


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """An entry with what was asked of it; `share` is its asked count against the most asked's."""

    entry: Entry
    quotes: tuple[Quote, ...]
    asked: int
    wrong: int
    share: float


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the report shows."""

    day: date
    fingerprint: str
    summary: Summary
    articles: tuple[ArticleSeen, ...]
    entries: tuple[EntrySeen, ...]
    near: tuple[Near, ...]
    groups: tuple[Group, ...]
    days: Days
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_asked(self) -> tuple[EntrySeen, ...]:
        """The entries, the most asked first."""
        return tuple(sorted(self.entries, key=lambda seen: -seen.asked))

    @property
    def waiting(self) -> int:
        """How many questions wait for an editor."""
        return sum(group.count for group in self.groups)


def page_of(desk: Desk, heard: Heard, day: date) -> Page:
    """The report on what a desk answers from and what its members asked, as of a day."""
    knowledge = desk.knowledge
    asked = _asked(heard.counts)
    wrong = {one.entry: one.count for one in complaints(heard.opinions, knowledge.fingerprint)}
    return Page(
        day=day,
        fingerprint=knowledge.fingerprint,
        summary=summary(knowledge.faqs),
        articles=tuple(_articles(knowledge, asked)),
        entries=tuple(_entries(knowledge, asked, wrong)),
        near=nearest_pairs(knowledge),
        groups=grouped(heard.gaps, desk),
        days=days_of(heard.counts, day),
        titles={entry.id: entry.question for entry in knowledge.entries},
    )


def _asked(counts: Iterable[Count]) -> Counter[str]:
    """How often each entry answered, over all days."""
    asked: Counter[str] = Counter()
    for count in counts:
        if count.tally.kind == "Answer" and count.tally.entry:
            asked[count.tally.entry] += count.times
    return asked


def _by_name(knowledge: Knowledge) -> dict[str, Article]:
    """The articles, each once, though several FAQs may derive from it."""
    return {article.name: article for article in knowledge.articles}


def _articles(knowledge: Knowledge, asked: Counter[str]) -> Iterable[ArticleSeen]:
    for article in _by_name(knowledge).values():
        citing: dict[int, list[str]] = {}
        for entry in knowledge.entries:
            for name, number in entry.sources:
                if name == article.name:
                    citing.setdefault(number, []).append(entry.id)
        yield _article(article, knowledge, citing, asked)


def _article(
    article: Article, knowledge: Knowledge, citing: dict[int, list[str]], asked: Counter[str]
) -> ArticleSeen:
    totals = {number: sum(asked[entry] for entry in ids) for number, ids in citing.items()}
    most = max(totals.values(), default=0)
    paragraphs: dict[int, list[SentenceSeen]] = {}
    for sentence in article.sentences:
        number = sentence.number
        total = totals.get(number, 0)
        seen = SentenceSeen(
            anchor=_anchor(knowledge, article.cite(number)),
            number=number,
            text=article.quote(sentence),
            entries=tuple(citing.get(number, ())),
            asked=total,
            heat=heat(total, most),
        )
        paragraphs.setdefault(sentence.paragraph, []).append(seen)
    return ArticleSeen(article, tuple(map(tuple, paragraphs.values())))


def heat(count: int, most: int) -> int:
    """The level of colour for a count: 0 for none, 5 for the most; roots keep small ones apart."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, round(LEVELS * sqrt(count / most)))


def _anchor(knowledge: Knowledge, citation: Citation) -> str:
    names = list(_by_name(knowledge))
    return f"s{names.index(citation.article.name) + 1}-{citation.number}"


def _entries(
    knowledge: Knowledge, asked: Counter[str], wrong: Mapping[str, int]
) -> Iterable[EntrySeen]:
    most = max((asked[entry.id] for entry in knowledge.entries), default=0)
    for entry in knowledge.entries:
        quotes = tuple(
            Quote(citation, _anchor(knowledge, citation), link(citation))
            for citation in entry.citations
        )
        count = asked[entry.id]
        yield EntrySeen(entry, quotes, count, wrong.get(entry.id, 0), count / most if most else 0.0)
