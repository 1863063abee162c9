"""The report: what the FAQ holds and what is asked of it, gathered into one frozen page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.article.article import Article, Citation
from bot.article.links import link
from bot.editing.check import Summary, summary
from bot.editing.collisions import collisions
from bot.editing.gaps import Group, complaints, grouped
from bot.ledger.records import Count, Gap, Opinion

# Days: the replies of each day by kind, and the bars that show them.

SHOWN = 90  # days: one pixel column each even on a narrow screen
KINDS: dict[str, str] = {
    "answer": "answered",
    "passage": "passage quoted",
    "did_you_mean": "choice offered",
    "not_covered": "not covered",
}  # the kinds of replies, as they are counted; small talk is no question and is left out


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a day's column: its kind, and its place in parts of a hundred of the height."""

    kind: str
    x: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Day:
    """The replies of one day, by kind."""

    day: date
    counts: Counter[str]

    @property
    def total(self) -> int:
        """All questions of the day."""
        return self.counts.total()


@dataclass(frozen=True, slots=True)
class Days:
    """Consecutive days, the latest last; days without a question among them."""

    days: tuple[Day, ...]

    @property
    def most(self) -> int:
        """The most questions of a day."""
        return max((day.total for day in self.days), default=0)

    @property
    def total(self) -> int:
        """All questions."""
        return sum(day.total for day in self.days)

    @property
    def kinds(self) -> Counter[str]:
        """All questions by the kind of their reply."""
        return sum((day.counts for day in self.days), Counter())

    @property
    def answered(self) -> float:
        """The share that got an answer or a passage, 0 to 1."""
        kinds = self.kinds
        return (kinds["answer"] + kinds["passage"]) / (self.total or 1)

    @property
    def ceiling(self) -> int:
        """A round number that no day goes above, for the axis."""
        step = 1
        while step * 10 <= self.most:
            step *= 10
        return next((n * step for n in (1, 2, 3, 4, 5, 6, 8, 10) if n * step >= self.most), 10)

    @property
    def bars(self) -> Iterator[Bar]:
        """Every day's column from the ground up; a day is one unit wide."""
        for x, day in enumerate(self.days):
            top = 100.0
            for kind in KINDS:
                height = 100 * day.counts[kind] / self.ceiling
                if height:
                    top -= height
                    yield Bar(kind, x, round(top, 2), round(height, 2))


def days_of(counts: Sequence[Count], until: date) -> Days:
    """The days with counts up to a day, the last ninety of them; none if nothing was asked."""
    by_day: dict[date, Counter[str]] = {}
    for count in counts:
        if count.tally.kind in KINDS and count.tally.day <= until:
            by_day.setdefault(count.tally.day, Counter())[count.tally.kind] += count.times
    if not by_day:
        return Days(())
    first = max(min(by_day), until - timedelta(days=SHOWN - 1))
    length = max(0, (until - first).days + 1)
    span = (first + timedelta(days=number) for number in range(length))
    return Days(tuple(Day(day, by_day.get(day, Counter())) for day in span))


# Nearness: the phrasings that lead another entry's way most, were they not there themselves.

SHOWN_OF_REPORT_NEARNESS = 40  # pairs: further ones are too far apart to matter
PULL = 0.25  # a rival's score; below it no reply comes of a question


@dataclass(frozen=True, slots=True)
class Near:
    """A phrasing, taken out: the scores of its own entry and of the rival, 0 to 1.

    `collides` tells that the check warns of it.
    """

    entry: Entry
    text: str
    rival: Entry
    own: float
    other: float
    collides: bool

    @property
    def lead(self) -> float:
        """By how much its own entry leads; negative where the rival does."""
        return self.own - self.other


def nearest_pairs(knowledge: Knowledge, limit: int = SHOWN_OF_REPORT_NEARNESS) -> tuple[Near, ...]:
    """The nearest pairs of a phrasing and an entry that cites other sentences, nearest first."""
    pairs = sorted(_pairs(knowledge), key=lambda near: (near.lead, near.entry.id, near.text))
    return tuple(pairs[:limit])


def _pairs(knowledge: Knowledge) -> Iterator[Near]:
    warned = {(one.entry.id, one.text) for one in collisions(knowledge)}
    phrasings = [(entry, text) for entry in knowledge.entries for text in entry.questions]
    rehearsal = knowledge.ranker.leave_one_out()
    scores = zip(rehearsal.phrasings, rehearsal.own, rehearsal.other, rehearsal.rival, strict=True)
    for place, own, other, position in scores:
        rival = knowledge.targets.entry(position)
        if place >= len(phrasings) or rival is None:
            continue  # the ranker learns near misses too; how near those come is the check's
        entry, text = phrasings[place]
        if rival.sources != entry.sources and other >= PULL:
            yield Near(entry, text, rival, own, other, (entry.id, text) in warned)


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


def page_of(answerer: Answerer, heard: Heard, day: date) -> Page:
    """The report on what a desk answers from and what its members asked, as of a day."""
    knowledge = answerer.knowledge
    asked = _asked(heard.counts)
    wrong = {one.entry: one.count for one in complaints(heard.opinions, knowledge.fingerprint)}
    return Page(
        day=day,
        fingerprint=knowledge.fingerprint,
        summary=summary(knowledge.faqs),
        articles=tuple(_articles(knowledge, asked)),
        entries=tuple(_entries(knowledge, asked, wrong)),
        near=nearest_pairs(knowledge),
        groups=grouped(heard.gaps, answerer),
        days=days_of(heard.counts, day),
        titles={entry.id: entry.question for entry in knowledge.entries},
    )


def _asked(counts: Iterable[Count]) -> Counter[str]:
    """How often each entry answered, over all days."""
    asked: Counter[str] = Counter()
    for count in counts:
        if count.tally.kind == "answer" and count.tally.entry:
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
