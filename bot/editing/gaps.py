"""Gaps: the questions that members sent to the editors, those that ask the same together.

A group also tells what the FAQ would answer today, so that an editor sees what is settled.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Match, Part
from bot.editing.proposal import is_content
from bot.ledger.records import Gap, Opinion
from bot.matching.text import normalise, stem, tokens

ALIKE = 0.55  # cosine of weighted words; a little less begins to join different questions

NEAR = 0.02  # a score; an entry with less has nothing to do with the question


@dataclass(frozen=True, slots=True)
class Group:
    """Gaps that ask the same, the latest first, and what the FAQ says to the most asked today."""

    question: str
    gaps: tuple[Gap, ...]
    now: Part

    @property
    def count(self) -> int:
        """How often it was sent."""
        return len(self.gaps)

    @property
    def last(self) -> date:
        """The day it was sent last."""
        return max(gap.day for gap in self.gaps)

    @property
    def nearest(self) -> Match | None:
        """The entry that comes nearest, if any comes near at all."""
        ranking = self.now.ranking
        return ranking[0] if ranking and ranking[0].score >= NEAR else None

    @property
    def wordings(self) -> tuple[str, ...]:
        """The different questions, the most asked first."""
        return tuple(dict.fromkeys([self.question, *(gap.question for gap in self.gaps)]))

    @property
    def picked(self) -> tuple[tuple[str, int], ...]:
        """The ids of entries that members picked for it, the most picked first, with counts."""
        picks = Counter(gap.entry for gap in self.gaps if gap.why == "picked" and gap.entry)
        return tuple(picks.most_common())


def grouped(gaps: Sequence[Gap], answerer: Answerer) -> tuple[Group, ...]:
    """The gaps by likeness, the most asked first; equal counts by the latest day."""
    spoken: dict[str, list[Gap]] = defaultdict(list)
    for gap in gaps:
        spoken[normalise(gap.question) or gap.question].append(gap)
    leaders = sorted(spoken.values(), key=lambda same: -len(same))
    joined = _joined(leaders, answerer.knowledge)
    groups = [_group(same, answerer) for same in joined]
    return tuple(sorted(groups, key=lambda group: (-group.count, -group.last.toordinal())))


def _group(gaps: list[Gap], answerer: Answerer) -> Group:
    wording = Counter(gap.question for gap in gaps).most_common(1)[0][0]
    latest = sorted(gaps, key=lambda gap: -gap.id)
    return Group(wording, tuple(latest), answerer.ask(wording).first)


def _joined(leaders: list[list[Gap]], knowledge: Knowledge) -> list[list[Gap]]:
    """Each question with the most asked one that it is like."""
    rows = [_stems(same[0].question, knowledge) for same in leaders]
    phrasings = [text for entry in knowledge.entries for text in entry.questions]
    known = [frozenset(map(stem, normalise(text).split())) for text in phrasings]
    spread = Counter(word for row in (*rows, *known) for word in row)
    total = len(rows) + len(known)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    joined: list[list[Gap]] = []
    for same, row in zip(leaders, rows, strict=True):
        vector = _vector(row, spread, total)
        place = _like(vector, postings)
        if place is None:
            for word, weight in vector.items():
                postings[word].append((len(joined), weight))
            joined.append(list(same))
        else:
            joined[place] += same
    return joined


def _like(vector: dict[str, float], postings: dict[str, list[tuple[int, float]]]) -> int | None:
    likeness: dict[int, float] = defaultdict(float)
    for word, weight in vector.items():
        for place, other in postings[word]:
            likeness[place] += weight * other
    best = max(likeness.items(), key=lambda one: (one[1], -one[0]), default=(0, 0.0))
    return best[0] if best[1] >= ALIKE else None


def _stems(question: str, knowledge: Knowledge) -> frozenset[str]:
    """The stems of the content words as they were meant, typing errors mended."""
    read = tuple(tokens(question))
    for section in knowledge.sections:
        read = section.ranker.spelt(read)
    content = [word for word in read if is_content(word)]
    return frozenset(map(stem, content or read))


def _vector(row: Iterable[str], spread: Counter[str], total: int) -> dict[str, float]:
    """Words weighted by how few questions hold them, of length one; the same sum in any order."""
    weights = {word: math.log((1 + total) / spread[word]) for word in sorted(row)}
    norm = math.sqrt(sum(weight * weight for weight in weights.values()))
    return {word: weight / norm for word, weight in weights.items()}


def older_than(gaps: Iterable[Gap], days: int, today: date) -> Iterator[Gap]:
    """The gaps that are more than so many days old."""
    eldest = today - timedelta(days=days)
    return (gap for gap in gaps if gap.day < eldest)


@dataclass(frozen=True, slots=True)
class Complaint:
    """How often an entry's answer was called wrong: under this very FAQ, and before."""

    entry: str
    now: int
    before: int

    @property
    def count(self) -> int:
        """All clicks together."""
        return self.now + self.before


def complaints(opinions: Iterable[Opinion], fingerprint: str) -> tuple[Complaint, ...]:
    """The entries whose answers were called wrong, the most first."""
    now: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for opinion in opinions:
        if opinion.verdict == "down":
            counter = now if fingerprint.startswith(opinion.fingerprint) else before
            counter[opinion.entry] += opinion.clicks
    found = [Complaint(entry, now[entry], before[entry]) for entry in sorted({*now, *before})]
    return tuple(sorted(found, key=lambda complaint: -complaint.count))
