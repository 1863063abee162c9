"""The phrasings as vectors: what each is made of, and where each feature stands."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bot.core.matching.features import Features, features
from bot.core.matching.grid import COORDINATE, COSINE, RARITY, Floats, Ints, rarity
from bot.core.matching.letters import UNIT, Letters
from bot.core.matching.policy import POLICY
from bot.core.matching.rows import Rows
from bot.core.matching.thesaurus import Thesaurus


@dataclass(frozen=True, slots=True)
class Vector:
    """A text by its indexed features and by all its words; values are ``COORDINATE``-ths."""

    features: tuple[int, ...]
    values: tuple[float, ...]
    words: tuple[str, ...]
    weights: tuple[float, ...]


class Scale:
    """Numbers features, and weighs each by how few entries have it."""

    def __init__(self, texts: Sequence[Iterable[str]], owners: Sequence[int]) -> None:
        self.ids: dict[str, int] = {}
        holders: list[set[int]] = []
        for text, owner in zip(texts, owners, strict=True):
            for feature in text:
                number = self.ids.setdefault(feature, len(holders))
                if number == len(holders):
                    holders.append(set())
                holders[number].add(owner)
        entries = len(set(owners))
        self.unseen = rarity(entries, 0)
        self.rarities = [rarity(entries, len(having)) for having in holders]

    def weigh(self, names: Iterable[str], factor: float) -> tuple[list[int], list[float], float]:
        """Indexed features, their weights, and the squares of all weights, unknown ones too.

        Unknown features weigh as much as the rarest: they make a text unlike everything, which is
        what keeps a question about something else from looking sure.
        """
        found = [self.ids.get(name, -1) for name in names]
        ids = [i for i in found if i >= 0]
        weights = [factor * self.rarities[i] for i in ids]
        unknown = (len(found) - len(ids)) * (factor * self.unseen) ** 2
        return ids, weights, unknown + sum(weight * weight for weight in weights)


class Index:
    """All phrasings by row and by feature."""

    def __init__(
        self, texts: Sequence[Sequence[str]], owners: Sequence[int], thesaurus: Thesaurus
    ) -> None:
        self.size = len(texts)
        self._thesaurus = thesaurus
        self._features = Scale([features(text, thesaurus) for text in texts], owners)
        self._words = Scale(texts, owners)
        self.letters = Letters(list(self._words.ids))
        vectors = [self.vector(text) for text in texts]
        self._rows(vectors)

    def _rows(self, vectors: Sequence[Vector]) -> None:
        self.rows = Rows.of(
            [len(v.features) for v in vectors],
            [i for v in vectors for i in v.features],
            [value for v in vectors for value in v.values],
        )
        self.spellings = Rows.of(
            [len(v.words) for v in vectors],
            [self._words.ids[word] for v in vectors for word in v.words],
            [weight for v in vectors for weight in v.weights],
        )
        self.columns = len(self._features.ids)
        self.postings = self.rows.turned(self.columns)
        self._spelt_by = self.spellings.owners()

    def vector(self, tokens: Sequence[str]) -> Vector:
        """The vector of normalised, respelt words."""
        found = features(tokens, self._thesaurus)
        words, word_values = self._part(((found.words, 1.0),), POLICY.words)
        senses, sense_values = self._part(
            ((found.senses, 1.0), (found.plain, POLICY.plain)), POLICY.senses
        )
        once = tuple(dict.fromkeys(tokens))
        return Vector((*words, *senses), (*word_values, *sense_values), once, self._spelling(once))

    def _part(
        self, kinds: Iterable[tuple[Iterable[str], float]], share: float
    ) -> tuple[list[int], list[float]]:
        """A part of the vector, as long as its share of the similarity says."""
        ids: list[int] = []
        weights: list[float] = []
        squares = 0.0
        for names, factor in kinds:
            found, values, square = self._features.weigh(names, factor)
            ids += found
            weights += values
            squares += square
        scale = COORDINATE * math.sqrt(share / squares) if squares else 0.0
        return ids, [float(round(weight * scale)) for weight in weights]

    def _spelling(self, words: Sequence[str]) -> tuple[float, ...]:
        """The weights of words for their letters: long words say more."""
        scale = self._words
        weights = [
            (scale.rarities[i] if (i := scale.ids.get(word, -1)) >= 0 else scale.unseen)
            * math.sqrt(len(word) + 1)
            for word in words
        ]
        squares = sum(weight * weight for weight in weights)
        factor = COORDINATE * math.sqrt(POLICY.letters / squares) if squares else 0.0
        return tuple(float(round(weight * factor)) for weight in weights)

    def similarity(self, vector: Vector) -> Floats:
        """The cosine of ``vector`` with every phrasing."""
        ids = np.array(vector.features, dtype=np.intp)
        total = self.postings.times(ids, np.array(vector.values), self.size)
        spelt = self.alike(vector)[self.spellings.ids] * self.spellings.values
        total += np.bincount(self._spelt_by, weights=spelt, minlength=self.size)
        cosines: Floats = total / COSINE
        return cosines

    def alike(self, vector: Vector) -> Floats:
        """How far the vector's words are spelt like each known word, in ``COORDINATE``-ths."""
        vocabulary = len(self._words.ids)
        if not vector.words:
            return np.zeros(vocabulary)
        rows = [self.letters.row(word) for word in vector.words]
        ids = np.concatenate([near for near, _ in rows])
        values = np.concatenate(
            [alike * weight for (_, alike), weight in zip(rows, vector.weights, strict=True)]
        )
        return np.rint(np.bincount(ids, weights=values, minlength=vocabulary) / UNIT)
