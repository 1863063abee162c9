"""Near misses: the lines that an editor wrote down as not covered, and what they silence."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.answering.profiles import Profile, Rarity, likest
from bot.answering.units import ReadText, WeighedQuestion
from bot.matching.text import normalise

REMEMBERED = 256  # units whose matches the near misses of a FAQ remember


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
    """The near misses of a FAQ; `texts` are its lines as they were read, `profile` has them all."""

    lines: tuple[str, ...]
    normalised: frozenset[str]
    texts: tuple[ReadText, ...] = field(repr=False)
    profile: Profile = field(repr=False)

    @classmethod
    def of(cls, lines: Sequence[str], texts: Sequence[ReadText], rarity: Rarity) -> NearMisses:
        """The near misses of a FAQ, with its lines as they were read."""
        profile = Profile(texts, [], rarity, REMEMBERED)
        return cls(tuple(lines), frozenset(map(normalise, lines)), tuple(texts), profile)

    def silence(self, *texts: str) -> bool:
        """Whether one of these normalised texts is a near miss: then nothing may answer it."""
        return not self.normalised.isdisjoint(texts)

    def nearest(self, question: WeighedQuestion, scores: Collection[float]) -> NearestMiss:
        """The near miss that is most like a question.

        Args:
            question: The question.
            scores: The ranker's, of the line that is nearest to it, and of that which is nearest to
                the message it stands in. Where these are two, neither silences it by itself: the
                lower counts.
        """
        if not scores:
            return NONE_NEAR
        matches = self.profile.matches(question.units)
        alike, at = likest(matches, question.weights, self.profile.phrasing_weights)
        if at is None:
            return NONE_NEAR
        shares = [dict(match.shares).get(at, 0.0) for match in matches]
        return NearestMiss(self.lines[at], self.texts[at].question_type, alike, min(scores), shares)
