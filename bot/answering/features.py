"""The features of a candidate: what speaks for and against an entry that may answer a question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.answering.near_misses import NearestMiss
from bot.answering.profiles import Profile, likest
from bot.answering.units import WeighedQuestion

MOST_WEIGHT, MOST_WORDS = (
    4.0,
    30,
)  # the weight and words of a question from which more change little
USUAL = 0.12  # the share of phrasings from which a question type is usual for an entry

MOST_UNEXPLAINED, LEAST_CENTRAL, MOST_ADDED = 0.15, 0.6, 0.05
"""An entry outdoes a near miss only where it leaves no more of the question unexplained than the
first share, and explains the second by words central to it, and where the near miss explains no
more beyond it than the third, a weight."""

LITTLE_SAID = 2 / 3  # how far a question of a loose type wants another kind of thing

LOOSE = frozenset({"what", "which", "may", "whether"})
"""Question types that say too little about what is wanted to hold against an entry."""


class Features(NamedTuple):
    """What speaks for and against one entry; each but moves the confidence one way.

    Weights are those of `WeighedQuestion`; scores are the ranker's, 0 to 1.
    """

    central_share: float
    """For: the share of the question's weight that words central to the entry explain, 0 to 1."""
    unexplained_share: float
    """Against: the share that nothing in the entry explains, 0 to 1."""
    score_lead: float
    """For: the entry's score over that of the best entry that competes, -1 to 1."""
    asked_otherwise: float
    """Against: how far the question wants another kind of thing (a date, a number, a reason) than
    the phrasings: 0 if it doesn't say what, 1/3 if they want the same, 1 if none of them does."""
    near_miss_score: float
    """Against: the score of the nearest near miss; 0 where the entry outdoes it."""
    near_miss_likeness: float
    """Against: how alike that and the question are, 0 to 1; 0 where the entry outdoes it."""
    question_weight: float
    """Against: what the question weighs. The more it says, the more an entry must explain."""
    word_count: float
    """For: how many words it has. Who rambles says much that no entry explains."""
    answered_previous_question: float
    """Against: 1 if the entry answered the question before this follow-up; else 0."""
    points_back: float
    """Against: 1 if it points back to the question before it, but was read alone; else 0."""

    def by_name(self) -> tuple[tuple[str, float], ...]:
        """The features with their names, in order."""
        return tuple(zip(FEATURE_NAMES, self, strict=True))


FEATURE_NAMES = Features._fields


def question_features(question: WeighedQuestion) -> dict[str, float]:
    """The features that are the same for every entry."""
    return {
        "question_weight": min(MOST_WEIGHT, question.total),
        "word_count": float(min(MOST_WORDS, len(question.text.words))),
        "points_back": float(question.points_back),
    }


@dataclass(frozen=True, slots=True)
class Meeting:
    """How an entry meets a question.

    Attributes:
        score: The ranker's, 0 to 1.
        likeness: How alike the question and the likest phrasing are, 0 to 1.
        explained_weight: The weight of the question that the entry explains.
        heaviest_unexplained: The greatest share of the question's weight that one word which the
            entry doesn't explain has, 0 to 1.
        central_share, unexplained_share, asked_otherwise: As in `Features`.
        asks_so: Whether a phrasing asks in the question's way.
        shares: How far the entry explains each unit of the question.
    """

    score: float
    likeness: float
    explained_weight: float
    heaviest_unexplained: float
    central_share: float
    unexplained_share: float
    asked_otherwise: float
    asks_so: bool
    shares: Sequence[float]

    @classmethod
    def of(cls, entry: Profile, question: WeighedQuestion, score: float) -> Meeting:
        """How an entry with a score by the ranker meets a question."""
        matches = entry.matches(question.units)
        shares = [match.explained for match in matches]
        explained, whole = question.explained(shares), question.total or 1.0
        left = [
            weight * (1.0 - share) for weight, share in zip(question.weights, shares, strict=True)
        ]
        return cls(
            score=score,
            likeness=likest(matches, question.weights, entry.phrasing_weights).likeness,
            explained_weight=explained,
            heaviest_unexplained=max(left, default=0.0) / whole,
            central_share=question.explained([match.central for match in matches]) / whole,
            unexplained_share=sum(left) / whole,
            asked_otherwise=asked_otherwise(question.text.question_type, entry),
            asks_so=question.text.question_type in entry.question_types,
            shares=shares,
        )

    def features(
        self, near: NearestMiss, of_question: Mapping[str, float], *, answered: bool
    ) -> Features:
        """The features; the lead is 0 until all candidates are known.

        Args:
            near: The near miss that the entry doesn't outdo.
            of_question: The features that are the same for every entry.
            answered: Whether the entry answered the question before.
        """
        return Features(
            central_share=self.central_share,
            unexplained_share=self.unexplained_share,
            score_lead=0.0,
            asked_otherwise=self.asked_otherwise,
            near_miss_score=near.score,
            near_miss_likeness=near.likeness,
            answered_previous_question=float(answered),
            **of_question,
        )

    def outdoes(self, near: NearestMiss, question: WeighedQuestion) -> bool:
        """Whether the entry meets the question at least as well as the nearest near miss does.

        Then what the near miss has of the question is the entry's as well, and what else it says is
        not in the question: it must not silence the entry.
        """
        if self.unexplained_share > MOST_UNEXPLAINED or self.central_share < LEAST_CENTRAL:
            return False
        added = [max(0.0, hers - own) for hers, own in zip(near.shares, self.shares, strict=True)]
        if self.likeness < near.likeness or question.explained(added) > MOST_ADDED:
            return False
        asked = question.text.question_type
        if asked and asked not in LOOSE:
            return self.asked_otherwise < LITTLE_SAID
        as_near = asked and near.question_type == asked and not self.asks_so
        return not as_near and self.score >= near.score


def asked_otherwise(question_type: str, entry: Profile) -> float:
    """How far a question of a type wants another kind of thing than an entry's phrasings."""
    if not question_type:
        return 0.0
    if question_type in LOOSE:
        return LITTLE_SAID
    return 1.0 - LITTLE_SAID * min(1.0, entry.question_types.get(question_type, 0.0) / USUAL)
