"""Collisions: each phrasing, taken out, must still lead back to its own entry by a margin.

Scores without a phrasing come from the matcher in closed form (leave one out). Entries that cite
the same sentences don't compete. A phrasing that leads nowhere once it is taken out collides with
nothing: it stands for a way of asking that no other phrasing covers.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.errors import Fault, Severity
from bot.faq.store import Reading
from bot.faq.validation import entry_of
from bot.faq.yaml_reading import Document, Path
from bot.matching.text import normalise, stem, words

# A page: one FAQ file as it is checked, where every finding gets its place.


@dataclass(frozen=True, slots=True)
class Page:
    """A proven FAQ with the document that it was read from."""

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
        entry = entry_of(self.document, path)
        file = self.document.file
        return Fault(file, place.line, place.column, problem, mend, entry, severity)


def pages(reading: Reading) -> Iterator[Page]:
    """The pages of a proven reading, in its order."""
    documents = {document.file: document for document in reading.documents}
    for faq in reading.faqs:
        yield Page(documents[faq.file], faq)


# Suspects: the phrasings of a large FAQ that may lead elsewhere, so that only these are tried.
#
# To leave a phrasing out of many thousand takes a millisecond. What shares rare words with its own
# entry far more than with any other leads back to it whatever the matcher weighs.

# Measured on three FAQs against trying all: 2 of 52 collisions are missed.
CLOSE = 0.8  # of its likeness to its own entry: as much likeness to another is suspect
ALIKE = 0.45  # from here on another entry may be answered
TOGETHER = 1.5  # likenesses are added up over an entry's phrasings to this power: near ones count
FAR = 0.1  # less likeness than this is chance
COMMON = 0.3  # of all phrasings: stems that more of them hold tell nothing and cost much


def suspects(knowledge: Knowledge) -> tuple[int, ...]:
    """The phrasings, numbered over all entries from 0, that share about as much with others."""
    targets = knowledge.targets
    texts = [(one.entry, _stems(one.text)) for one in targets.phrasings()]
    # Each near miss is a target of its own: one alone is near enough to be led astray by.
    near_misses = enumerate(targets.near_misses(), start=len(targets.entries))
    texts += [(number, _stems(line.text)) for number, line in near_misses]
    return tuple(_close(texts, targets.phrasing_count, _weights(texts)))


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word.text) for word in words(text))


Texts = Sequence[tuple[int, frozenset[str]]]  # an entry, or beyond them a near miss, and stems


def _weights(texts: Texts) -> dict[str, float]:
    """The weight of each stem: the rarer, the more."""
    seen = Counter(found for _, stems in texts for found in stems)
    return {found: (math.log(len(texts) / times) + 1) ** 2 for found, times in seen.items()}


def _close(texts: Texts, count: int, weights: dict[str, float]) -> Iterator[int]:
    postings = _postings(texts)
    owners = np.array([owner for owner, _ in texts])
    norms = np.sqrt([sum(weights[found] for found in sorted(stems)) or 1.0 for _, stems in texts])
    for at, (owner, stems) in enumerate(texts[:count]):
        read = [found for found in sorted(stems) if found in postings]
        if not read:
            continue
        places = [postings[found] for found in read]
        much = np.repeat([weights[found] for found in read], [len(where) for where in places])
        alike = np.bincount(np.concatenate(places), much, len(texts)) / (norms * norms[at])
        alike[at] = 0.0
        near = np.flatnonzero(alike > FAR)
        entries = np.bincount(owners[near], alike[near] ** TOGETHER, owner + 1)
        own, entries[owner] = entries[owner], 0.0
        if entries.max() ** (1 / TOGETHER) >= max(ALIKE, CLOSE * own ** (1 / TOGETHER)):
            yield at


def _postings(texts: Texts) -> dict[str, NDArray[np.intp]]:
    """Where each stem stands, without the commonest."""
    found: dict[str, list[int]] = defaultdict(list)
    for at, (_, stems) in enumerate(texts):
        for one in stems:
            found[one].append(at)
    most = COMMON * len(texts)
    return {one: np.array(at, np.intp) for one, at in found.items() if len(at) <= most}


Kind = Literal["duplicate", "signs", "generic", "shadowed", "close", "refused"]

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
    kind: Kind

    @property
    def text(self) -> str:
        """The phrasing itself."""
        return self.entry.questions[self.phrasing]


def collisions(
    knowledge: Knowledge, tell: Callable[[int], None] = lambda _at: None
) -> tuple[Collision, ...]:
    """All collisions, the worst first; `tell` learns which phrasing of a large FAQ is tried."""
    spread = _spread(knowledge)
    found = [one for one in _rehearsed(knowledge, spread, tell) if one]
    return tuple(sorted(found, key=lambda one: (one.own - one.other, one.entry.id, one.phrasing)))


def collided(
    reading: Reading, knowledge: Knowledge, tell: Callable[[int], None] = lambda _at: None
) -> Iterator[Fault]:
    """A warning for each collision, at the phrasing."""
    page_of = {
        entry.id: (page, position)
        for page in pages(reading)
        for position, entry in enumerate(page.faq.entries)
    }
    for one in collisions(knowledge, tell):
        page, position = page_of[one.entry.id]
        path = ("entries", position, "questions", one.phrasing)
        yield page.warning(path, _problem(one), _mend(one))


def _rehearsed(
    knowledge: Knowledge, spread: frozenset[str], tell: Callable[[int], None]
) -> Iterator[Collision | None]:
    """Each phrasing's collision, if it has one.

    The matcher knows the near misses of each FAQ as one more entry, after all others.
    """
    # Where each phrasing costs a millisecond, only those that may lead elsewhere are tried.
    tried = None if knowledge.ranker.learnt_once else _told(suspects(knowledge), tell)
    rehearsal = knowledge.ranker.leave_one_out(tried)
    asked = [
        (entry, number) for entry in knowledge.entries for number in range(len(entry.questions))
    ]
    scores = zip(rehearsal.phrasings, rehearsal.own, rehearsal.other, rehearsal.rival, strict=True)
    for at, own, other, position in scores:
        if at >= len(asked) or own - other >= MARGIN:
            continue
        entry, number = asked[at]
        rival = knowledge.targets.entry(position)
        if rival is None:
            line = _nearest(entry.questions[number], knowledge.targets.near_misses_of(position))
            yield _refused(entry, number, line, own, other)
        elif rival.sources != entry.sources:
            yield _collision(entry, number, rival, own, other, spread)


def _told(numbers: Iterable[int], tell: Callable[[int], None]) -> Iterator[int]:
    for number in numbers:
        tell(number)
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
    kind: Kind = "close" if own > other else "shadowed"
    if _telling(text) == _telling(nearest):
        kind = "signs" if normalise(text) == normalise(nearest) else "duplicate"
    elif len(entry.questions) == 1:
        return None  # without its only phrasing an entry collides with all
    elif _stems_of_collisions(text) <= spread and other >= PULL / 2:
        kind = "generic"
    elif other < PULL:
        return None
    return Collision(entry, number, rival, nearest, own, other, kind)


def _nearest(text: str, others: Sequence[str]) -> str:
    """The text of others that is most like this one, its telling words counted first."""
    mine = _telling(text)

    def likeness(other: str) -> tuple[float, float]:
        theirs = _telling(other)
        shared = len(mine & theirs) / (len(mine | theirs) or 1)
        return shared, fuzz.ratio(text.lower(), other.lower())

    return max(others, key=likeness)


def _stems_of_collisions(text: str) -> frozenset[str]:
    return frozenset(stem(word.text) for word in words(text))


def _telling(text: str) -> frozenset[str]:
    """The stems of a text's words that say what is asked."""
    return frozenset(stem(word.text) for word in words(text) if word.text not in IDLE)


def _spread(knowledge: Knowledge) -> frozenset[str]:
    """The words that phrasings of many entries hold: they tell none apart."""
    entries = Counter(
        word
        for entry in knowledge.entries
        for word in frozenset().union(*(_stems_of_collisions(text) for text in entry.questions))
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
            return f"{about} would lead to {against}, were it not here{_figures(one)}."
        case "close":
            return f"{about} is hardly nearer to its entry than to {against}{_figures(one)}."
        case "refused":
            return f"{about} would be refused like the near miss {against}{_figures(one)}."


def _figures(one: Collision) -> str:
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
