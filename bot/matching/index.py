"""All phrasings as vectors of weighed features, so that a question can be compared with them."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from bot.matching.arrays import (
    COORDINATE,
    COSINE,
    KERNEL,
    PARAMETERS,
    UNIT,
    Floats,
    Ints,
    Letters,
    Rows,
    rarity,
    snapped,
)
from bot.matching.parts import Parts
from bot.matching.text import Lazy, remembering, stem, tokens
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


def rarities(
    texts: Sequence[Sequence[str]], owners: Sequence[int]
) -> tuple[int, Mapping[str, int]]:
    """The rarity of what no text has, and that of each feature of some texts in their order."""
    pairs = {(one, owner) for text, owner in zip(texts, owners, strict=True) for one in text}
    holders = Counter(one for one, _ in pairs)
    entries = len(set(owners))
    order = dict.fromkeys(chain.from_iterable(texts))
    of_holders = cache(partial(rarity, entries))
    return rarity(entries, 0), {one: of_holders(holders[one]) for one in order}


class FeatureRarities:
    """Numbers the features of all phrasings, and weighs each by how few entries have it."""

    def __init__(self, rarest: int, rarities: Mapping[str, int]) -> None:
        self.rarest = rarest
        numbered = enumerate(rarities.items())
        self.known = {name: (number, weight) for number, (name, weight) in numbered}

    def weigh(self, names: Collection[str]) -> tuple[list[int], list[int], int]:
        """Indexed features, their rarities, and the squares of all rarities, unknown ones too.

        Unknown features weigh as much as the rarest: they make a text unlike everything, which is
        what keeps a question about something else from looking sure.
        """
        found = [self.known[name] for name in names if name in self.known]
        squares = sum([weight * weight for _, weight in found])
        squares += (len(names) - len(found)) * self.rarest**2
        return [number for number, _ in found], [weight for _, weight in found], squares

    def rarity(self, name: str) -> int:
        """How much a feature says; one that no phrasing has says the most."""
        return self.known[name][1] if name in self.known else self.rarest


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
        self,
        texts: Sequence[Sequence[str]],
        owners: Sequence[int],
        thesaurus: Thesaurus,
        parts: Parts,
    ) -> None:
        self.size = len(texts)
        self._thesaurus = thesaurus
        read = Lazy(self.size, lambda at: features(texts[at], thesaurus))
        vectors = Lazy(self.size, lambda at: self._vector(texts[at], read[at]))
        self._features = FeatureRarities(
            *parts.plain("features", lambda: rarities([one.all for one in read], owners))
        )
        self._words = FeatureRarities(*parts.plain("words", lambda: rarities(texts, owners)))
        known = self._words.known
        self.letters = Letters(list(known), parts)
        self.columns = len(self._features.known)
        self.rows = Rows.kept(
            parts, "rows", lambda: Rows.of([(one.features, one.values) for one in vectors])
        )
        self._postings = Rows.kept(parts, "postings", lambda: self.rows.turned(self.columns))
        self._spellings = Rows.kept(
            parts,
            "spellings",
            lambda: Rows.of(
                [([known[word][0] for word in one.words], one.weights) for one in vectors]
            ),
        )
        self._spelling_postings = Rows.kept(
            parts, "spelling postings", lambda: self._spellings.turned(len(known))
        )
        kept = CACHE // (8 * max(self.size, 1))
        self.spelt_like = remembering(min(max(kept, 64), 1 << 13), self._spelt_like)

    def vector(self, tokens: Sequence[str]) -> TextVector:
        """The vector of normalised, respelt words."""
        return self._vector(tokens, features(tokens, self._thesaurus))

    def _vector(self, tokens: Sequence[str], read: TextFeatures) -> TextVector:
        weighed = [self._features.weigh(part) for part in read]
        factors = _feature_factors(*(squares for _, _, squares in weighed))
        ids = [number for numbers, _, _ in weighed for number in numbers]
        values = [
            factor * one
            for factor, (_, rarities, _) in zip(factors, weighed, strict=True)
            for one in rarities
        ]
        once = tuple(dict.fromkeys(tokens))
        # For their letters rare words say more, and so do long ones.
        weights = [self._words.rarity(word) * math.sqrt(len(word) + 1) for word in once]
        factor = _factor(PARAMETERS.letters, sum([weight * weight for weight in weights]))
        return TextVector(
            np.array(ids, dtype=np.intp),
            np.rint(np.array(values, dtype=np.float64)),
            once,
            np.rint(np.array(weights, dtype=np.float64) * factor),
        )

    def similarity(self, vector: TextVector) -> Floats:
        """The cosine of ``vector`` with every phrasing.

        All that is added are whole 1024ths, so that a matrix product gives the same in any order.
        """
        total = self._postings.times(vector.features, vector.values, self.size)
        if vector.words:
            total += vector.weights @ np.array([self.spelt_like(word) for word in vector.words])
        total /= COSINE
        return total

    def _spelt_like(self, word: str) -> Floats:
        """How far each phrasing's words are spelt like one word that weighs 1."""
        near, values = self.letters.row(word)
        return self._spelling_postings.times(near, values, self.size) / UNIT

    def full(self) -> Rows:
        """The texts by all that they are compared by: features, then the pieces of their words."""
        pieces = self.letters.spread(self._spellings)
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


def similarity(cosines: Floats, text: str, others: Sequence[str]) -> Floats:
    """The similarity of a text with others, from its cosines with them and rapidfuzz's ratio.

    A power of 1.5 favours few things in common with one phrasing over a little with each of many.
    It is taken by a root and a product, which every processor rounds alike; a power it does not.
    Where the cosine is small the ratio is guessed from that: the ratio of unlike texts says
    nothing, and to compare a question with all texts takes longer than all the rest.
    """
    # Two words that are spelt alike count for each other twice: the cosine may come out above 1.
    near = np.minimum(cosines, 1.0)
    ratios = guessed(near)
    compared = (cosines >= PARAMETERS.compared).nonzero()[0]
    if len(compared):
        some = [others[i] for i in compared.tolist()]
        ratios[compared] = cdist([text], some, scorer=fuzz.ratio, dtype=np.float64)[0] / 100.0
    return combined(near, ratios)


def guessed(near: Floats) -> Floats:
    """About what the ratio of two texts of a small cosine is: a third of any letters agree."""
    guess: Floats = 0.65 * near + 0.35
    return guess


def combined(near: Floats, ratios: Floats) -> Floats:
    """Similarities from cosines of at most 1, which are overwritten, and rapidfuzz's ratios."""
    near *= np.sqrt(near)
    alike = PARAMETERS.likeness * ratios
    alike *= ratios
    alike *= ratios
    alike += near
    return snapped(alike, KERNEL)


# Words of near meaning: what lets "reimburse" find an entry that only says "refund".
# A word that stands in several lines of `thesaurus.txt` has several senses; an editor's synonyms
# are further ones.


LONGEST_SENSE = 4
"""Words of the longest phrase that may have a sense."""


class Thesaurus:
    """Senses of stems and of short runs of stems, by name."""

    def __init__(self, groups: Iterable[Sequence[str]], parts: Parts | None = None) -> None:
        self._senses: dict[str, tuple[str, ...]] = {}
        self._senses = (parts or Parts()).plain("senses", lambda: self._of(groups))
        self._openers = {name.partition(" ")[0] for name in self._senses if " " in name}

    def _of(self, groups: Iterable[Sequence[str]]) -> dict[str, tuple[str, ...]]:
        for number, members in enumerate(groups):
            for member in members:
                self._enter([stem(token) for token in tokens(member)], f"#{number}")
        return self._senses

    @classmethod
    def english(
        cls, synonyms: Mapping[str, Sequence[str]], parts: Parts | None = None
    ) -> Thesaurus:
        """Everyday English, and an editor's synonyms: each name with words that stand for it."""
        own = ([name, *others] for name, others in synonyms.items())
        return cls(chain(thesaurus(), own), parts)

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
