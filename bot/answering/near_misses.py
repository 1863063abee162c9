"""Near misses: the lines that an editor wrote down as not covered, and what they silence."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.answering.profiles import KeyIndex, Rarity, harmonic, keys_of
from bot.answering.units import ReadText, WeighedQuestion
from bot.matching.text import normalise

HALF = 0.5  # of the most that a line has in common, below which none is the likest
LEAST = 0.02  # the score below which a near miss says nothing


class NearestMiss(NamedTuple):
    """The near miss that is most like a question.

    `likeness` and `score` are 0 to 1; `shares` say how far it explains each unit of the question.
    """

    line: str
    question_type: str
    likeness: float
    score: float
    shares: Sequence[float]


NONE_NEAR = NearestMiss("", "", 0.0, 0.0, ())


@dataclass(frozen=True, slots=True, eq=False)
class NearMisses:
    """The near misses of a FAQ, with how each asks, what it weighs, and which explain a unit."""

    lines: tuple[str, ...]
    normalised: frozenset[str]
    question_types: tuple[str, ...]
    weights: tuple[float, ...]
    index: KeyIndex = field(repr=False)

    @classmethod
    def of(cls, lines: Sequence[str], texts: Sequence[ReadText], rarity: Rarity) -> NearMisses:
        """The near misses of a FAQ, with its lines as they were read."""
        return cls(
            lines=tuple(lines),
            normalised=frozenset(map(normalise, lines)),
            question_types=tuple(text.question_type for text in texts),
            weights=tuple(sum(map(rarity.weight, text.units)) or 1.0 for text in texts),
            index=KeyIndex(map(keys_of, texts)),
        )

    def silence(self, *texts: str) -> bool:
        """Whether one of these normalised texts is a near miss: then nothing may answer it."""
        return not self.normalised.isdisjoint(texts)

    def nearest(self, question: WeighedQuestion, scores: Collection[float]) -> NearestMiss:
        """The near miss that is most like a question.

        Alike is what both have: the harmonic mean of its shares of the question's weight and of the
        line's.

        Args:
            question: The question.
            scores: The ranker's, of the line that is nearest to it, and of that which is nearest to
                the message it stands in. Where these are two, neither silences it by itself: the
                lower counts.
        """
        if not scores or min(scores) < LEAST:
            return NONE_NEAR
        explained = [self.index.explaining(unit.seeks) for unit in question.units]
        common: dict[int, float] = {}
        for lines, weight in zip(explained, question.weights, strict=True):
            for line, share in lines.items():
                common[line] = common.get(line, 0.0) + weight * share
        alike, at = self._likest(common, question.total or 1.0)
        if at is None:
            return NONE_NEAR
        shares = [lines.get(at, 0.0) for lines in explained]
        return NearestMiss(self.lines[at], self.question_types[at], alike, min(scores), shares)

    def _likest(self, common: Mapping[int, float], whole: float) -> tuple[float, int | None]:
        """The line that is most like a question, by the weight that they have in common."""
        least = HALF * max(common.values(), default=0.0)
        best, found = 0.0, None
        for line, both in common.items():
            if both > least:
                alike = harmonic(both / whole, min(1.0, both / self.weights[line]))
                if alike > best:
                    best, found = alike, line
        return best, found
