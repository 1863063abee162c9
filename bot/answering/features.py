"""The features of a candidate: what speaks for and against an entry that may answer a question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from bot.answering.profiles import Profile, UnitMatch
from bot.answering.units import Unit, WeighedQuestion
from bot.matching.lexicon import TermKind
from bot.matching.question_type import WANTED

MOST_WEIGHT = 2.5  # the unexplained or explained weight from which more makes no difference
MOST_UNITS, MOST_QUESTION_WEIGHT, MOST_WORDS = 12, 4.0, 30  # likewise of a whole question
EXPLAINED_ELSEWHERE = 0.5  # from how far explained by any entry a word counts as other entries' own
USUAL = 0.12  # the share of phrasings from which a question type is usual for an entry

LOOSE = frozenset({"what", "which", "may", "whether"})
"""Question types that say too little about what is wanted to hold against an entry."""


class Features(NamedTuple):
    """What speaks for and against one entry; weights are those of `WeighedQuestion`."""

    score: float
    """The ranker's score on the FAQ's own scale: 0 for a strange question, 1 for a phrasing."""
    score_lead: float
    """How far that is above the best entry that competes."""
    likeness: float
    """How alike the question and the likest phrasing are, both ways, 0 to 1."""
    likeness_lead: float
    """How far that is above the best entry that competes."""
    explained_weight: float
    """The weight of the question that the entry explains."""
    central_share: float
    """The share of the question's weight that words central to the entry explain, 0 to 1."""
    passing_weight: float
    """The weight that the entry explains only by words that it says in passing."""
    unexplained_asked: float
    """The weight left unexplained of words that say what is asked for: price, owner."""
    unexplained_names: float
    """The weight left unexplained of names."""
    unexplained_numbers: float
    """The weight left unexplained of numbers."""
    unexplained_elsewhere: float
    """The weight left unexplained of other words, where other entries explain them."""
    question_type: float
    """1 if the entry's phrasings are of the question's type, -1 if none is, 0 if it has none."""
    lacks_what_is_wanted: float
    """1 if the question wants a thing that the answer does not hold, say a date; else 0."""
    near_miss_likeness: float
    """As `likeness`, of the nearest near miss of the entry's FAQ."""
    near_miss_score: float
    """As `score`, of the best near miss of the entry's FAQ."""
    answered_previous_question: float
    """1 if the entry answered the question before this follow-up; else 0."""
    raw_score_lead: float
    """The ranker's score, 0 to 1, over that of the best entry that competes."""
    near_miss_raw_score: float
    """The ranker's score of the best near miss of the entry's FAQ, 0 to 1."""
    heaviest_unexplained: float
    """The weight of the heaviest word left unexplained."""
    heaviest_unexplained_elsewhere: float
    """Likewise among those that other entries explain."""
    unit_count: float
    """How many units the question has."""
    question_weight: float
    """What they weigh together."""
    word_count: float
    """How many words the question has."""
    has_question_type: float
    """1 if the question says what kind of thing it wants; else 0."""
    is_follow_up: float
    """1 if it was read with the question before it; else 0."""
    points_back: float
    """1 if it points back to the question before it, but was read alone; else 0."""
    is_phrasing: float
    """1 if it is a phrasing of the entry but for idle words; else 0."""

    def by_name(self) -> tuple[tuple[str, float], ...]:
        """The features with their names, in order."""
        return tuple(zip(FEATURE_NAMES, self, strict=True))


FEATURE_NAMES = Features._fields


def question_features(question: WeighedQuestion) -> dict[str, float]:
    """The features that are the same for every entry."""
    return {
        "unit_count": float(min(MOST_UNITS, len(question.units))),
        "question_weight": min(MOST_QUESTION_WEIGHT, question.total),
        "word_count": float(min(MOST_WORDS, len(question.text.words))),
        "has_question_type": float(bool(question.text.question_type)),
        "is_follow_up": float(question.is_follow_up),
        "points_back": float(question.points_back),
    }


def explanation_features(
    entry: Profile,
    question: WeighedQuestion,
    matches: Sequence[UnitMatch],
    explained_by_any: Sequence[float],
) -> dict[str, float]:
    """The features of what an entry explains of a question and what it does not.

    Args:
        entry: The entry's profile.
        question: The question.
        matches: What the entry has of each of its units.
        explained_by_any: How far any entry explains each.
    """
    shares = [match.explained for match in matches]
    explained = question.explained(shares)
    central = question.explained([match.central for match in matches])
    question_type = question.text.question_type
    return {
        "explained_weight": min(MOST_WEIGHT, explained),
        "central_share": central / (question.total or 1.0),
        "passing_weight": explained - central,
        **unexplained_features(question, shares, explained_by_any),
        "question_type": asked_in_type(question_type, entry),
        "lacks_what_is_wanted": lacks_what_is_wanted(question_type, entry),
    }


def unexplained_features(
    question: WeighedQuestion, shares: Sequence[float], explained_by_any: Sequence[float]
) -> dict[str, float]:
    """The weight that stays unexplained, by the sort of words, when units are by these shares."""
    weights = dict.fromkeys(("asked", "names", "numbers", "elsewhere", "nowhere"), 0.0)
    heaviest = heaviest_elsewhere = 0.0
    for unit, weight, share, by_any in zip(
        question.units, question.weights, shares, explained_by_any, strict=True
    ):
        left = weight * (1.0 - share)
        if not left:
            continue
        elsewhere = by_any > EXPLAINED_ELSEWHERE
        weights[_sort(unit, elsewhere=elsewhere)] += left
        heaviest = max(heaviest, left)
        if elsewhere:
            heaviest_elsewhere = max(heaviest_elsewhere, left)
    return {
        "unexplained_asked": min(MOST_WEIGHT, weights["asked"]),
        "unexplained_names": min(MOST_WEIGHT, weights["names"]),
        "unexplained_numbers": min(MOST_WEIGHT, weights["numbers"]),
        "unexplained_elsewhere": min(MOST_WEIGHT, weights["elsewhere"]),
        "heaviest_unexplained": heaviest,
        "heaviest_unexplained_elsewhere": heaviest_elsewhere,
    }


def _sort(unit: Unit, *, elsewhere: bool) -> str:
    """The sort of words that an unexplained unit counts among."""
    if unit.kind is TermKind.ASKED:
        return "asked"
    if unit.kind is TermKind.NAME:
        return "names"
    if unit.text.isdigit():
        return "numbers"
    return "elsewhere" if elsewhere else "nowhere"


def asked_in_type(question_type: str, entry: Profile) -> float:
    """1 if phrasings are of the question's type, -1 if none is, 0 if it has no telling type."""
    if not question_type or question_type in LOOSE:
        return 0.0
    return min(1.0, 2.0 * entry.question_types.get(question_type, 0.0) / USUAL - 1.0)


def lacks_what_is_wanted(question_type: str, entry: Profile) -> float:
    """1 if a question wants what the entry neither holds nor is asked for, else 0."""
    wanted = WANTED.get(question_type)
    return float(
        wanted is not None
        and wanted not in entry.answer_holds
        and question_type not in entry.question_types
    )


def best_rivals(
    values: Mapping[int, float], rivals: Sequence[frozenset[int]], none: float = 0.0
) -> Iterator[tuple[int, float]]:
    """Each entry with the best value among those that compete with it.

    Args:
        values: The value of each entry, by position.
        rivals: For every entry those that compete with it.
        none: What stands for the best value where none of `values` is a rival's.
    """
    order = sorted(values, key=values.__getitem__, reverse=True)
    for entry in values:
        mine = rivals[entry]
        yield entry, next((values[other] for other in order if other in mine), none)
