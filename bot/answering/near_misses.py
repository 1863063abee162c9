"""Near misses: the lines that an editor wrote down as not covered, and what they silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from bot.answering.entry import Faq
from bot.answering.profiles import Profile, Rarity, likest
from bot.answering.units import ReadText, WeighedQuestion
from bot.matching.text import normalise

REMEMBERED = 256  # units whose matches the near misses of a FAQ remember


class NearestMiss(NamedTuple):
    """The near miss of a FAQ that is most like a question.

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
    """All near misses; those of a FAQ bind the entries of that FAQ alone.

    `lines` are in the order of the FAQs, `question_types` and `faq_of` hold the question type and
    the position of the FAQ of each; `profiles` are one for each FAQ, with the lines as phrasings.
    """

    lines: tuple[str, ...]
    normalised: frozenset[str]
    question_types: tuple[str, ...]
    faq_of: tuple[int, ...]
    profiles: tuple[Profile, ...] = field(repr=False)

    @classmethod
    def of(cls, faqs: Sequence[Faq], texts: Iterable[ReadText], rarity: Rarity) -> NearMisses:
        """Those of some FAQs, with their lines as they were read."""
        lines = tuple(line for faq in faqs for line in faq.not_covered)
        read = list(texts)
        rest = iter(read)
        return cls(
            lines=lines,
            normalised=frozenset(map(normalise, lines)),
            question_types=tuple(text.question_type for text in read),
            faq_of=tuple(number for number, faq in enumerate(faqs) for _ in faq.not_covered),
            profiles=tuple(
                Profile(list(islice(rest, len(faq.not_covered))), [], rarity, REMEMBERED)
                for faq in faqs
            ),
        )

    def silence(self, *texts: str) -> bool:
        """Whether one of these normalised texts is a near miss: then nothing may answer it."""
        return not self.normalised.isdisjoint(texts)

    def nearest(
        self, question: WeighedQuestion, scores: Mapping[int, float]
    ) -> dict[int, NearestMiss]:
        """The near miss that is most like a question, of each FAQ that has one near.

        Args:
            question: The question.
            scores: The ranker's scores of near misses by position, the nearest alone of each FAQ.
        """
        found: dict[int, NearestMiss] = {}
        for position, score in scores.items():
            faq = self.faq_of[position]
            matches = self.profiles[faq].matches(question.units)
            alike, line = likest(matches, question.weights, self.profiles[faq].phrasing_weights)
            if line is None:
                continue
            at = self.faq_of.index(faq) + line
            shares = [dict(match.shares).get(line, 0.0) for match in matches]
            text, kind = self.lines[at], self.question_types[at]
            found[faq] = NearestMiss(text, kind, alike, score, shares)
        return found
