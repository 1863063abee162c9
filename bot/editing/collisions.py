"""Collisions: phrasings without which questions like them would get another entry's answer.

Each phrasing, left out, must still lead back to its own entry by a margin; the ranker computes the
scores without it in closed form. Where it doesn't, it is asked with those scores, and said a little
otherwise as things are. It collides if it stands in the wrong entry, as only the other one knows
its words, or if it gets the other one's answer once a word is left out that says nothing. Entries
that share a sentence don't compete.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from bot.answering.entry import Entry, Faq, entry_of
from bot.answering.knowledge import Knowledge, decide
from bot.answering.profiles import Profile
from bot.answering.reply import Answer
from bot.answering.reply import entry_of as shown_entry
from bot.answering.section import Section
from bot.editing.findings import Rank, checked_files
from bot.errors import Fault
from bot.faq.store import FaqReading
from bot.matching.ridge import Rehearsal
from bot.matching.text import normalise, stem, tokens, words
from bot.matching.word_lists import grammar

CollisionKind = Literal["duplicate", "signs", "misplaced", "answered"]

PULL = 0.25  # a rival's score; below it no reply comes of a question
AHEAD = 0.1  # by how much a rival's score leads where a phrasing stands in the wrong entry
KNOWN, KNOWN_BETTER = 0.7, 0.8  # the share of it that the rival explains, and how much more than
MARGIN = 0.05  # of scores between 0 and 1: nearer to each other, a typing error turns them round
# Words that may differ between two spellings of one question. Prepositions may not: on is not off.
IDLE = frozenset({"a", "an", "the", "is", "are", "was", "were", "be", "been", "do", "does", "did"})


@dataclass(frozen=True, slots=True)
class Collision:
    """A phrasing that says what another entry's say, or that leads there.

    `phrasing` counts from 0 within `entry`; `nearest` is the phrasing of `rival` most like it;
    `own` and `other` are the scores of the two entries without the phrasing, 0 to 1. `asked` is the
    phrasing as it gets the rival's answer, if it does.
    """

    entry: Entry
    phrasing: int
    rival: Entry
    nearest: str
    own: float
    other: float
    kind: CollisionKind
    asked: str = ""

    @property
    def text(self) -> str:
        """The phrasing itself."""
        return self.entry.questions[self.phrasing]


def collisions(
    knowledge: Knowledge, report: Callable[[int], None] = lambda _at: None
) -> tuple[Collision, ...]:
    """All collisions, the worst first; `report` gets the number of each phrasing."""
    done, found = 0, list[Collision]()
    for section in knowledge.sections:
        alone = Knowledge.of([section], knowledge.fingerprint)
        count = len(_phrasings(section.faq))
        rehearsal = section.ranker.leave_one_out(_reported(done, count, report))
        done += count
        near = (one for one in _left_out(rehearsal) if one.own - one.other < MARGIN)
        found += filter(None, (_collision(alone, one) for one in near))
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
        yield checked.warning(path, Rank.COLLISION, *_words(one))


class _LeftOut(NamedTuple):
    """A phrasing that was left out: its place, the scores of its entry and of the best other."""

    place: int
    own: float
    other: float
    rival: int


def _left_out(rehearsal: Rehearsal) -> Iterator[_LeftOut]:
    found = zip(rehearsal.phrasings, rehearsal.own, rehearsal.other, rehearsal.rival, strict=True)
    return itertools.starmap(_LeftOut, found)


def _phrasings(faq: Faq) -> list[tuple[int, int]]:
    """The position of the entry and the number of each phrasing, as the ranker counts them."""
    return [
        (position, number)
        for position, entry in enumerate(faq.entries)
        for number in range(len(entry.questions))
    ]


def _reported(done: int, count: int, report: Callable[[int], None]) -> Iterator[int]:
    """The numbers of the phrasings, each reported when it is left out, behind those done."""
    for number in range(count):
        report(done + number)
        yield number


def _collision(alone: Knowledge, left_out: _LeftOut) -> Collision | None:
    """What a phrasing collides with; None if nothing comes of it."""
    (section,) = alone.sections
    faq, (place, own, other, number) = section.faq, left_out
    position, phrasing = _phrasings(faq)[place]
    entry, rival = faq.entries[position], entry_of(faq, number)
    text = entry.questions[phrasing]
    if rival is None or not normalise(text) or rival.stands_on & entry.stands_on:
        return None  # without words it is asked sign for sign or not at all
    found = partial(Collision, entry, phrasing, own=own, other=other)
    nearest = _nearest(text, rival.questions)
    if said(text) == said(nearest):
        signs = normalise(text) == normalise(nearest)
        return found(rival, nearest, kind="signs" if signs else "duplicate")
    if (
        len(entry.questions) > 1  # without its only one an entry would collide with all
        and other >= max(PULL, own + AHEAD)
        and _knows_better(section, position, phrasing, rival)
        and _shows(alone, left_out, rival)
    ):
        return found(rival, nearest, kind="misplaced")
    for asked in variants(text, section.subject, faq.synonyms) if other >= PULL else ():
        reply = decide(alone, section.read(asked)).reply
        if isinstance(reply, Answer) and not reply.entry.stands_on & entry.stands_on:
            nearest = _nearest(text, reply.entry.questions)
            return found(reply.entry, nearest, kind="answered", asked=asked)
    return None


def _knows_better(section: Section, position: int, phrasing: int, rival: Entry) -> bool:
    """Whether a rival explains a phrasing, and its own entry without it next to nothing of it."""
    question = section.read(section.faq.entries[position].questions[phrasing]).question

    def explained(profile: Profile) -> float:
        return question.explained([profile.explains(unit) for unit in question.units])

    other, least = explained(section.profile_of(rival)), KNOWN * question.total
    if other < least:
        return False
    own = explained(section.scorer.without(position, phrasing).profiles[position])
    return other - own >= KNOWN_BETTER * question.total


def _shows(alone: Knowledge, left_out: _LeftOut, rival: Entry) -> bool:
    """Whether a phrasing is shown a rival if it is not there, by the scores that it gets then."""
    (section,) = alone.sections
    position, phrasing = _phrasings(section.faq)[left_out.place]
    clause = section.read(section.faq.entries[position].questions[phrasing])
    entries = {**clause.scores.entries, position: left_out.own, left_out.rival: left_out.other}
    ranked = dict(sorted(entries.items(), key=lambda row: (-row[1], row[0])))
    candidates = section.scorer.without(position, phrasing).candidates(
        clause.question, clause.scores._replace(entries=ranked)
    )
    shown = shown_entry(decide(alone, replace(clause, candidates=candidates)).reply)
    return shown is rival


def variants(
    text: str, subject: Collection[str], synonyms: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """A phrasing said a little otherwise, so that it asks the same.

    Who asks within what the FAQ is about, its `subject`, need not say so; `synonyms` are its own.
    """
    for left_out in (grammar("idle"), frozenset(subject)):
        rest = [word for word in text.split() if not left_out.issuperset(tokens(word) or [word])]
        asks_on = rest and rest[-1].lower() not in grammar("asking")  # "now what" is no "what"
        if asks_on and rest != text.split():
            yield " ".join(rest)
    whole = f" {normalise(text)} "
    for head, others in synonyms.items():
        for one, other in ((head, others[0]), (others[0], head)) if others else ():
            sought = f" {normalise(one)} "
            if sought in whole:
                yield whole.replace(sought, f" {normalise(other)} ").strip()


def _nearest(text: str, others: Sequence[str]) -> str:
    """The text of others that is most like this one, its telling words counted first."""
    mine = telling(text)

    def likeness(other: str) -> tuple[float, float]:
        theirs = telling(other)
        shared = len(mine & theirs) / (len(mine | theirs) or 1)
        return shared, fuzz.ratio(text.lower(), other.lower())

    return max(others, key=likeness)


@lru_cache(maxsize=4_096)
def said(text: str) -> tuple[str, ...]:
    """The stems of a text's words that say what is asked, in order, wherever it begins.

    "In china, is it blocked" asks "is it blocked in china"; "from a to b" is not "from b to a".
    """
    found = tuple(stem(word.text) for word in words(text) if word.text not in IDLE)
    return min((found[at:] + found[:at] for at in range(len(found))), default=())


def telling(text: str) -> frozenset[str]:
    """Likewise, each once."""
    return frozenset(said(text))


def _words(one: Collision) -> tuple[str, str]:
    """What is wrong, and what helps."""
    about, own, rival = f"`{one.text}`", one.entry.id, one.rival.id
    against = f"`{one.nearest}` of `{rival}`"
    match one.kind:
        case "duplicate":
            return (
                f"{about} says the same as {against}.",
                "Keep it in one of the two, or let both entries cite the same sentences.",
            )
        case "signs":
            return (
                f"{about} differs from {against} in signs alone.",
                f"Word for word it is answered; add phrasings in words of `{own}` alone.",
            )
        case "misplaced":
            return (
                f"{about} is in the words of {against}, where questions like it lead.",
                f"Move it to `{rival}`, or add phrasings in such words to `{own}`.",
            )
        case "answered":
            return (
                f"`{one.asked}` asks like {about}, but gets the answer to {against}.",
                f"If `{own}` answers it, add it there too; else say more in the phrasing.",
            )


# Nearness: the phrasings that lead another entry's way most, were they not there themselves.

MAX_PAIRS = 40  # pairs: further ones are too far apart to matter


@dataclass(frozen=True, slots=True)
class NearPair:
    """A phrasing and the other entry that questions like it come nearest to.

    `own` and `other` are the scores of its entry and of the rival without the phrasing, 0 to 1;
    where it `collides` the check warns of it.
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
    warned = {(one.entry.id, one.text) for one in collisions(knowledge)}
    pairs = []
    for section in knowledge.sections:
        faq, phrasings = section.faq, _phrasings(section.faq)
        for place, own, other, number in _left_out(section.ranker.leave_one_out()):
            if place >= len(phrasings) or (rival := entry_of(faq, number)) is None:
                continue  # the ranker learns near misses too; how near those come is the check's
            position, phrasing = phrasings[place]
            entry = faq.entries[position]
            text = entry.questions[phrasing]
            if rival.sources != entry.sources and other >= PULL:
                collides = (entry.id, text) in warned
                pairs.append(NearPair(entry, text, rival, own, other, collides))
    return tuple(sorted(pairs, key=lambda near: (near.lead, near.entry.id, near.text))[:limit])
