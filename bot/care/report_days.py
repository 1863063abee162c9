"""Days: the replies of each day by kind, and the bars that show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.store.ledger.records import Count

SHOWN = 90  # days: one pixel column each even on a narrow screen
KINDS = {
    "Answer": "answered",
    "Passage": "passage quoted",
    "DidYouMean": "choice offered",
    "NotCovered": "not covered",
}  # the names of replies, as they are counted; small talk is no question and is left out


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
        return (kinds["Answer"] + kinds["Passage"]) / (self.total or 1)

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
