"""All phrasings as vectors of weighed features, so that a question can be compared with them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from bot.matching.arrays import (
    COORDINATE,
    COSINE,
    PARAMETERS,
    UNIT,
    Floats,
    Ints,
    Letters,
    Rows,
    rarity,
    summed,
)
from bot.matching.text import remembering, stem, tokens
from bot.matching.word_lists import thesaurus


class TextFeatures(NamedTuple):
    """The features of one text, each once.

    ``words`` are stems and pairs of stems, ``senses`` those of the thesaurus, and ``plain`` stems
    that have no sense, marked so that they are not taken for the stems themselves.
    """

    words: tuple[str, ...]
    senses: tuple[str, ...]
    plain: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Words, senses and plain stems, in this order."""
        return self.words + self.senses + self.plain


def features(tokens: Sequence[str], thesaurus: Thesaurus) -> TextFeatures:
    """The features of normalised words in their order."""
    stems = [stem(token) for token in tokens]
    found = dict.fromkeys(stems)
    senses, plain = thesaurus.read(stems)
    # People turn words around: a pair is named in the order of the alphabet.
    for i, one in enumerate(stems, start=1):
        for other in stems[i : i + PARAMETERS.reach]:
            if one < other:
                found[f"{one} {other}"] = None
            elif one > other:
                found[f"{other} {one}"] = None
    return TextFeatures(tuple(found), senses, plain)


class FeatureRarities:
    """Numbers the features of all phrasings, and weighs each by how few entries have it."""

    def __init__(self, texts: Sequence[Sequence[str]], owners: Sequence[int]) -> None:
        self.ids: dict[str, int] = {}
        ids = self.ids
        found = np.array(
            [ids.setdefault(feature, len(ids)) for text in texts for feature in text], dtype=np.intp
        )
        numbers = {owner: number for number, owner in enumerate(dict.fromkeys(owners))}
        entries = len(numbers)
        entry = np.array([numbers[owner] for owner in owners], dtype=np.intp)
        lengths = np.array([len(text) for text in texts], dtype=np.intp)
        pairs = np.sort(found * entries + np.repeat(entry, lengths))
        once = pairs[np.flatnonzero(np.diff(pairs, prepend=-1))]
        holders = np.bincount(once // max(entries, 1), minlength=len(ids))
        weights = [rarity(entries, count) for count in range(entries + 1)]
        self.rarest = weights[0]
        self.rarities = [weights[count] for count in holders.tolist()]

    def weigh(self, names: Iterable[str]) -> tuple[list[int], list[float], float]:
        """Indexed features, their rarities, and the squares of all rarities, unknown ones too.

        Unknown features weigh as much as the rarest: they make a text unlike everything, which is
        what keeps a question about something else from looking sure.
        """
        ids: list[int] = []
        weights: list[float] = []
        unknown = 0
        for name in names:
            number = self.ids.get(name)
            if number is None:
                unknown += 1
            else:
                ids.append(number)
                weights.append(self.rarities[number])
        squares = sum([weight * weight for weight in weights])
        return ids, weights, squares + unknown * self.rarest**2

    def rarity(self, name: str) -> float:
        """How much a feature says; one that no phrasing has says the most."""
        number = self.ids.get(name)
        return self.rarest if number is None else self.rarities[number]


SMALL = 1 << 18
"""Up to so many places of features in phrasings they are laid out in full: 2 MB."""

CACHE = 12 << 20
"""Bytes that the rows of words asked before may take, about."""


class TextVector(NamedTuple):
    """A text by its indexed features and by all its words; values are whole ``COORDINATE``-ths."""

    features: Ints
    values: Floats
    words: tuple[str, ...]
    weights: Floats


class Index:
    """All phrasings by row and by feature."""

    def __init__(
        self, texts: Sequence[Sequence[str]], owners: Sequence[int], thesaurus: Thesaurus
    ) -> None:
        self.size = len(texts)
        self._thesaurus = thesaurus
        found = [features(text, thesaurus) for text in texts]
        self._features = FeatureRarities([one.all for one in found], owners)
        self._words = FeatureRarities(texts, owners)
        self.letters = Letters(list(self._words.ids))
        self._weight = remembering(1 << 13, self._letter_weight)
        self.columns = len(self._features.ids)
        self.rows = self._feature_rows(found)
        self.postings = self.rows.turned(self.columns)
        small = self.columns * self.size <= SMALL
        self._table = self.postings.table(self.size) if small else None
        self.spellings = self._spelling_rows(texts)
        kept = CACHE // (8 * max(self.size, 1))
        self.spelt_like = remembering(min(max(kept, 64), 1 << 13), self._spelt_like)

    def _feature_rows(self, found: Sequence[TextFeatures]) -> Rows:
        """What ``vector`` gives as features and values, for all texts at once."""
        parts = [part for one in found for part in (one.words, one.senses, one.plain)]
        lengths = np.fromiter(map(len, parts), dtype=np.intp, count=len(parts))
        part = np.repeat(np.arange(len(parts)), lengths)
        names = chain.from_iterable(parts)
        ids = np.fromiter(map(self._features.ids.__getitem__, names), np.intp, count=len(part))
        rarities = np.array(self._features.rarities, dtype=np.float64)[ids]
        squares = summed(part, rarities * rarities, len(parts)).reshape(-1, 3).tolist()
        factors = np.array([_feature_factors(*of_text) for of_text in squares]).reshape(-1)
        ends = np.concatenate(([0], np.cumsum(lengths)))[::3].astype(np.intp)
        return Rows(ends, ids, np.rint(factors[part] * rarities))

    def _spelling_rows(self, texts: Sequence[Sequence[str]]) -> Rows:
        """Each text's words, each once, with what they weigh for their letters."""
        ids = self._words.ids
        ids_of_texts = [[ids[word] for word in dict.fromkeys(text)] for text in texts]
        weights = [self._weight(word) for word in ids]
        rows = Rows.of(ids_of_texts, [[weights[i] for i in text] for text in ids_of_texts])
        owners = rows.owners()
        squares = summed(owners, rows.values * rows.values, len(texts))
        factors = np.array([_factor(PARAMETERS.letters, one) for one in squares.tolist()])
        return Rows(rows.starts, rows.ids, np.rint(rows.values * factors[owners]))

    def vector(self, tokens: Sequence[str]) -> TextVector:
        """The vector of normalised, respelt words."""
        found = features(tokens, self._thesaurus)
        words, rarities, squares = self._features.weigh(found.words)
        senses, sense_rarities, sense_squares = self._features.weigh(found.senses)
        plain, plain_rarities, plain_squares = self._features.weigh(found.plain)
        factors = _feature_factors(squares, sense_squares, plain_squares)
        values = [factors[0] * rarity for rarity in rarities]
        values += [factors[1] * rarity for rarity in sense_rarities]
        values += [factors[2] * rarity for rarity in plain_rarities]
        ids = np.array(words + senses + plain, dtype=np.intp)
        once = tuple(dict.fromkeys(tokens))
        return TextVector(
            ids, np.rint(np.array(values, dtype=np.float64)), once, self._spelling(once)
        )

    def _spelling(self, words: Sequence[str]) -> Floats:
        """The weights of words for their letters."""
        weights = [self._weight(word) for word in words]
        factor = _factor(PARAMETERS.letters, sum([weight * weight for weight in weights]))
        return np.rint(np.array(weights, dtype=np.float64) * factor)

    def _letter_weight(self, word: str) -> float:
        """Rare words say more, and so do long ones."""
        return self._words.rarity(word) * math.sqrt(len(word) + 1)

    def similarity(self, vector: TextVector) -> Floats:
        """The cosine of ``vector`` with every phrasing.

        All that is added are whole 1024ths, so that a matrix product gives the same in any order.
        """
        if self._table is not None:
            total: Floats = vector.values @ self._table[vector.features]
        else:
            total = self.postings.times(vector.features, vector.values, self.size)
        if vector.words:
            total += vector.weights @ np.array([self.spelt_like(word) for word in vector.words])
        total /= COSINE
        return total

    def _spelt_like(self, word: str) -> Floats:
        """How far each phrasing's words are spelt like one word that weighs 1."""
        near, values = self.letters.row(word)
        return self._spelling_postings.times(near, values, self.size) / UNIT

    @cached_property
    def _spelling_postings(self) -> Rows:
        """The phrasings that each word stands in, with its weight for its letters there."""
        return self.spellings.turned(len(self._words.ids))

    @property
    def width(self) -> int:
        """The columns of ``full``."""
        return self.columns + self.letters.columns

    def full(self) -> Rows:
        """The texts by all that they are compared by: features, then the pieces of their words."""
        pieces = self.letters.spread(self.spellings)
        owners = np.concatenate((self.rows.owners(), pieces.owners()))
        order = np.argsort(owners, kind="stable")
        ids = np.concatenate((self.rows.ids, pieces.ids + self.columns))[order]
        values = np.concatenate((self.rows.values, pieces.values))[order]
        return Rows(self.rows.starts + pieces.starts, ids, values)


def _feature_factors(words: float, senses: float, plain: float) -> tuple[float, float, float]:
    """What the words, senses and plain stems of a text are multiplied by, from their squares."""
    of_words = _factor(PARAMETERS.words, words)
    of_senses = _factor(PARAMETERS.senses, senses + PARAMETERS.plain**2 * plain)
    return of_words, of_senses, of_senses * PARAMETERS.plain


def _factor(share: float, squares: float) -> float:
    """What makes a vector of these squares as long as its share of the similarity says."""
    return COORDINATE * math.sqrt(share / squares) if squares else 0.0


# Words of near meaning: what lets "reimburse" find an entry that only says "refund".
# A word that stands in several lines of `thesaurus.txt` has several senses; an editor's synonyms
# are further ones.


LONGEST_SENSE = 4
"""Words of the longest phrase that may have a sense."""


class Thesaurus:
    """Senses of stems and of short runs of stems, by name."""

    def __init__(self, groups: Iterable[Sequence[str]]) -> None:
        self._senses: dict[str, tuple[str, ...]] = {}
        self._openers: set[str] = set()
        for number, members in enumerate(groups):
            for member in members:
                self._enter([stem(token) for token in tokens(member)], f"#{number}")

    @classmethod
    def english(cls, synonyms: Mapping[str, Sequence[str]]) -> Thesaurus:
        """Everyday English, and an editor's synonyms: each name with words that stand for it."""
        return cls([*thesaurus(), *([name, *others] for name, others in synonyms.items())])

    def read(self, stems: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The senses in ``stems``, and marked as such the stems that have none; each once."""
        senses: dict[str, None] = {}
        plain: dict[str, None] = {}
        for i, one in enumerate(stems):
            own = self._senses.get(one)
            if own is None:
                plain[f"~{one}"] = None
            else:
                senses.update(dict.fromkeys(own))
            if one in self._openers:
                senses.update(dict.fromkeys(self._runs(stems[i : i + LONGEST_SENSE])))
        return tuple(senses), tuple(plain)

    def _runs(self, stems: Sequence[str]) -> Iterable[str]:
        for length in range(2, len(stems) + 1):
            yield from self._senses.get(" ".join(stems[:length]), ())

    def _enter(self, stems: Sequence[str], sense: str) -> None:
        if not 0 < len(stems) <= LONGEST_SENSE:
            return
        name = " ".join(stems)
        senses = self._senses.get(name, ())
        if sense not in senses:
            self._senses[name] = (*senses, sense)
        if len(stems) > 1:
            self._openers.add(stems[0])
