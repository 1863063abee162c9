"""The report: what the FAQ holds and what is asked of it, as one frozen value and as HTML."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import sqrt
from typing import NamedTuple

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry, citing
from bot.answering.knowledge import Knowledge
from bot.article.article import Article, Citation, Kind, link
from bot.article.visible import harmless
from bot.editing.check import Summary, summary, tells
from bot.editing.collisions import NearPair, nearest_pairs
from bot.editing.gaps import Group, complaints, grouped
from bot.editing.replay import in_brief
from bot.ledger.records import Count, Gap, Opinion

# Days: the replies of each day by kind, and the bars that show them.

MAX_DAYS = 90  # days: one pixel column each even on a narrow screen
KINDS: dict[str, str] = {
    "answer": "answered",
    "passage": "passage quoted",
    "closest": "closest shown",
    "did_you_mean": "choice offered",
    "not_covered": "not covered",
}  # the kinds of replies, as they are counted; small talk is no question and is left out


class Bar(NamedTuple):
    """A piece of a day's column: its kind of reply, the day from 0, and where it stands.

    `y` is where it begins, in hundredths of the height from the top; `height` likewise.
    """

    kind: str
    x: int
    y: float
    height: float


class Day(NamedTuple):
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
    def kinds(self) -> Counter[str]:
        """All questions by the kind of their reply."""
        return sum((day.counts for day in self.days), Counter())

    @property
    def total(self) -> int:
        """All questions."""
        return self.kinds.total()

    @property
    def answered(self) -> float:
        """The share that got an answer or a passage, 0 to 1."""
        kinds = self.kinds
        return (kinds["answer"] + kinds["passage"]) / (self.total or 1)

    @property
    def ceiling(self) -> int:
        """A round number that no day goes above, for the axis."""
        most, step = max((day.total for day in self.days), default=0), 1
        while step * 10 <= most:
            step *= 10
        return next((n * step for n in (1, 2, 3, 4, 5, 6, 8, 10) if n * step >= most), 10)

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
    first = max(min(by_day), until - timedelta(days=MAX_DAYS - 1))
    span = (first + timedelta(days=number) for number in range((until - first).days + 1))
    return Days(tuple(Day(day, by_day.get(day, Counter())) for day in span))


LEVELS = 5  # of colour: more can't be told apart at a glance


@dataclass(frozen=True, slots=True)
class LedgerRecords:
    """What the ledger tells: gaps, clicks and counts; all empty where there is no ledger."""

    gaps: Sequence[Gap] = ()
    opinions: Sequence[Opinion] = ()
    counts: Sequence[Count] = ()


@dataclass(frozen=True, slots=True)
class ReportSentence:
    """A sentence with the entries that cite it and how often those were asked.

    `anchor` is its id on the page, `heat` the colour for how often it was asked, 0 to 5. It `tells`
    something if an entry might cite it: a heading or a greeting says nothing by itself.
    """

    anchor: str
    number: int
    text: str
    entries: tuple[str, ...]
    asked: int
    heat: int
    kind: Kind = Kind.SENTENCE
    tells: bool = True

    @property
    def uncited(self) -> bool:
        """Whether no entry cites it, though one might."""
        return self.tells and not self.entries

    @property
    def weight(self) -> int:
        """How heavily it is underlined: not, for one entry, for two or three, for more."""
        return min((len(self.entries) + 2) // 2, 3) if self.entries else 0


class ReportArticle(NamedTuple):
    """An article as paragraphs of sentences."""

    article: Article
    paragraphs: tuple[tuple[ReportSentence, ...], ...]

    @property
    def sentences(self) -> tuple[ReportSentence, ...]:
        """All sentences in order."""
        return tuple(sentence for paragraph in self.paragraphs for sentence in paragraph)


class ReportQuote(NamedTuple):
    """A citation with its place in the report and on the publisher's page."""

    citation: Citation
    anchor: str
    url: str | None


@dataclass(frozen=True, slots=True)
class ReportEntry:
    """An entry with what was asked of it.

    `asked` is how often it answered, `wrong` how often members called that wrong, `share` the first
    against that of the entry asked most, 0 to 1.
    """

    entry: Entry
    quotes: tuple[ReportQuote, ...]
    asked: int
    wrong: int
    share: float

    @property
    def known(self) -> bool:
        """Whether members asked it, or called it wrong."""
        return bool(self.asked or self.wrong)


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that the report shows."""

    day: date
    fingerprint: str
    summary: Summary
    articles: tuple[ReportArticle, ...]
    entries: tuple[ReportEntry, ...]
    near: tuple[NearPair, ...]
    near_misses: tuple[str, ...]
    groups: tuple[Group, ...]
    days: Days
    titles: Mapping[str, str] = field(default_factory=dict)

    @property
    def by_asked(self) -> tuple[ReportEntry, ...]:
        """The entries, the most asked first."""
        return tuple(sorted(self.entries, key=lambda shown: -shown.asked))

    @property
    def sentences(self) -> tuple[ReportSentence, ...]:
        """The sentences of all articles, without headings that no entry cites."""
        every = (one for shown in self.articles for one in shown.sentences)
        return tuple(one for one in every if one.entries or one.uncited)

    @property
    def waiting(self) -> int:
        """How many questions wait for an editor."""
        return sum(group.count for group in self.groups)


def report_of(answerer: Answerer, records: LedgerRecords, day: date) -> Report:
    """The report on what the FAQ holds and what members asked of it.

    Args:
        answerer: Answers from the FAQ.
        records: What the ledger holds.
        day: The last day that is shown.
    """
    knowledge = answerer.knowledge
    asked = _asked(records.counts)
    wrong = {one.entry: one.count for one in complaints(records.opinions, knowledge.fingerprint)}
    return Report(
        day=day,
        fingerprint=knowledge.fingerprint,
        summary=summary(knowledge.faqs),
        articles=tuple(_articles(knowledge, asked)),
        entries=tuple(_entries(knowledge, asked, wrong)),
        near=nearest_pairs(knowledge),
        near_misses=tuple(line for faq in knowledge.faqs for line in faq.not_covered),
        groups=grouped(records.gaps, answerer),
        days=days_of(records.counts, day),
        titles={entry.id: entry.question for entry in knowledge.entries},
    )


def _asked(counts: Iterable[Count]) -> Counter[str]:
    """How often each entry answered, over all days."""
    asked: Counter[str] = Counter()
    for count in counts:
        if count.tally.kind == "answer" and count.tally.entry:
            asked[count.tally.entry] += count.times
    return asked


def _articles(knowledge: Knowledge, asked: Counter[str]) -> Iterator[ReportArticle]:
    cited = citing(knowledge.entries)
    for article in knowledge.articles:
        named = [cited.get((article.name, one.number), ()) for one in article.sentences]
        totals = [sum(asked[entry] for entry in ids) for ids in named]
        paragraphs: dict[int, list[ReportSentence]] = {}
        for sentence, ids, total in zip(article.sentences, named, totals, strict=True):
            shown = ReportSentence(
                anchor=_anchor(knowledge, article.cite(sentence.number)),
                number=sentence.number,
                text=article.quote(sentence),
                entries=tuple(ids),
                asked=total,
                heat=heat(total, max(totals)),
                kind=sentence.kind,
                tells=tells(article, sentence),
            )
            paragraphs.setdefault(sentence.paragraph, []).append(shown)
        yield ReportArticle(article, tuple(map(tuple, paragraphs.values())))


def heat(count: int, most: int) -> int:
    """The level of colour for a count: 0 for none, 5 for the most; roots keep small ones apart."""
    if count <= 0 or most <= 0:
        return 0
    return max(1, round(LEVELS * sqrt(count / most)))


def _anchor(knowledge: Knowledge, citation: Citation) -> str:
    names = [article.name for article in knowledge.articles]
    return f"s{names.index(citation.article.name) + 1}-{citation.number}"


def _entries(
    knowledge: Knowledge, asked: Counter[str], wrong: Mapping[str, int]
) -> Iterator[ReportEntry]:
    most = max((asked[entry.id] for entry in knowledge.entries), default=0) or 1
    for entry in knowledge.entries:
        quotes = tuple(
            ReportQuote(cited, _anchor(knowledge, cited), link(cited)) for cited in entry.citations
        )
        count = asked[entry.id]
        yield ReportEntry(entry, quotes, count, wrong.get(entry.id, 0), count / most)


# The report as HTML: one file that needs no other, without a script, everything escaped.


def html_of(report: Report) -> str:
    """The report as one HTML page; the same report gives the same text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("bot.editing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_visible,
    )
    environment.filters |= {
        "brief": in_brief,
        "times": _times,
        "long": lambda day: f"{day.day} {day:%B %Y}",
        "half": lambda value: f"{value:g}",
        "lead": lambda value: f"{value:+.2f}".replace("-", "\N{MINUS SIGN}"),
    }
    template = environment.get_template("report.html.j2")
    return template.render(report=report, kinds=KINDS) + "\n"


def _visible(value: object) -> object:
    """What is put into the page, without characters that would change how its text is shown."""
    return type(value)(harmless(value)) if isinstance(value, str) else value


def _times(count: int) -> str:
    return "once" if count == 1 else "never" if count == 0 else f"{count:,} times"
