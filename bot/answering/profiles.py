"""Entry profiles: which units each entry explains, so that a question can be compared with it."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from bot.answering.units import KeyIndex, Keys, ReadText, Unit, WeighedQuestion
from bot.article.article import Citation
from bot.matching.text import is_identifier, remembering, shape

FLOOR = 0.15  # what is left of the weight of a word that every entry has
LINKED = 0.6  # a key weaker than this says too little to count
ANSWER_STRENGTH = 0.85  # how far a word explains that stands in the answer or a cited sentence only
CENTRAL = 0.25  # the share of phrasings from which a word is central to an entry
REMEMBERED = 64  # units whose matches a profile remembers, unless it is given another number


class Rarity:
    """How many of the entries have each key in their phrasings.

    A word that every entry has distinguishes none, and weighs little.
    """

    def __init__(self, entries: int, having: Mapping[str, int]) -> None:
        self._entries = entries
        self.having = having
        self._share = remembering(1 << 12, self._shared)

    @staticmethod
    def counted(entries: Iterable[Iterable[ReadText]]) -> Mapping[str, int]:
        """How many have each key; entries by their phrasings as they were read."""
        return Counter(
            key
            for entry in entries
            for key in {key for text in entry for unit in text.units for key, _ in unit.keys}
        )

    @classmethod
    def recounted(
        cls,
        having: Mapping[str, int],
        gone: Iterable[Iterable[ReadText]],
        new: Iterable[Iterable[ReadText]],
    ) -> Mapping[str, int]:
        """How many have each key, when some entries are gone and others new."""
        found, less = Counter(having), cls.counted(gone)
        found.subtract(less)
        found.update(cls.counted(new))
        for key in less:
            if not found[key]:
                del found[key]
        return found

    def weight(self, unit: Unit) -> float:
        """What a unit weighs here: its own weight, less the more entries have it."""
        return unit.weight * self._share(unit.seeks)

    def _shared(self, sought: Keys) -> float:
        having = max((self.having.get(key, 0) for key, s in sought if s > LINKED), default=0)
        if not having:
            return 1.0
        rare = math.log((1 + self._entries) / (1 + having)) / math.log(1 + self._entries)
        return FLOOR + (1 - FLOOR) * rare


class UnitMatch(NamedTuple):
    """What an entry has of a unit of a question.

    `explained` is how far it explains the unit, `central` how central that is to it, both 0 to 1.
    `units` are those of its phrasings' units that hold it and how far; `phrasings` likewise.
    """

    explained: float
    central: float
    units: tuple[tuple[int, float], ...]
    phrasings: tuple[tuple[int, float], ...]


NO_MATCH = UnitMatch(0.0, 0.0, (), ())


class Profile:
    """What an entry explains.

    Attributes:
        keys: How far it explains each key, 0 to 1.
        core: How central each key is to it, 0 to 1.
        shapes: The shapes of the identifiers that it names.
        question_types: The share of its phrasings that are of each question type.
    """

    def __init__(self, read: Mapping[str, Any], remembered: int = REMEMBERED) -> None:
        """From what was read off an entry.

        Args:
            read: What `profile_of` gave, or the same from JSON.
            remembered: For how many units the matches are remembered.
        """
        self.keys: Mapping[str, float] = read["keys"]
        self.core: Mapping[str, float] = read["core"]
        self._phrasing_weights: Sequence[float] = read["weights"]
        self.shapes: frozenset[str] = frozenset(read["shapes"])
        self.question_types: Mapping[str, float] = read["types"]
        # Tuples of numbers are of no concern to the collector of cycles; lists it would walk.
        self._unit_weights: tuple[float, ...] = tuple(read["units"])
        self._phrasings: tuple[tuple[int, ...], ...] = tuple(map(tuple, read["phrasings"]))
        self._having = {key: tuple(map(tuple, rows)) for key, rows in read["having"].items()}
        holding: list[list[int]] = [[] for _ in self._unit_weights]
        for phrasing, units in enumerate(self._phrasings):
            for unit in set(units):
                holding[unit].append(phrasing)
        self._holding = tuple(map(tuple, holding))
        self._match = remembering(remembered, self._matched)

    def explains(self, unit: Unit) -> float:
        """How far the entry explains a unit, 0 to 1."""
        return best(self.keys, unit.seeks)

    def matches(self, sought: Iterable[Keys]) -> list[UnitMatch]:
        """What the entry has of each of some units, by the keys that explain each."""
        return [self._match(keys) if keys else NO_MATCH for keys in sought]

    def _matched(self, sought: Keys) -> UnitMatch:
        mine = [(key, strength) for key, strength in sought if key in self.keys]
        explained = best(self.keys, mine)
        if not explained:
            return NO_MATCH
        units: dict[int, float] = {}
        for key, strength in mine:
            for unit, theirs in self._having.get(key, ()):
                units[unit] = max(units.get(unit, 0.0), min(strength, theirs))
        held: dict[int, float] = {}
        for unit, share in units.items():
            for phrasing in self._holding[unit]:
                if share > held.get(phrasing, 0.0):
                    held[phrasing] = share
        return UnitMatch(
            explained, best(self.core, mine), tuple(units.items()), tuple(held.items())
        )

    def likest(self, matches: Sequence[UnitMatch], weights: Sequence[float]) -> Likest:
        """The phrasing that is most like a question, both ways.

        By the harmonic mean of the share of the question's weight that the phrasing covers, and of
        the share of the phrasing's that the question does.

        Args:
            matches: What the entry has of each unit of the question.
            weights: The weights of these units.
        """
        total = sum(weights)
        if not total:
            return Likest(0.0, None)
        recall: dict[int, float] = {}
        units: dict[int, float] = {}
        for match, weight in zip(matches, weights, strict=True):
            for phrasing, share in match.phrasings:
                recall[phrasing] = recall.get(phrasing, 0.0) + weight * share
            for unit, share in match.units:
                if share > units.get(unit, 0.0):
                    units[unit] = share
        likeness, likest = 0.0, None
        for phrasing in sorted(recall, key=recall.__getitem__, reverse=True):
            covered = recall[phrasing] / total
            if 2 * covered / (covered + 1.0) <= likeness:
                break  # nor can any after it be more alike
            alike = harmonic(covered, self._had(units, phrasing))
            if alike > likeness:
                likeness, likest = alike, phrasing
        return Likest(likeness, likest)

    def _had(self, units: Mapping[int, float], phrasing: int) -> float:
        """The share of a phrasing's weight that units make up, each as far as it is had."""
        weights = self._unit_weights
        had = [weights[unit] * units[unit] for unit in self._phrasings[phrasing] if unit in units]
        return sum(had) / self._phrasing_weights[phrasing]


class Likest(NamedTuple):
    """How alike a question and the likest phrasing are, 0 to 1; None if it has words of none."""

    likeness: float
    phrasing: int | None


def profile_of(
    phrasings: Sequence[ReadText], answers: Sequence[ReadText], rarity: Rarity
) -> dict[str, Any]:
    """What an entry's profile holds, as JSON can hold it too.

    Args:
        phrasings: The phrasings.
        answers: The answer's text and the cited sentences.
        rarity: What weighs how much in this FAQ.
    """
    weights = [[rarity.weight(unit) for unit in text.units] for text in phrasings]
    keys, core = _strengths(phrasings, answers)
    units, held, having = _phrased(phrasings, weights)
    return {
        "keys": keys,
        "core": core,
        "weights": [sum(row) or 1.0 for row in weights],
        "shapes": sorted(set(filter(None, map(_shape, keys)))),
        "types": _question_types(phrasings),
        "units": units,
        "phrasings": held,
        "having": having,
    }


class UncitedSentences:
    """The sentences that no entry cites, found by what they explain of a question."""

    def __init__(self, sentences: Sequence[Citation], texts: Iterable[ReadText]) -> None:
        """From the sentences and how each is read; they explain as far as an answer does."""
        self.sentences = tuple(sentences)
        postings = KeyIndex.postings(map(keys_of, texts), ANSWER_STRENGTH)
        self._index = KeyIndex(postings, REMEMBERED)

    def best(self, question: WeighedQuestion, least: float) -> Citation | None:
        """The sentence that explains most of a question's weight; of equal ones the first.

        Args:
            question: The question.
            least: The share of its weight that the sentence must explain, 0 to 1.
        """
        found = self._index.explained(question)
        at = max(found, key=lambda one: (found[one], -one), default=None)
        enough = at is not None and found[at] / question.total >= least
        return self.sentences[at] if at is not None and enough else None


def best(keys: Mapping[str, float], sought: Iterable[tuple[str, float]]) -> float:
    """How far the keys have what is sought."""
    found = 0.0
    for key, strength in sought:
        theirs = keys.get(key, 0.0)
        share = strength if strength < theirs else theirs  # noqa: FURB136 many thousand times
        if share > found:
            found = share
    return found


def _phrased(
    phrasings: Sequence[ReadText], weights: Sequence[Sequence[float]]
) -> tuple[list[float], list[list[int]], dict[str, list[tuple[int, float]]]]:
    """What each unit of phrasings weighs, the units of each, and which of them have each key."""
    numbers: dict[str, int] = {}
    weighed: list[float] = []
    having: dict[str, list[tuple[int, float]]] = {}
    for text, row in zip(phrasings, weights, strict=True):
        for unit, weight in zip(text.units, row, strict=True):
            if unit.text not in numbers:
                numbers[unit.text] = len(weighed)
                for key, strength in unit.keys:
                    having.setdefault(key, []).append((len(weighed), strength))
                weighed.append(weight)
    held = [[numbers[unit.text] for unit in text.units] for text in phrasings]
    return weighed, held, having


@lru_cache(maxsize=8_192)
def _shape(key: str) -> str:
    """The shape of the identifier that a key stands for; "" where it stands for none."""
    return shape(key[1:]) if is_identifier(key[1:]) else ""


def _strengths(
    phrasings: Sequence[ReadText], answers: Sequence[ReadText]
) -> tuple[dict[str, float], dict[str, float]]:
    """How far each key is explained, and how central it is."""
    said: dict[str, float] = {}
    for text in answers:
        _raise(said, keys_of(text).items())
    keys = {key: ANSWER_STRENGTH * strength for key, strength in said.items()}
    core = dict(keys)
    phrased = [keys_of(text) for text in phrasings]
    count: Counter[str] = Counter()
    strongest: dict[str, float] = {}
    for row in phrased:
        count.update(row.keys())
        _raise(strongest, row.items())
    most = CENTRAL * len(phrasings)
    _raise(keys, strongest.items())
    shared = ((key, min(1.0, count[key] / most) * one) for key, one in strongest.items())
    _raise(core, shared)
    _raise(core, phrased[0].items() if phrased else ())
    return keys, core


def keys_of(text: ReadText) -> dict[str, float]:
    """The keys of a text with the greatest strength of each."""
    found: dict[str, float] = {}
    for unit in text.units:
        _raise(found, unit.keys)
    return found


def _raise(found: dict[str, float], others: Iterable[tuple[str, float]]) -> None:
    """Let each key have the greater of two strengths."""
    for key, strength in others:
        if strength > found.get(key, 0.0):
            found[key] = strength


def _question_types(phrasings: Sequence[ReadText]) -> dict[str, float]:
    """The share of the phrasings of each question type, among those that have one."""
    count = Counter(text.question_type for text in phrasings if text.question_type)
    return {name: number / count.total() for name, number in count.items()}


def harmonic(a: float, b: float) -> float:
    """The harmonic mean of two shares: high only where both are."""
    return 2 * a * b / (a + b) if a + b else 0.0
