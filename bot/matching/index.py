"""All phrasings as vectors of weighed features, so that a question can be compared with them."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain, islice
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
    summed,
)
from bot.matching.numbered import BLOCK, NO_TEXTS, Numbered, Product, nearest_of
from bot.matching.parts import Parts
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
    """Numbers the features of all phrasings, and weighs each by how few entries have it.

    Attributes:
        rarest: The rarity of what no phrasing has.
        names: The features by their number.
        weights: The rarity of each.
    """

    def __init__(self, rarest: int, names: Sequence[str], weights: Sequence[int]) -> None:
        self.rarest = rarest
        self.names = names
        self.weights = weights
        self._numbers = dict(zip(names, range(len(names)), strict=True))

    def weigh(self, names: Collection[str]) -> tuple[list[int], list[int], int]:
        """Indexed features, their rarities, and the squares of all rarities, unknown ones too.

        Unknown features weigh as much as the rarest: they make a text unlike everything, which is
        what keeps a question about something else from looking sure.
        """
        found = [self._numbers[name] for name in names if name in self._numbers]
        weights = [self.weights[number] for number in found]
        squares = sum([weight * weight for weight in weights])
        squares += (len(names) - len(found)) * self.rarest**2
        return found, weights, squares

    def rarity(self, name: str) -> int:
        """How much a feature says; one that no phrasing has says the most."""
        number = self._numbers.get(name)
        return self.rarest if number is None else self.weights[number]


CACHE = 12 << 20  # bytes that the rows of words asked before may take, about


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
        texts: Sequence[str],
        owners: Ints,
        thesaurus: Thesaurus,
        parts: Parts,
        before: Index | None = None,
    ) -> None:
        """Index texts of normalised words.

        Args:
            texts: The texts.
            owners: The entry of each.
            thesaurus: The senses of words.
            parts: What was worked out from the same texts before.
            before: The index of other texts by the same thesaurus; those that are the same are not
                read anew.
        """
        self.size = len(texts)
        self.texts = texts
        self._thesaurus = thesaurus
        read = cache(lambda: self._read(before))
        self.features = FeatureRarities(
            *parts.plain("features", lambda: read()[0].rarities(owners))
        )
        self.words = FeatureRarities(*parts.plain("words", lambda: read()[2].rarities(owners)))
        words = self.words.names
        same = before if before and before.words.names == words else None
        self.letters: Letters = same.letters if same else Letters(words, parts)
        self.columns = len(self.features.names)
        self.kinds = parts.array("kinds", lambda: read()[1])
        self.rows = Rows.kept(parts, "rows", lambda: self._weighed(read()[0]))
        self._postings = Rows.kept(parts, "postings", lambda: self.rows.turned(self.columns))
        self.spellings = Rows.kept(parts, "spellings", lambda: self._weighed_words(read()[2]))
        self._spelling_postings = Rows.kept(
            parts, "spelling postings", lambda: self.spellings.turned(len(words))
        )
        kept = CACHE // (8 * max(self.size, 1))
        self.spelt_like = remembering(min(max(kept, 64), 1 << 13), self._spelt_like)

    def _read(self, before: Index | None) -> tuple[Numbered, Ints, Numbered]:
        """The features of all texts, how many of them are words and senses, and the words."""
        size = before.size if before else 0
        places = {text: at for at, text in enumerate(before.texts)} if before else {}
        known = len(places)
        wanted = np.array(
            [places.setdefault(text, size + len(places) - known) for text in self.texts],
            dtype=np.intp,
        )
        new = [text.split() for text in islice(places, known, None)]
        read = [features(text, self._thesaurus) for text in new]
        kinds = np.array([(len(one.words), len(one.senses)) for one in read], dtype=np.intp)
        of_features, of_words = NO_TEXTS, NO_TEXTS
        if before:
            of_features = Numbered(before.features.names, before.rows.starts, before.rows.ids)
            of_words = Numbered(before.words.names, before.spellings.starts, before.spellings.ids)
        kinds = kinds.reshape(-1, 2)
        return (
            of_features.followed_by((one.all for one in read), wanted),
            np.concatenate((before.kinds, kinds) if before else (kinds,))[wanted],
            of_words.followed_by(map(dict.fromkeys, new), wanted),
        )

    def _weighed(self, read: Numbered) -> Rows:
        """The features of all texts with their values."""
        words, senses = self.kinds.T
        sizes = np.diff(read.starts)
        kinds = np.column_stack((words, senses, sizes - words - senses)).ravel()
        at = np.arange(len(kinds)).repeat(kinds)  # each text has three places, one for each kind
        rarities = np.array(self.features.weights, dtype=np.float64)[read.ids]
        squares = summed(at, rarities * rarities, len(kinds)).reshape(-1, 3)
        factors = np.array([_feature_factors(*one) for one in squares.tolist()]).ravel()
        return Rows(read.starts, read.ids, np.rint(factors[at] * rarities))

    def _weighed_words(self, read: Numbered) -> Rows:
        """The words of all texts with what each weighs for its letters."""
        weights = np.array(self._weights(read.names))[read.ids]
        at = np.arange(self.size).repeat(np.diff(read.starts))
        squares = summed(at, weights * weights, self.size).tolist()
        factors = np.array([_factor(PARAMETERS.letters, one) for one in squares])
        return Rows(read.starts, read.ids, np.rint(weights * factors[at]))

    def _weights(self, words: Iterable[str]) -> list[float]:
        """What words weigh for their letters: rare ones say more, and so do long ones."""
        return [self.words.rarity(word) * math.sqrt(len(word) + 1) for word in words]

    def vector(self, tokens: Sequence[str]) -> TextVector:
        """The vector of normalised, respelt words."""
        weighed = [self.features.weigh(part) for part in features(tokens, self._thesaurus)]
        factors = _feature_factors(*(squares for _, _, squares in weighed))
        ids = [number for numbers, _, _ in weighed for number in numbers]
        values = [
            factor * one
            for factor, (_, rarities, _) in zip(factors, weighed, strict=True)
            for one in rarities
        ]
        once = tuple(dict.fromkeys(tokens))
        weights = self._weights(once)
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

    def similarities(self, rows: Iterable[int]) -> Iterator[tuple[int, Floats]]:
        """Each of some texts, with its cosine with all texts, as `similarity` gives it.

        Many at once cost less for each.
        """
        rows = iter(rows)
        product = Product(self._postings.followed_by(self._spelling_postings), self.size)
        while some := list(islice(rows, BLOCK)):
            total = product.times(map(self._row, some))
            total /= COSINE
            yield from zip(some, total, strict=True)

    def _row(self, text: int) -> tuple[Ints, Floats]:
        """The features of a text with their values; behind them words spelt like its own."""
        numbers, weights = self.spellings.row(text)
        alike = self._alike(map(self.words.names.__getitem__, numbers.tolist()), weights)
        near = np.flatnonzero(alike)
        ids, values = self.rows.row(text)
        return np.append(ids, near + self.columns), np.append(values, alike[near])

    def nearest(self, vector: TextVector) -> tuple[Ints, Floats]:
        """The texts nearest to ``vector``, the nearest first, and its cosine with each."""
        read, unread = self._postings.within(PARAMETERS.budget, vector.features)
        shared = self._postings.times(vector.features[read], vector.values[read], self.size)
        found = np.flatnonzero(shared > 0.0)  # ten times as quick as of the sums themselves
        if len(found) < PARAMETERS.nearest:  # but its words may be spelt like others
            cosines = self.similarity(vector)
            best = nearest_of(cosines, PARAMETERS.nearest)
            return best, cosines[best]
        listed = np.sort(found[nearest_of(shared[found], PARAMETERS.shortlist)])
        cosines = shared[listed]
        cosines += self.spellings.gathered(listed, self._alike(vector.words, vector.weights))
        for feature in unread.tolist():
            texts, values = self._postings.row(vector.features[feature])
            at = np.minimum(texts.searchsorted(listed), len(texts) - 1)
            cosines += (texts[at] == listed) * values[at] * vector.values[feature]
        best = nearest_of(cosines, PARAMETERS.nearest)
        return listed[best], cosines[best] / COSINE

    def _alike(self, words: Iterable[str], weights: Floats) -> Floats:
        """How far each known word is spelt like words that weigh so much."""
        alike = np.zeros(len(self.words.names))
        for word, weight in zip(words, weights.tolist(), strict=True):
            near, values = self.letters.row(word)
            alike[near] += weight * values
        return alike / UNIT

    def _spelt_like(self, word: str) -> Floats:
        """How far each phrasing's words are spelt like one word that weighs 1."""
        near, values = self.letters.row(word)
        return self._spelling_postings.times(near, values, self.size) / UNIT

    def full(self) -> Rows:
        """The texts by all that they are compared by and share: features, and pieces of words."""
        return self.rows.beside(self.letters.spread(self.spellings), self.columns).shared()


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


LONGEST_SENSE = 4  # words of the longest phrase that may have a sense


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
