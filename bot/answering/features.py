"""The features of a candidate: what speaks for and against an entry; near misses silence it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.answering.profiles import Profile, Rarity, harmonic, keys_of
from bot.answering.units import KeyIndex, Keys, ReadText, WeighedQuestion
from bot.matching.lexicon import only_asks
from bot.matching.parts import Parts
from bot.matching.text import normalise

MOST_WEIGHT, MOST_WORDS = (
    4.0,
    30,
)  # the weight and words of a question from which more change little
USUAL = 0.12  # the share of phrasings from which a question type is usual for an entry

MOST_UNEXPLAINED, LEAST_CENTRAL = 0.15, 0.6
"""An entry outdoes a near miss only where it leaves no more of the question unexplained than the
first share, and explains the second by words central to it."""

SPARED_UNEXPLAINED = 0.35  # likewise to be shown as the closest in spite of one
MOST_ADDED = 0.05  # the weight from which a near miss explains more than the entry

LIKELIER = 0.25
"""By how much likenesses must differ to say more than the ranker's scores."""

LITTLE_SAID = 2 / 3  # how far a question of a loose type wants another kind of thing

LOOSE = frozenset({"what", "which", "may", "whether"})
"""Question types that say too little about what is wanted to hold against an entry."""


class Meaning(NamedTuple):
    """What a feature is, for people: a plain name, and in a line what speaks for or against."""

    name: str
    line: str


class Features(NamedTuple):
    """What speaks for and against one entry; each but moves the confidence one way.

    Weights are those of `WeighedQuestion`; scores are the ranker's, 0 to 1.
    """

    central_share: float
    unexplained_share: float
    score_lead: float
    asked_otherwise: float
    """0 if the question doesn't say what kind (a date, a number, a reason) it wants, 1/3 if the
    phrasings want the same, 1 if none of them does."""
    near_miss_score: float
    near_miss_likeness: float
    question_weight: float
    word_count: float
    answered_previous_question: float
    points_back: float


FEATURE_NAMES = Features._fields

MEANINGS = (
    Meaning(
        "explained by its main words",
        "For: the share of the question's weight that words central to the entry explain.",
    ),
    Meaning("left unexplained", "Against: the share that nothing in the entry explains."),
    Meaning(
        "lead in score",
        "For: the entry's score over that of the best entry that competes, -1 to 1.",
    ),
    Meaning(
        "asks otherwise",
        "Against: how far the question wants another kind of thing than the phrasings.",
    ),
    Meaning(
        "score of the near miss",
        "Against: the score of the nearest near miss; 0 where the entry outdoes it.",
    ),
    Meaning(
        "likeness to the near miss",
        "Against: how alike that and the question are; 0 where the entry outdoes it.",
    ),
    Meaning(
        "weight of the question",
        "Against: the more the question says, the more an entry must explain.",
    ),
    Meaning("words", "For: who rambles says much that no entry explains."),
    Meaning(
        "answered before",
        "Against: 1 if the entry answered the question before this follow-up.",
    ),
    Meaning(
        "points back",
        "Against: 1 if it points back to the question before, but was read alone.",
    ),
)
"""What each feature is, in order."""


class Meeting(NamedTuple):
    """How an entry meets a question.

    Attributes:
        score: The ranker's, 0 to 1.
        likeness: How alike the question and the likest phrasing are, 0 to 1.
        explained_weight: The weight of the question that the entry explains.
        heaviest_unexplained: The greatest share of the question's weight, but for words that only
            ask, that one word which the entry doesn't explain has, 0 to 1.
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
    def of(
        cls, entry: Profile, question: WeighedQuestion, sought: Iterable[Keys], score: float
    ) -> Meeting:
        """How an entry meets a question.

        Args:
            entry: What it explains.
            question: The question.
            sought: The keys that explain each unit of the question; none where it explains nothing.
            score: The ranker's, 0 to 1.
        """
        matches = entry.matches(sought)
        shares = [match.explained for match in matches]
        explained, whole = question.explained(shares), question.total or 1.0
        left = [
            weight * (1.0 - share) for weight, share in zip(question.weights, shares, strict=True)
        ]
        return cls(
            score=score,
            likeness=entry.likest(matches, question.weights).likeness,
            explained_weight=explained,
            heaviest_unexplained=_heaviest(left, question),
            central_share=question.explained([match.central for match in matches]) / whole,
            unexplained_share=sum(left) / whole,
            asked_otherwise=asked_otherwise(question.text.question_type, entry),
            asks_so=question.text.question_type in entry.question_types,
            shares=shares,
        )

    def outdoes(self, near: NearestMiss, question: WeighedQuestion) -> bool:
        """Whether the entry meets the question at least as well as the nearest near miss does.

        Then what the near miss has of the question is the entry's as well, and what else it says is
        not in the question: it must not silence the entry.
        """
        if self.unexplained_share > MOST_UNEXPLAINED or self.central_share < LEAST_CENTRAL:
            return False
        if not self.matches(near, question):
            return False
        asked = question.text.question_type
        if asked and asked not in LOOSE:
            return self.asked_otherwise < LITTLE_SAID
        return self.score >= near.score or self.likeness >= near.likeness + LIKELIER

    def spares(self, near: NearestMiss, question: WeighedQuestion) -> bool:
        """Whether the near miss adds nothing, though the entry may not be sure.

        Then it keeps the entry from answering, but not from being shown as the closest.
        """
        mostly = self.unexplained_share <= SPARED_UNEXPLAINED and self.central_share >= 0.5
        return mostly and self.asked_otherwise <= LITTLE_SAID and self.matches(near, question)

    def matches(self, near: NearestMiss, question: WeighedQuestion) -> bool:
        """Whether the near miss has nothing of the question that the entry hasn't as well.

        Neither words, nor the way of asking, nor more likeness on the whole.
        """
        added = [max(0.0, hers - own) for hers, own in zip(near.shares, self.shares, strict=True)]
        if self.likeness < near.likeness or question.explained(added) > MOST_ADDED:
            return False
        asked = question.text.question_type
        return self.asks_so or near.question_type != asked or not asked


def _heaviest(left: Sequence[float], question: WeighedQuestion) -> float:
    """The heaviest of what is left of each unit, as a share of what all weigh; 0 to 1.

    Words that only ask don't count: "how do i" is no part of what is to be done.
    """
    about = [
        (rest, weight)
        for rest, weight, unit in zip(left, question.weights, question.units, strict=True)
        if not only_asks(unit.text)
    ]
    whole = sum(weight for _, weight in about)
    return max(rest for rest, _ in about) / whole if whole else 0.0


def asked_otherwise(question_type: str, entry: Profile) -> float:
    """How far a question of a type wants another kind of thing than an entry's phrasings."""
    if not question_type:
        return 0.0
    if question_type in LOOSE:
        return LITTLE_SAID
    return 1.0 - LITTLE_SAID * min(1.0, entry.question_types.get(question_type, 0.0) / USUAL)


def features_of(
    met: Meeting, near: NearestMiss, question: WeighedQuestion, *, answered: bool
) -> Features:
    """The features of an entry but for the lead of its score, which its rivals decide.

    Args:
        met: How the entry meets the question.
        near: The nearest near miss, if the entry doesn't outdo it.
        question: The question.
        answered: Whether the entry answered the question before.
    """
    return Features(
        central_share=met.central_share,
        unexplained_share=met.unexplained_share,
        score_lead=0.0,
        asked_otherwise=met.asked_otherwise,
        near_miss_score=near.score,
        near_miss_likeness=near.likeness,
        question_weight=min(MOST_WEIGHT, question.total),
        word_count=float(min(MOST_WORDS, len(question.text.words))),
        answered_previous_question=float(answered),
        points_back=float(question.points_back),
    )


# Near misses: the lines that an editor wrote down as not covered, and what they silence.


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


class NearMisses:
    """The near misses of a FAQ, with how each asks, what it weighs, and which explain a unit."""

    def __init__(
        self, lines: Sequence[str], texts: Sequence[ReadText], rarity: Rarity, parts: Parts
    ) -> None:
        """From the lines and how each is read."""
        self._lines = lines
        self._normalised = frozenset(parts.plain("silenced", lambda: [*map(normalise, lines)]))
        self._question_types = parts.plain(
            "near misses' types", lambda: [text.question_type for text in texts]
        )
        self._weights = parts.plain(
            "near misses' weights",
            lambda: [sum(map(rarity.weight, text.units)) or 1.0 for text in texts],
        )
        self._index = KeyIndex(
            parts.plain("near misses' keys", lambda: KeyIndex.postings(map(keys_of, texts)))
        )

    def silence(self, *texts: str) -> bool:
        """Whether one of these normalised texts is a near miss: then nothing may answer it."""
        return not self._normalised.isdisjoint(texts)

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
        explained = [self._index.explaining(unit.seeks).shares for unit in question.units]
        alike, at = self._likest(self._index.explained(question), question.total or 1.0)
        if at is None:
            return NONE_NEAR
        shares = [lines.get(at, 0.0) for lines in explained]
        return NearestMiss(self._lines[at], self._question_types[at], alike, min(scores), shares)

    def _likest(self, common: Mapping[int, float], whole: float) -> tuple[float, int | None]:
        """The line that is most like a question, by the weight that they have in common."""
        least = HALF * max(common.values(), default=0.0)
        best, found = 0.0, None
        for line, both in common.items():
            if both > least:
                alike = harmonic(both / whole, min(1.0, both / self._weights[line]))
                if alike > best:
                    best, found = alike, line
        return best, found
