"""Units: what a text is about, word by word and phrase by phrase, with what each weighs.

A unit carries keys. Two units explain each other as far as they share a key: the same word, the
same concept of the lexicon or of the FAQ's synonyms, the same stem, or an instance and its class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bot.matching.lexicon import LONGEST, Lexicon, Term, TermKind, bases, lexicon
from bot.matching.question_type import asks
from bot.matching.text import normalise, stem
from bot.matching.word_lists import zipf

# Seen: what an entry has of what a unit of a question seeks, and in which of its phrasings.

Keys = tuple[tuple[str, float], ...]


class Said(NamedTuple):
    """A unit of an entry's phrasings: what it weighs, in which it stands, at which unit of all."""

    weight: float
    places: tuple[tuple[int, int], ...]


class Seen(NamedTuple):
    """What an entry has of what a unit seeks.

    How far it explains it and how central that is; the phrasings that hold it and how far, and in
    each of them the units that do, with what that is of their weight.
    """

    explained: float
    central: float
    shares: tuple[tuple[int, float], ...]
    units: Mapping[int, Sequence[tuple[int, float]]]


NOTHING = Seen(0.0, 0.0, (), {})


def seen_in(
    keys: Mapping[str, float],
    core: Mapping[str, float],
    said: Sequence[Said],
    having: Mapping[str, Sequence[tuple[int, float]]],
    sought: Keys,
) -> Seen:
    """What an entry of such `keys` has of what is sought, which are central to it as in `core`.

    `said` are the units of its phrasings; `having` tells which of them have a key, how strongly.
    """
    explained = _best(keys, sought)
    if not explained:
        return NOTHING
    shares: dict[int, float] = {}
    for key, mine in sought:
        for which, theirs in having.get(key, ()):
            shares[which] = max(shares.get(which, 0.0), min(mine, theirs))
    held: dict[int, float] = {}
    units: dict[int, list[tuple[int, float]]] = {}
    for which, share in shares.items():
        weight, places = said[which]
        for phrasing, at in places:
            held[phrasing] = max(held.get(phrasing, 0.0), share)
            units.setdefault(phrasing, []).append((at, share * weight))
    # Tuples of numbers are of no concern to the collector of cycles; lists it would walk for ever.
    found = {phrasing: tuple(pairs) for phrasing, pairs in units.items()}
    return Seen(explained, _best(core, sought), tuple(held.items()), found)


def _best(keys: Mapping[str, float], sought: Keys) -> float:
    """How far the keys have what is sought."""
    found = 0.0
    for key, strength in sought:
        theirs = keys.get(key, 0.0)
        share = strength if strength < theirs else theirs  # noqa: FURB136 many thousand times
        if share > found:
            found = share
    return found


def said(
    phrasings: Sequence[Reading], weights: Sequence[Sequence[float]]
) -> tuple[list[Said], dict[str, list[tuple[int, float]]]]:
    """The units of phrasings, each once, and which of them have each key."""
    known: dict[str, tuple[Unit, float]] = {}
    places: dict[str, list[tuple[int, int]]] = {}
    count = 0
    for number, reading in enumerate(phrasings):
        for unit, weight in zip(reading.units, weights[number], strict=True):
            known.setdefault(unit.text, (unit, weight))
            places.setdefault(unit.text, []).append((number, count))
            count += 1
    having: dict[str, list[tuple[int, float]]] = {}
    for which, (unit, _) in enumerate(known.values()):
        for key, strength in unit.keys:
            having.setdefault(key, []).append((which, strength))
    return [Said(weight, tuple(places[text])) for text, (_, weight) in known.items()], having


WORD, CONCEPT, CLASS, STEM, PART = 1.0, 0.9, 0.6, 0.55, 0.5
"""How far two units explain each other by the same word, concept, class or stem, and a phrase by
one of its words: "battery life" is about the battery."""

WEIGHTS: Mapping[TermKind, float] = {
    TermKind.NAME: 1.0,
    TermKind.ASKED: 1.0,
    TermKind.CONTENT: 0.5,
    TermKind.CHAT: 0.0,
    TermKind.FUNCTION: 0.0,
}
NUMBER = 0.6
RARE = 0.8  # the weight of a word that the lexicon doesn't hold, when it is rare
UNKNOWN = 0.5  # the weight of a word that the list of frequencies doesn't hold
COMMON_ZIPF, RARE_ZIPF = 6.3, 3.8  # from no weight to full weight


class Unit(NamedTuple):
    """A word or phrase of a text: how it was read, its kind and weight.

    `keys` are what it explains in others, `seeks` what explains it, each with its strength.
    """

    text: str
    kind: TermKind | None
    keys: tuple[tuple[str, float], ...]
    seeks: tuple[tuple[str, float], ...]
    weight: float
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as units, with the way it asks ("when", "how many", or "" for none)."""

    words: tuple[str, ...]
    units: tuple[Unit, ...]
    asks: str


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """Reads texts by the lexicon and a FAQ's own synonyms; `openers` begin those of many words."""

    synonyms: Mapping[tuple[str, ...], frozenset[str]] = field(default_factory=dict)
    openers: frozenset[str] = frozenset()
    _lexicon: Lexicon = field(default_factory=lexicon, repr=False)

    @classmethod
    def build(cls, groups: Iterable[tuple[str, Sequence[str]]]) -> Reader:
        """A reader that knows synonyms: each group has a key and the texts that mean the same."""
        known: dict[tuple[str, ...], frozenset[str]] = {}
        for key, texts in groups:
            for text in texts:
                words = tuple(normalise(text).split())
                if words:
                    known[words] = known.get(words, frozenset()) | {key}
        return cls(known, frozenset(words[0] for words in known if len(words) > 1))

    def read(self, words: Sequence[str]) -> Reading:
        """The units of normalised, spelt words, and how they ask."""
        known = tuple(words)
        return Reading(known, tuple(self._units(known)), asks(known))

    def _units(self, words: tuple[str, ...]) -> Iterable[Unit]:
        at = 0
        while at < len(words):
            unit = self._phrase(words, at) or self._word(words[at], at)
            if unit.weight > 0.0:
                yield unit
            at = unit.last + 1

    def _phrase(self, words: tuple[str, ...], at: int) -> Unit | None:
        """The longest phrase that begins here, by the lexicon or by a synonym."""
        if at + 1 == len(words):
            return None
        lengths = self._lexicon.lengths(words[at], words[at + 1])
        if not lengths and words[at] not in self.openers:
            return None
        for length in range(LONGEST, 1, -1):
            part = words[at : at + length]
            if len(part) < length:
                continue
            term = self._lexicon.phrase(part) if length in lengths else None
            own = self.synonyms.get(part)
            if term or own:
                return self._unit(" ".join(part), term, own, at, at + length - 1)
        return None

    def _word(self, word: str, at: int) -> Unit:
        own = self.synonyms.get((word,))
        if own is None:
            return _at(_single(word), at)
        return self._unit(word, self._lexicon.term(word), own, at, at)

    def _unit(
        self, text: str, term: Term | None, own: frozenset[str] | None, first: int, last: int
    ) -> Unit:
        base = _single(text) if first == last else _multiple(text, term)
        added = tuple((key, CONCEPT) for key in sorted(own or ()))
        weight = max(base.weight, WEIGHTS[TermKind.CONTENT]) if own else base.weight
        keys, seeks = (*base.keys, *added), (*base.seeks, *added)
        return Unit(text, base.kind, keys, seeks, weight, first, last)


def _at(unit: Unit, at: int) -> Unit:
    return Unit(unit.text, unit.kind, unit.keys, unit.seeks, unit.weight, at, at)


@lru_cache(maxsize=8_192)
def _single(word: str) -> Unit:
    """The unit of one word, wherever it stands."""
    known = lexicon()
    term = known.term(word)
    if term is not None:
        text = next((form for form in (word, *bases(word)) if form == term.text), word)
        same = ((f"={text}", WORD), *_concepts(term), (f"~{stem(word)}", STEM))
        keys, seeks = (*same, *_classes(term.classes)), (*same, *_sought(term.text))
        return Unit(word, term.kind, keys, seeks, WEIGHTS[term.kind], 0, 0)
    if word.isdigit():
        same = ((f"#{word}", WORD),)
        return Unit(word, None, same, same, NUMBER, 0, 0)
    same = ((f"={stem(word)}", WORD), (f"~{stem(word)}", STEM))
    return Unit(word, None, same, same, rarity(word), 0, 0)


@lru_cache(maxsize=4_096)
def _multiple(text: str, term: Term | None) -> Unit:
    kind = term.kind if term else TermKind.CONTENT
    same = ((f"={text}", WORD), *(_concepts(term) if term else ()), *_parts(text))
    classes = _classes(term.classes) if term else ()
    return Unit(text, kind, (*same, *classes), (*same, *_sought(text)), WEIGHTS[kind], 0, 0)


def _parts(phrase: str) -> tuple[tuple[str, float], ...]:
    """The stems of a phrase's words that say something by themselves."""
    return tuple((f"~{stem(word)}", PART) for word in phrase.split() if _single(word).weight > 0.0)


def _concepts(term: Term) -> tuple[tuple[str, float], ...]:
    return tuple((concept, CONCEPT) for concept in sorted(term.concepts))


def _classes(names: frozenset[str]) -> tuple[tuple[str, float], ...]:
    return tuple((f"class {name}", CLASS) for name in sorted(names))


def _sought(text: str) -> tuple[tuple[str, float], ...]:
    """What a class word such as "country" is explained by: any name of that class."""
    return _classes(lexicon().class_words.get(text, frozenset()))


def rarity(word: str) -> float:
    """The weight of a word outside the lexicon: none for a common one, full for a rare one."""
    common = zipf().get(word)
    if common is None:
        return UNKNOWN
    share = (COMMON_ZIPF - common) / (COMMON_ZIPF - RARE_ZIPF)
    return RARE * min(1.0, max(0.0, share))
