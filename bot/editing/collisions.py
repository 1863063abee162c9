"""Collisions: phrasings without which questions like them would get another entry's answer.

Each phrasing, left out, must still lead back to its own entry by a margin; the ranker computes the
scores without it in closed form. Entries that cite the same sentences don't compete. A phrasing
that leads nowhere once it is left out collides with nothing: it stands for a way of asking that no
other phrasing covers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from bot.answering.entry import Entry, Faq, entry_of
from bot.answering.knowledge import Knowledge
from bot.errors import Fault, Severity
from bot.faq.store import FaqReading
from bot.faq.validation import entry_of as entry_at
from bot.faq.yaml_reading import Document, Path
from bot.matching.ridge import Rehearsal
from bot.matching.text import normalise, stem, words


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A proven FAQ with the document that it was read from: every finding gets its place there."""

    document: Document
    faq: Faq

    def error(self, path: Path, problem: str, mend: str) -> Fault:
        """Something that must be mended."""
        return self._finding(path, problem, mend, "error")

    def warning(self, path: Path, problem: str, mend: str) -> Fault:
        """Something that an editor should look at."""
        return self._finding(path, problem, mend, "warning")

    def _finding(self, path: Path, problem: str, mend: str, severity: Severity) -> Fault:
        place = self.document.place(path)
        entry = entry_at(self.document, path)
        file = self.document.file
        return Fault(file, place.line, place.column, problem, mend, entry, severity)


def checked_files(reading: FaqReading) -> Iterator[CheckedFile]:
    """The files of a proven reading, in its order."""
    documents = {document.file: document for document in reading.documents}
    for faq in reading.faqs:
        yield CheckedFile(documents[faq.file], faq)


CollisionKind = Literal["duplicate", "signs", "generic", "shadowed", "close", "refused"]

PULL = 0.4  # from here on a rival would be answered in most FAQs; below, nothing is at stake
MARGIN = 0.05  # of scores between 0 and 1: nearer to each other, a typing error turns them round
# Words that may differ between two spellings of one question. Prepositions may not: on is not off.
IDLE = frozenset({"a", "an", "the", "is", "are", "was", "were", "be", "been", "do", "does", "did"})
SPREAD = 5  # a word that phrasings of so many entries hold tells none of them apart


@dataclass(frozen=True, slots=True)
class Collision:
    """A phrasing that, taken out, leads to another entry or to two alike.

    `phrasing` counts from 0 within `entry`; `nearest` is the phrasing of `rival` most like it;
    `own` and `other` are the scores of the two entries without the phrasing, 0 to 1. Without a
    rival (kind `refused`) it leads to the near miss `nearest`.
    """

    entry: Entry
    phrasing: int
    rival: Entry | None
    nearest: str
    own: float
    other: float
    kind: CollisionKind

    @property
    def text(self) -> str:
        """The phrasing itself."""
        return self.entry.questions[self.phrasing]


def collisions(
    knowledge: Knowledge, report: Callable[[int], None] = lambda _at: None
) -> tuple[Collision, ...]:
    """All collisions, the worst first; `report` gets the number of each phrasing."""
    spread = _spread(knowledge)
    found = [one for one in _found(knowledge, spread, report) if one]
    return tuple(sorted(found, key=lambda one: (one.own - one.other, one.entry.id, one.phrasing)))


def collided(
    reading: FaqReading, knowledge: Knowledge, report: Callable[[int], None] = lambda _at: None
) -> Iterator[Fault]:
    """A warning for each collision, at the phrasing."""
    place_of = {
        entry.id: (checked, position)
        for checked in checked_files(reading)
        for position, entry in enumerate(checked.faq.entries)
    }
    for one in collisions(knowledge, report):
        checked, position = place_of[one.entry.id]
        path = ("entries", position, "questions", one.phrasing)
        yield checked.warning(path, _problem(one), _mend(one))


def _found(
    knowledge: Knowledge, spread: frozenset[str], report: Callable[[int], None]
) -> Iterator[Collision | None]:
    """Each phrasing's collision within its FAQ, if it has one."""
    done = 0
    for section in knowledge.sections:
        faq = section.faq
        asked = [(entry, at) for entry in faq.entries for at in range(len(entry.questions))]
        rehearsal = section.ranker.leave_one_out(_reported(done, len(asked), report))
        done += len(asked)
        for at, own, other, position in _left_out(rehearsal):
            if own - other >= MARGIN:
                continue
            entry, number = asked[at]
            rival = entry_of(faq, position)
            if rival is None:
                line = _nearest(entry.questions[number], faq.not_covered)
                yield _refused(entry, number, line, own, other)
            elif rival.sources != entry.sources:
                yield _collision(entry, number, rival, own, other, spread)


def _left_out(rehearsal: Rehearsal) -> Iterator[tuple[int, float, float, int]]:
    """Each phrasing that was left out: its place, the scores of its entry and of the best other."""
    return zip(rehearsal.phrasings, rehearsal.own, rehearsal.other, rehearsal.rival, strict=True)


def _reported(done: int, count: int, report: Callable[[int], None]) -> Iterator[int]:
    """The numbers of the phrasings, each reported when it is left out, behind those done."""
    for number in range(count):
        report(done + number)
        yield number


def _refused(entry: Entry, number: int, line: str, own: float, other: float) -> Collision | None:
    if other < PULL or len(entry.questions) == 1:
        return None
    return Collision(entry, number, None, line, own, other, "refused")


def _collision(
    entry: Entry, number: int, rival: Entry, own: float, other: float, spread: frozenset[str]
) -> Collision | None:
    text = entry.questions[number]
    nearest = _nearest(text, rival.questions)
    if not normalise(text):
        return None  # it is asked sign for sign or not at all
    kind: CollisionKind = "close" if own > other else "shadowed"
    if telling(text) == telling(nearest):
        kind = "signs" if normalise(text) == normalise(nearest) else "duplicate"
    elif len(entry.questions) == 1:
        return None  # without its only phrasing an entry collides with all
    elif _stems(text) <= spread and other >= PULL / 2:
        kind = "generic"
    elif other < PULL:
        return None
    return Collision(entry, number, rival, nearest, own, other, kind)


def _nearest(text: str, others: Sequence[str]) -> str:
    """The text of others that is most like this one, its telling words counted first."""
    mine = telling(text)

    def likeness(other: str) -> tuple[float, float]:
        theirs = telling(other)
        shared = len(mine & theirs) / (len(mine | theirs) or 1)
        return shared, fuzz.ratio(text.lower(), other.lower())

    return max(others, key=likeness)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.text) for word in words(text))


@lru_cache(maxsize=4_096)
def telling(text: str) -> frozenset[str]:
    """The stems of a text's words that say what is asked."""
    return frozenset(stem(word.text) for word in words(text) if word.text not in IDLE)


def _spread(knowledge: Knowledge) -> frozenset[str]:
    """The words that phrasings of many entries hold: they tell none apart."""
    entries = Counter(
        word
        for entry in knowledge.entries
        for word in frozenset().union(*(_stems(text) for text in entry.questions))
    )
    needed = max(SPREAD, len(knowledge.entries) // 5)
    return frozenset(word for word, count in entries.items() if count >= needed)


def _problem(one: Collision) -> str:
    about = f"`{one.text}`"
    against = f"`{one.nearest}` of `{one.rival.id}`" if one.rival else f"`{one.nearest}`"
    match one.kind:
        case "duplicate":
            return f"{about} says the same as {against}."
        case "signs":
            return f"{about} differs from {against} in signs alone."
        case "generic":
            return f"{about} is too generic: without it, {against} is nearer."
        case "shadowed":
            return f"{about} would lead to {against}, were it not here{_scores(one)}."
        case "close":
            return f"{about} is hardly nearer to its entry than to {against}{_scores(one)}."
        case "refused":
            return f"{about} would be refused like the near miss {against}{_scores(one)}."


def _scores(one: Collision) -> str:
    return f" (own {one.own:.2f}, other {one.other:.2f})"


def _mend(one: Collision) -> str:
    own = one.entry.id
    match one.kind:
        case "duplicate":
            return "Keep it in one of the two, or let both entries cite the same sentences."
        case "signs":
            return f"Word for word it is answered; add phrasings in words of `{own}` alone."
        case "generic":
            return f"Add a word that only `{own}` is about, or take it out."
        case "shadowed":
            rival = one.rival.id if one.rival else ""
            return f"Move it to `{rival}`, or add phrasings in such words to `{own}`."
        case "close":
            return f"Add a word that only `{own}` is about, or a phrasing more like it."
        case "refused":
            return f"Add phrasings in such words to `{own}`, or take the near miss out."


# Nearness: the phrasings that lead another entry's way most, were they not there themselves.

MAX_PAIRS = 40  # pairs: further ones are too far apart to matter
MIN_RIVAL_SCORE = 0.25  # a rival's score; below it no reply comes of a question


@dataclass(frozen=True, slots=True)
class NearPair:
    """A phrasing and the other entry that questions like it come nearest to.

    Attributes:
        entry: The phrasing's own entry.
        text: The phrasing.
        rival: The other entry.
        own: The score of its own entry without the phrasing, 0 to 1.
        other: The score of the rival then, 0 to 1.
        collides: Whether the check warns of it.
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


def nearest_pairs(knowledge: Knowledge, limit: int = MAX_PAIRS) -> tuple[NearPair, ...]:
    """The nearest pairs of a phrasing and an entry that cites other sentences, nearest first."""
    pairs = sorted(_pairs(knowledge), key=lambda near: (near.lead, near.entry.id, near.text))
    return tuple(pairs[:limit])


def _pairs(knowledge: Knowledge) -> Iterator[NearPair]:
    warned = {(one.entry.id, one.text) for one in collisions(knowledge)}
    for section in knowledge.sections:
        faq = section.faq
        phrasings = [(entry, text) for entry in faq.entries for text in entry.questions]
        for place, own, other, position in _left_out(section.ranker.leave_one_out()):
            rival = entry_of(faq, position)
            if place >= len(phrasings) or rival is None:
                continue  # the ranker learns near misses too; how near those come is the check's
            entry, text = phrasings[place]
            if rival.sources != entry.sources and other >= MIN_RIVAL_SCORE:
                yield NearPair(entry, text, rival, own, other, (entry.id, text) in warned)
