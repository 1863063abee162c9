"""Reads a text as units: the words and phrases that it is about, with what each weighs.

A unit carries keys. Two units explain each other as far as they share a key: the same word, the
same concept of the lexicon or of the FAQ's synonyms, the same stem, or an instance and its class.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple, TypeAlias

from bot.matching.lexicon import LONGEST, Term, TermKind, asks, bases, lexicon
from bot.matching.text import is_identifier, normalise, remembering, stem
from bot.matching.word_lists import grammar, zipf

Keys = tuple[tuple[str, float], ...]
"""Keys, each with its strength, 0 to 1."""

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
    keys: Keys
    seeks: Keys
    weight: float
    first: int
    last: int


class ReadText(NamedTuple):
    """A text as units, with the kind of question it is ("when", "how many", or "" for none)."""

    words: tuple[str, ...]
    units: tuple[Unit, ...]
    question_type: str


class WeighedQuestion(NamedTuple):
    """A question as read, with the weight of each of its units in this FAQ.

    `is_follow_up` says that it is joined with the question before it, `points_back` that it points
    back to one without being joined with it.
    """

    text: ReadText
    weights: tuple[float, ...]
    is_follow_up: bool = False
    points_back: bool = False

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the text."""
        return self.text.units

    @property
    def total(self) -> float:
        """The weight of all units."""
        return sum(self.weights)

    def explained(self, shares: Sequence[float]) -> float:
        """The weight that is explained when each unit is explained by its share."""
        return sum([weight * share for weight, share in zip(self.weights, shares, strict=True)])

    def joined(
        self, before: WeighedQuestion, share: float, *, as_follow_up: bool = False
    ) -> WeighedQuestion:
        """This question with what another was about, at a share of its weight.

        What this one says itself replaces names of the same class: "what about weibo" asks about
        Weibo, not about the app that the question before it named.

        Args:
            before: The question before, or the whole message that this one is a clause of.
            share: How much of the other's weight counts, 0 to 1.
            as_follow_up: Whether this is a follow-up of the other.
        """
        own = {key for unit in self.units for key, _ in unit.keys}
        carried = [
            (unit, weight * share)
            for unit, weight in zip(before.units, before.weights, strict=True)
            if not any(key in own for key, _ in unit.keys)
        ]
        units = (*self.units, *(unit for unit, _ in carried))
        weights = (*self.weights, *(weight for _, weight in carried))
        text = ReadText(self.text.words, units, self.text.question_type)
        return WeighedQuestion(text, weights, as_follow_up, self.points_back and not as_follow_up)


class UnitReader:
    """Reads texts by the lexicon and by a FAQ's own synonyms."""

    def __init__(self, groups: Iterable[tuple[str, Sequence[str]]] = ()) -> None:
        """A reader that knows synonyms: keys, each with the texts that mean the same."""
        self._lexicon = lexicon()
        self._synonyms: dict[tuple[str, ...], frozenset[str]] = {}
        for key, texts in groups:
            for text in texts:
                words = tuple(normalise(text).split())
                if words:
                    self._synonyms[words] = self._synonyms.get(words, frozenset()) | {key}
        self._openers = frozenset(words[0] for words in self._synonyms if len(words) > 1)
        self._unit = remembering(1 << 13, self._made)

    def read(self, words: Sequence[str]) -> ReadText:
        """The units of normalised, spelt words, and how they ask."""
        read = tuple(words)
        return ReadText(read, tuple(self._units(read)), asks(read))

    def _units(self, words: tuple[str, ...]) -> Iterable[Unit]:
        at = 0
        while at < len(words):
            unit, length = self._phrase(words, at) or (self._word(words[at]), 1)
            if unit.weight > 0.0:
                yield Unit._make((*unit[:5], at, at + length - 1))
            at += length

    def _phrase(self, words: tuple[str, ...], at: int) -> tuple[Unit, int] | None:
        """The longest phrase that begins here, by the lexicon or by a synonym; its words."""
        if at + 1 == len(words):
            return None
        lengths = self._lexicon.lengths(words[at], words[at + 1])
        if not lengths and words[at] not in self._openers:
            return None
        for length in range(min(LONGEST, len(words) - at), 1, -1):
            unit = self._unit((words[at : at + length], length in lengths))
            if unit:
                return unit, length
        return None

    def _word(self, word: str) -> Unit:
        own = self._unit(((word,), False)) if (word,) in self._synonyms else None
        return own or _single(word)

    def _made(self, key: tuple[tuple[str, ...], bool]) -> Unit | None:
        """The unit of a word or phrase that a synonym holds, or perhaps the lexicon."""
        words, listed = key
        text = " ".join(words)
        own = self._synonyms.get(words)
        term = self._lexicon.phrase(words) if listed else None
        if not own and not term:
            return None
        base = _single(text) if len(words) == 1 else _multiple(text, term)
        if not own:
            return base
        added = tuple((key, CONCEPT) for key in sorted(own))
        weight = max(base.weight, WEIGHTS[TermKind.CONTENT])
        return Unit(text, base.kind, (*base.keys, *added), (*base.seeks, *added), weight, 0, 0)


@lru_cache(maxsize=8_192)
def _single(word: str) -> Unit:
    """The unit of one word, wherever it stands."""
    term = lexicon().term(word)
    if term is not None:
        text = next((form for form in (word, *bases(word)) if form == term.text), word)
        same = ((f"={text}", WORD), *_concepts(term), (f"~{stem(word)}", STEM))
        keys, seeks = (*same, *_classes(term.classes)), (*same, *_sought(term.text))
        return Unit(word, term.kind, keys, seeks, WEIGHTS[term.kind], 0, 0)
    if word.isdigit():
        same = ((f"#{word}", WORD),)
        return Unit(word, None, same, same, NUMBER, 0, 0)
    if is_identifier(word):  # a name: one that is nearly the same is another
        same = ((f"={word}", WORD),)
        kind = TermKind.NAME if any(map(str.isalpha, word)) else None  # a time is nobody's name
        return Unit(word, kind, same, same, WEIGHTS[TermKind.NAME], 0, 0)
    same = ((f"={stem(word)}", WORD), (f"~{stem(word)}", STEM))
    return Unit(word, None, same, same, rarity_weight(word), 0, 0)


def _multiple(text: str, term: Term | None) -> Unit:
    kind = term.kind if term else TermKind.CONTENT
    same = ((f"={text}", WORD), *(_concepts(term) if term else ()), *_parts(text))
    classes = _classes(term.classes) if term else ()
    return Unit(text, kind, (*same, *classes), (*same, *_sought(text)), WEIGHTS[kind], 0, 0)


def _parts(phrase: str) -> Keys:
    """The stems of a phrase's words that say something by themselves."""
    return tuple((f"~{stem(word)}", PART) for word in phrase.split() if _single(word).weight > 0.0)


def _concepts(term: Term) -> Keys:
    return tuple((concept, CONCEPT) for concept in sorted(term.concepts))


def _classes(names: frozenset[str]) -> Keys:
    return tuple((f"class {name}", CLASS) for name in sorted(names))


def _sought(text: str) -> Keys:
    """What a class word such as "country" is explained by: any name of that class."""
    return _classes(lexicon().class_words.get(text, frozenset()))


def rarity_weight(word: str) -> float:
    """The weight of a word outside the lexicon: none for a common one, full for a rare one."""
    common = zipf().get(word)
    if common is None:
        return UNKNOWN
    share = (COMMON_ZIPF - common) / (COMMON_ZIPF - RARE_ZIPF)
    return RARE * min(1.0, max(0.0, share))


COMMONEST, UNLISTED = 6.5, 3.3  # the Zipf value that says nothing, and that of a word in no list
NAMES_SUBJECT = 2.0  # what a word must say to name a subject: one in thirty thousand or less
NAMES_SUBJECT_ALONE = 3.0  # likewise to do so where few entries have it, or stand alone


def information(word: str) -> float:
    """How much a word says about the subject, by how rare it or its base form is.

    Returns:
        Powers of ten below the commonest words; 0 for words that say nothing.
    """
    value = max(zipf().get(form, UNLISTED) for form in (word, *bases(word)))
    return 0.0 if word in grammar("asking") else max(0.0, COMMONEST - value)


REMEMBERED_UNITS = 1_024  # units for which it is remembered what explains them
Postings: TypeAlias = Mapping[str, Sequence[tuple[int, float]]]
"""For each key the positions of those that have it, and how far."""


class Explaining(NamedTuple):
    """What explains a unit: the keys that any has, and by position how far each does, 0 to 1."""

    keys: Keys
    shares: Mapping[int, float]


class KeyIndex:
    """Finds which of several texts or entries explain a unit, from the keys of each."""

    def __init__(self, postings: Postings, remembered: int = REMEMBERED_UNITS) -> None:
        self._postings = postings
        self.explaining = remembering(remembered, self._explaining)

    @staticmethod
    def postings(keys: Iterable[Mapping[str, float]], strength: float = 1.0) -> Postings:
        """For each key those that have it and how far, by a share of their strength."""
        found: dict[str, list[tuple[int, float]]] = {}
        for position, mine in enumerate(keys):
            for key, own in mine.items():
                found.setdefault(key, []).append((position, strength * own))
        return found

    def moved(
        self,
        places: Mapping[int, int],
        gone: Iterable[Iterable[str]],
        new: Mapping[int, Mapping[str, float]],
    ) -> Postings:
        """For each key those that have it and how far, when some have changed.

        Args:
            places: Where those are now that stay as they are.
            gone: The keys of the others.
            new: The keys of those that are new, by their positions.
        """
        found = dict(self._postings)
        stay = all(old == now for old, now in places.items())
        for key in set(chain.from_iterable(gone)) if stay else self._postings:
            found[key] = [(places[at], share) for at, share in found[key] if at in places]
            if not found[key]:
                del found[key]
        added: dict[str, list[tuple[int, float]]] = {}
        for position, keys in new.items():
            for key, strength in keys.items():
                added.setdefault(key, []).append((position, strength))
        for key, rows in added.items():
            found[key] = (
                [*((at, share) for at, share in found[key]), *rows] if key in found else rows
            )
        return found

    def usual(self, least: float) -> list[str]:
        """The words that so many have in full."""
        return [
            key[1:]
            for key, rows in self._postings.items()
            if len(rows) >= least
            and key.startswith("=")
            and sum(share == 1.0 for _, share in rows) >= least
        ]

    def _explaining(self, sought: Keys) -> Explaining:
        """How far each explains a unit, by what explains the unit."""
        keys = tuple([pair for pair in sought if pair[0] in self._postings])
        best: dict[int, float] = {}
        for key, mine in keys:
            for position, theirs in self._postings[key]:
                best[position] = max(best.get(position, 0.0), min(mine, theirs))
        return Explaining(keys, best)

    def explained(self, question: WeighedQuestion, least: float = 0.0) -> dict[int, float]:
        """The weight of a question that each explains, units of little weight left out."""
        found: dict[int, float] = {}
        for unit, weight in zip(question.units, question.weights, strict=True):
            if weight >= least:
                for position, share in self.explaining(unit.seeks).shares.items():
                    found[position] = found.get(position, 0.0) + weight * share
        return found
