"""Material: what the gate is built from, read off proven FAQs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.answering.entry import Entry, Faq
from bot.answering.profiles import Profile
from bot.answering.units import Keys, Reader, Reading
from bot.article.links import spoken
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import stem, tokens
from bot.matching.word_lists import grammar, zipf

# Figures: what speaks for and against each entry that might answer a question.


class Features(NamedTuple):
    """Why an entry may answer.

    Which entry is meant: score, the matcher's, on the scale that the FAQ itself gives; lead, over
    the best entry that competes. alike, the best phrasing's two-sided share of covered weight;
    alike_lead, likewise over the best that competes. said, the weight of the question that the
    entry explains; covered, the share of it that words central to the entry explain; passing, what
    it explains only by words that it says in passing. asked, named, counted: the weight left
    unexplained of words asked for, of names and of numbers; elsewhere: of other words that other
    entries explain. way: whether the entry is asked in the question's way; lacking: it is not, and
    its answer holds no such thing. near_miss, refused: likeness and scaled score of the nearest
    near miss. told: the entry answered the question before; a follow-up asks for something else.

    Whether the question is answered at all, besides: ahead, the matcher's bare score over the best
    that competes; doubted, the nearest near miss's bare score. bare, the heaviest word left
    unexplained; foreign, the heaviest of those that other entries explain. units, weight, words:
    how much is asked, and at what length. asking: it says what kind of thing it wants; followed: it
    was read with the question before it; pointing: it points back to that, but was read alone.
    same: it is a phrasing of the entry but for idle words.
    """

    score: float
    lead: float
    alike: float
    alike_lead: float
    said: float
    covered: float
    passing: float
    asked: float
    named: float
    counted: float
    elsewhere: float
    way: float
    lacking: float
    near_miss: float
    refused: float
    told: float
    ahead: float
    doubted: float
    bare: float
    foreign: float
    units: float
    weight: float
    words: float
    asking: float
    followed: float
    pointing: float
    same: float

    def named_figures(self) -> tuple[tuple[str, float], ...]:
        """The figures with their names, in order."""
        return tuple(zip(NAMES, self, strict=True))


NAMES = Features._fields


# Sameness: whether a question is a phrasing but for words that change nothing.

FEWEST = 2  # a single word is like too many questions

Bare = tuple[str, ...]


def stripped(words: Sequence[str]) -> Bare:
    """The stems of a text in their order, without chat, articles and the like."""
    return tuple(stem(word) for word in words if not _idle(word))


def _idle(word: str) -> bool:
    if word in grammar("idle"):
        return True
    term = lexicon().exact(word)
    return term is not None and term.kind is TermKind.CHAT and not term.concepts


def same(
    phrasings: Iterable[Iterable[Sequence[str]]], refused: Iterable[Sequence[str]]
) -> Mapping[Bare, int]:
    """For what is left of each phrasing its entry, by position; without what is not its alone."""
    found: dict[Bare, int] = {}
    shared: set[Bare] = {stripped(line) for line in refused}
    for entry, texts in enumerate(phrasings):
        for text in texts:
            left = stripped(text)
            if found.setdefault(left, entry) != entry:
                shared.add(left)
    return {
        left: entry for left, entry in found.items() if len(left) >= FEWEST and left not in shared
    }


REMEMBERED = 1_024  # units seen lately whose entries are kept


def vocabulary() -> frozenset[str]:
    """Words that the spelling must leave alone, because they are words."""
    return frozenset(zipf()) | {part for text in lexicon().places for part in text.split()}


def reader_of(faqs: Sequence[Faq]) -> Reader:
    """The reader that knows each FAQ's synonyms, which bind that FAQ alone."""
    return Reader.build(
        (f"S:{number}:{head}", (head, *others))
        for number, faq in enumerate(faqs)
        for head, others in faq.synonyms.items()
    )


def read(reader: Reader, text: str) -> Reading:
    """The reading of a text of the FAQ."""
    return reader.read(tokens(text))


def spoken_by(entry: Entry) -> list[str]:
    """What an entry says: its answer and the sentences that it cites."""
    return [
        *([spoken(entry.answer)] if entry.answer else []),
        *(cited.quote for cited in entry.citations),
    ]


def rivals_of(entries: Sequence[Entry]) -> tuple[frozenset[int], ...]:
    """For each entry those that compete with it: they cite none of its sentences."""
    sources = [entry.sources or frozenset({(entry.id, 0)}) for entry in entries]
    citing: dict[tuple[str, int], set[int]] = {}
    for number, cited in enumerate(sources):
        for sentence in cited:
            citing.setdefault(sentence, set()).add(number)
    everyone = frozenset(range(len(entries)))
    return tuple(everyone.difference(*(citing[one] for one in cited)) for cited in sources)


class Heard(NamedTuple):
    """How far any entry explains what a unit seeks, and how far each does."""

    most: float
    entries: tuple[tuple[int, float], ...]


def hearing(profiles: Sequence[Profile]) -> Callable[[Keys], Heard]:
    """What tells who has heard of what a unit seeks; units seen lately are remembered."""
    postings: dict[str, list[tuple[int, float]]] = {}
    for entry, mine in enumerate(profiles):
        for key, strength in mine.keys.items():
            postings.setdefault(key, []).append((entry, strength))

    def heard(sought: Keys) -> Heard:
        best: dict[int, float] = {}
        for key, mine in sought:
            for entry, theirs in postings.get(key, ()):
                best[entry] = max(best.get(entry, 0.0), min(mine, theirs))
        most = max((strength for key, strength in sought if key in postings), default=0.0)
        return Heard(most, tuple(best.items()))

    return lru_cache(maxsize=REMEMBERED)(heard)
