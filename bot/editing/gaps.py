"""Gaps: the questions that members sent to the editors, and what becomes of them by a word.

Those that ask the same stand together, with what the FAQ would answer today, so that an editor sees
what is settled. A change that settles more is tried on every known question before it is written.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Match, Part, Passage, Response
from bot.editing.collisions import Collision, collisions
from bot.editing.proposal import Proposal, is_content, propose
from bot.faq.edits import AddEntry, AddPhrasing, Edit
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.ledger.records import Gap, Opinion
from bot.matching.text import normalise, stem, tokens

ALIKE = 0.55  # cosine of weighted words; a little less begins to join different questions
LARGE = 4_000  # known questions; beyond, looking for collisions takes longer than people wait
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
    groups = []
    for same in _joined(leaders, answerer.knowledge):
        wording = Counter(gap.question for gap in same).most_common(1)[0][0]
        latest = sorted(same, key=lambda gap: -gap.id)
        groups.append(Group(wording, tuple(latest), answerer.ask(wording).first))
    return tuple(sorted(groups, key=lambda group: (-group.count, -group.last.toordinal())))


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
    return frozenset(map(stem, [word for word in read if is_content(word)] or read))


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


# What a change does to every known question: asked of the FAQ before and of the FAQ after.

QuestionOrigin = Literal["phrasing", "near miss", "gap"]
EffectKind = Literal["newly answered", "changed", "lost", "strayed"]
AnsweredBy = tuple[str, ...]  # who answers: entry ids, and passages by their sentences


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question that somebody wrote down or sent, and where it stands."""

    question: str
    source: QuestionOrigin


@dataclass(frozen=True, slots=True)
class Effect:
    """A known question that the change treats differently.

    strayed: a phrasing that, taken out of the FAQ, no longer leads back to its own entry by the
    margin, so that questions like it may get the other's answer.
    """

    known: KnownQuestion
    kind: EffectKind
    before: AnsweredBy
    after: AnsweredBy

    @property
    def harmful(self) -> bool:
        """Whether an editor should think twice."""
        match self.known.source:
            case "near miss":
                return bool(self.after)
            case "phrasing":
                return True
            case "gap":
                return self.kind == "lost"


class Outcomes:
    """What each question gets, and what collides, found out once of each FAQ."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], AnsweredBy] = {}
        self._collisions: dict[str, tuple[Collision, ...]] = {}

    def of(self, knowledge: Knowledge, question: str) -> AnsweredBy:
        """Who answers the question from this knowledge."""
        key = (knowledge.fingerprint, question)
        if key not in self._known:
            response = Answerer(knowledge).ask(question)
            self._known[key] = tuple(_answered_by(response))
        return self._known[key]

    def collisions(self, knowledge: Knowledge) -> tuple[Collision, ...]:
        """The collisions in this knowledge."""
        if knowledge.fingerprint not in self._collisions:
            self._collisions[knowledge.fingerprint] = collisions(knowledge)
        return self._collisions[knowledge.fingerprint]


def _answered_by(response: Response) -> Iterator[str]:
    for part in response.parts:
        match part.reply:
            case Answer(entry):
                yield entry.id
            case Passage(cited):
                yield "sentence " + ", ".join(str(citation.number) for citation in cited)


def known_questions(knowledge: Knowledge, gaps: Iterable[str]) -> tuple[KnownQuestion, ...]:
    """Every phrasing, every near miss, and these gaps, each once."""
    sources: dict[QuestionOrigin, Iterable[str]] = {
        "phrasing": (text for entry in knowledge.entries for text in entry.questions),
        "near miss": (text for faq in knowledge.faqs for text in faq.not_covered),
        "gap": gaps,
    }
    known: dict[str, KnownQuestion] = {}
    for source, texts in sources.items():
        for text in texts:
            known.setdefault(text, KnownQuestion(text, source))
    return tuple(known.values())


def effects(
    known: Sequence[KnownQuestion], old: Knowledge, new: Knowledge, outcomes: Outcomes
) -> tuple[Effect, ...]:
    """The known questions that the new FAQ treats differently, the harmful ones first.

    In a large FAQ what strays is not looked for: that is left to the check.
    """
    found: list[Effect] = []
    for asked in known:
        was, now = outcomes.of(old, asked.question), outcomes.of(new, asked.question)
        if was != now:
            kind: EffectKind = "newly answered" if not was else "changed" if now else "lost"
            found.append(Effect(asked, kind, was, now))
    if len(known) <= LARGE:  # what collided before is the check's
        before = {(one.entry.id, one.text) for one in outcomes.collisions(old)}
        for one in outcomes.collisions(new):
            if (one.entry.id, one.text) not in before:
                stored = KnownQuestion(one.text, "phrasing")
                found.append(Effect(stored, "strayed", (one.entry.id,), (one.rival.id,)))
    return tuple(sorted(found, key=lambda effect: not effect.harmful))


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A proven change, and what it does to every known question."""

    proposal: Proposal
    edits: tuple[Edit, ...]
    effects: tuple[Effect, ...]
    known: int


class Queue:
    """The groups of gaps that wait for an editor's word, the most asked first."""

    def __init__(self, store: FaqStore, ledger: Ledger) -> None:
        self._faq_store = store
        self._ledger = ledger
        self._outcomes = Outcomes()
        self._passed: set[int] = set()
        self._groups: tuple[Group, ...] | None = None

    @property
    def knowledge(self) -> Knowledge:
        """What answers now."""
        return self._faq_store.current

    @property
    def waiting(self) -> tuple[Group, ...]:
        """The groups that were not decided yet."""
        if self._groups is None:
            left = [gap for gap in self._ledger.gaps() if gap.id not in self._passed]
            self._groups = grouped(left, Answerer(self._faq_store))
        return self._groups

    def pass_over(self, group: Group) -> None:
        """Leave a group for another day."""
        self._drop(group.gaps)

    def forget(self, group: Group) -> int:
        """Erase a group's gaps for good; how many that were."""
        erased = self._ledger.settle(gap.id for gap in group.gaps)
        self._drop(group.gaps)
        return erased

    def plan(self, file: str, edits: Sequence[Edit]) -> Plan:
        """What edits of a file would do, proven and tried. Raises EditRefused."""
        self._faq_store.reload()  # another editor may have saved since
        proposal = propose(self._faq_store.path, file, edits)
        asked = [gap.question for gap in self._ledger.gaps()]
        known = known_questions(self.knowledge, asked)
        found = effects(known, self.knowledge, proposal.knowledge, self._outcomes)
        return Plan(proposal, tuple(edits), found, len(known))

    def write(self, plan: Plan, group: Group) -> int:
        """Write a plan made for a group and erase the gaps it settles; how many those were.

        Settled are the group's own question and whatever the changed entry now answers. Raises
        ChangedMeanwhile or Unwritable; then nothing is written and no gap erased.
        """
        plan.proposal.write()
        self._faq_store.reload()
        self._groups = None
        gaps = self._ledger.gaps()
        return self._ledger.settle(gap.id for gap in gaps if _settles(plan, group, gap))

    def _drop(self, gaps: Sequence[Gap]) -> None:
        self._passed |= {gap.id for gap in gaps}
        waiting = self.waiting
        self._groups = tuple(one for one in waiting if one.gaps[0].id not in self._passed)


def _settles(plan: Plan, group: Group, gap: Gap) -> bool:
    """Whether a gap needs no further word once the plan for a group is written."""
    if normalise(gap.question) == normalise(group.question):
        return True
    answering = {edit.entry for edit in plan.edits if isinstance(edit, AddPhrasing)}
    answering |= {edit.id for edit in plan.edits if isinstance(edit, AddEntry)}
    return any(
        effect.known.question == gap.question and answering & set(effect.after)
        for effect in plan.effects
    )
