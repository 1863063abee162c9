"""The phrasings as vectors: what each is made of, and where each feature stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from bot.core.matching.features import Features, features
from bot.core.matching.grid import COORDINATE, COSINE, Floats, Ints, summed
from bot.core.matching.letters import UNIT, Letters
from bot.core.matching.policy import POLICY
from bot.core.matching.rows import Rows
from bot.core.matching.scale import Scale
from bot.core.matching.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class Vector:
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
        self._features = Scale(found, owners)
        self._words = Scale(texts, owners)
        self.letters = Letters(list(self._words.ids))
        self._weight = lru_cache(maxsize=1 << 16)(self._letter_weight)
        vectors = [self._vector(f, text) for f, text in zip(found, texts, strict=True)]
        self._lay_out(vectors)

    def _lay_out(self, vectors: Sequence[Vector]) -> None:
        self.rows = Rows.joined([(v.features, v.values) for v in vectors])
        words = [[self._words.ids[word] for word in v.words] for v in vectors]
        self.spellings = Rows.joined(
            [
                (np.array(ids, dtype=np.intp), v.weights)
                for ids, v in zip(words, vectors, strict=True)
            ]
        )
        self.columns = len(self._features.ids)
        self.postings = self.rows.turned(self.columns)
        self._spelt_by = self.spellings.owners()

    def vector(self, tokens: Sequence[str]) -> Vector:
        """The vector of normalised, respelt words."""
        return self._vector(features(tokens, self._thesaurus), tokens)

    def _vector(self, found: Features, tokens: Sequence[str]) -> Vector:
        words, rarities, squares = self._features.weigh(found.words)
        senses, sense_rarities, sense_squares = self._features.weigh(found.senses)
        plain, plain_rarities, plain_squares = self._features.weigh(found.plain)
        one = _stretch(POLICY.words, squares)
        two = _stretch(POLICY.senses, sense_squares + POLICY.plain**2 * plain_squares)
        values = [one * rarity for rarity in rarities]
        values += [two * rarity for rarity in sense_rarities]
        values += [two * POLICY.plain * rarity for rarity in plain_rarities]
        ids = np.array(words + senses + plain, dtype=np.intp)
        once = tuple(dict.fromkeys(tokens))
        return Vector(ids, np.rint(np.array(values, dtype=np.float64)), once, self._spelling(once))

    def _spelling(self, words: Sequence[str]) -> Floats:
        """The weights of words for their letters."""
        weights = [self._weight(word) for word in words]
        stretch = _stretch(POLICY.letters, sum([weight * weight for weight in weights]))
        return np.rint(np.array(weights, dtype=np.float64) * stretch)

    def _letter_weight(self, word: str) -> float:
        """Rare words say more, and so do long ones."""
        return self._words.rarity(word) * math.sqrt(len(word) + 1)

    def similarity(self, vector: Vector) -> Floats:
        """The cosine of ``vector`` with every phrasing."""
        total = self.postings.times(vector.features, vector.values, self.size)
        cosines: Floats = (total + self.spelt(self.alike(vector))) / COSINE
        return cosines

    def spelt(self, alike: Floats) -> Floats:
        """How far each phrasing's words are spelt like a text's, from what ``alike`` says."""
        values = alike[self.spellings.ids] * self.spellings.values
        return summed(self._spelt_by, values, self.size)

    def spelt_in(self, texts: Ints, alike: Floats) -> Floats:
        """The same as ``spelt``, for some texts."""
        at, lengths = self.spellings.places(texts)
        values = alike[self.spellings.ids[at]] * self.spellings.values[at]
        return summed(np.repeat(np.arange(len(texts)), lengths), values, len(texts))

    def alike(self, vector: Vector) -> Floats:
        """How far the vector's words are spelt like each known word, in ``COORDINATE``-ths."""
        alike = np.zeros(len(self._words.ids))
        for word, weight in zip(vector.words, vector.weights.tolist(), strict=True):
            near, values = self.letters.row(word)
            alike[near] += values * weight  # a row holds each word once
        alike /= UNIT
        return np.rint(alike, out=alike)

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


def _stretch(share: float, squares: float) -> float:
    """What makes a vector of these squares as long as its share of the similarity says."""
    return COORDINATE * math.sqrt(share / squares) if squares else 0.0
