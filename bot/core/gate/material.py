"""Material: what the gate is built from, read off proven FAQs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.faq import Entry, Faq
from bot.core.frequency import zipf
from bot.core.gate.lexicon import lexicon
from bot.core.gate.profiles import Profile
from bot.core.gate.units import Reader, Reading
from bot.core.text import tokens


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
    return [*([entry.answer] if entry.answer else []), *(cited.quote for cited in entry.citations)]


def rivals_of(entries: Sequence[Entry]) -> tuple[frozenset[int], ...]:
    """For each entry those that compete with it: they cite none of its sentences."""
    sources = [entry.sources or frozenset({(entry.id, 0)}) for entry in entries]
    citing: dict[tuple[str, int], set[int]] = {}
    for number, cited in enumerate(sources):
        for sentence in cited:
            citing.setdefault(sentence, set()).add(number)
    everyone = frozenset(range(len(entries)))
    return tuple(everyone.difference(*(citing[one] for one in cited)) for cited in sources)


def postings_of(profiles: Sequence[Profile]) -> dict[str, tuple[tuple[int, float], ...]]:
    """The entries that have each key, with how far they explain it."""
    found: dict[str, list[tuple[int, float]]] = {}
    for entry, mine in enumerate(profiles):
        for key, strength in mine.keys.items():
            found.setdefault(key, []).append((entry, strength))
    return {key: tuple(rows) for key, rows in found.items()}
