"""Material: what the gate is built from, read off proven FAQs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.faq import Entry, Faq
from bot.core.frequency import zipf
from bot.core.gate.lexicon import lexicon
from bot.core.gate.profiles import Profile
from bot.core.gate.seen import Keys
from bot.core.gate.units import Reader, Reading
from bot.core.links import spoken
from bot.core.text import tokens

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
