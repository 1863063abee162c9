"""Near misses: the lines that an editor wrote down as not covered, and what they silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bot.answering.entry import Faq
from bot.answering.profiles import Profile, Rarity, likeness
from bot.answering.units import ReadText, WeighedQuestion
from bot.matching.text import normalise

COMPARED = 4  # near misses that a question is compared with, the best by the ranker
REMEMBERED = 16  # units whose matches each of them remembers


class NearestMiss(NamedTuple):
    """How near a question comes to the near misses of one FAQ, both 0 to 1."""

    likeness: float = 0.0
    score: float = 0.0


NONE_NEAR = NearestMiss()


@dataclass(frozen=True, slots=True, eq=False)
class NearMisses:
    """All near misses, in the order of the FAQs; each binds the entries of its own FAQ.

    `faq_of` holds the position of the FAQ of each.
    """

    lines: frozenset[str]
    faq_of: tuple[int, ...]
    profiles: tuple[Profile, ...] = field(repr=False)

    @classmethod
    def of(cls, faqs: Sequence[Faq], texts: Iterable[ReadText], rarity: Rarity) -> NearMisses:
        """Those of some FAQs, with their lines as they were read."""
        return cls(
            lines=frozenset(normalise(line) for faq in faqs for line in faq.not_covered),
            faq_of=tuple(number for number, faq in enumerate(faqs) for _ in faq.not_covered),
            profiles=tuple(Profile([text], [], rarity, REMEMBERED) for text in texts),
        )

    def silence(self, *texts: str) -> bool:
        """Whether one of these normalised texts is a near miss: then nothing may answer it."""
        return not self.lines.isdisjoint(texts)

    def nearest(
        self, question: WeighedQuestion, scores: Mapping[int, float]
    ) -> dict[int, NearestMiss]:
        """How near a question comes to the near misses of each FAQ that has one near.

        What comes near lowers the confidence of the FAQ's entries.

        Args:
            question: The question.
            scores: The ranker's scores of near misses by position, the best first.
        """
        found: dict[int, NearestMiss] = {}
        for position in islice(scores, COMPARED):
            faq, profile = self.faq_of[position], self.profiles[position]
            matches = profile.matches(question.units)
            alike = likeness(matches, question.weights, profile.phrasing_weights)
            best = found.get(faq, NONE_NEAR)
            found[faq] = NearestMiss(max(best.likeness, alike), max(best.score, scores[position]))
        return found
