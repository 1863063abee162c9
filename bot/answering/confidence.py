"""From features to confidence: which entry fits best, and how likely it answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from operator import mul
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.answering.entry import Entry
from bot.answering.features import Features, Meeting
from bot.answering.profiles import Profile
from bot.answering.thresholds import THRESHOLDS, Thresholds
from bot.matching.ridge import Rehearsal, best_threshold

PRIOR = (0.15, 0.55)  # absent and own scores where a FAQ is too small to measure them
STRENGTH = 30  # phrasings that outweigh the prior
TELLING = 400  # phrasings from which asking them tells how far scores are to be trusted

LITTLE, ENOUGH = 0.62, 0.78
"""How often a phrasing asked without itself outscores one asked without its whole entry. Up to the
first the score alone means nothing, as in FAQs about an article, whose questions share their words:
there the words decide. From the second on it means most, as among a bot's intents."""

MOST_TRUST = 0.82
"""How far the score alone is trusted at most: what scores leave open, words still settle."""

TRUSTED = 0.75
"""From here on scores decide alone what single words would: among many intents people say much that
no phrasing has, and hundreds of phrasings tell opposites apart."""

MOST_FIT = 30.0  # the fit from which more makes no difference


class ScoreScale(NamedTuple):
    """What the ranker's scores mean in this FAQ, learnt by asking it its own phrasings.

    Attributes:
        low: What a strange question scores; 0 on the scale.
        high: What one of the FAQ's own scores; 1 on the scale.
        threshold: The score that best separates the two.
        trust: How far the score alone is to be trusted, 0 to 1.
    """

    low: float
    high: float
    threshold: float
    trust: float

    @classmethod
    def of(cls, rehearsal: Rehearsal, phrasings: int) -> ScoreScale:
        """From each phrasing's score without itself, and without its whole entry.

        Args:
            rehearsal: The ranker's, near misses included.
            phrasings: How many of its first rows are phrasings of entries.
        """
        n = phrasings
        if not n:
            return cls(*PRIOR, 0.5, 0.0)
        own, absent = np.sort(rehearsal.own[:n]), np.sort(rehearsal.absent[:n])
        share = n / (n + STRENGTH)
        low = share * _median(absent) + (1 - share) * PRIOR[0]
        high = share * _median(own) + (1 - share) * PRIOR[1]
        trust = share * (_outscoring(own, absent) - LITTLE) / (ENOUGH - LITTLE)
        known = min(1.0, n / TELLING)
        return cls(
            round(low, 6),
            round(max(high, low + 0.1), 6),
            best_threshold(rehearsal),
            round(known * MOST_TRUST * min(1.0, max(0.0, trust)), 6),
        )

    @property
    def decides(self) -> bool:
        """Whether the score is trusted so far that single words don't count against it."""
        return self.trust >= TRUSTED

    def __call__(self, score: float) -> float:
        """The scaled score, kept between -1 and 1.5."""
        return max(-1.0, min(1.5, (score - self.low) / (self.high - self.low)))

    def above_threshold(self, score: float) -> float:
        """How far a score is above the threshold, by the same measure."""
        return (score - self.threshold) / (self.high - self.low)


def _outscoring(own: NDArray[np.float64], absent: NDArray[np.float64]) -> float:
    """How often one of `own` is above one of `absent`, both in ascending order."""
    return float(np.searchsorted(absent, own).mean()) / len(absent)


def _median(ordered: NDArray[np.float64]) -> float:
    """The median of ordered values; numpy's own loads masked arrays, at 10 ms of every start."""
    return float(ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2


class Candidate(NamedTuple):
    """An entry that may answer.

    Attributes:
        entry: The entry.
        profile: What it explains.
        stands_on: The sentences that it stands on.
        scale: What scores mean in its FAQ.
        met: How it meets the question.
        features: What speaks for and against it.
        contradiction: Why it can't be what is asked for, in words; else "".
        near_miss: The near miss that is most like the question; "" if it outdoes them all.
        spared: Whether that has nothing of the question which the entry hasn't.
        fit: The sum of the weighed features; orders the candidates, without unit.
        confidence: How likely it answers, 0 to 1.
    """

    entry: Entry
    profile: Profile
    stands_on: frozenset[tuple[str, int]]
    scale: ScoreScale
    met: Meeting
    features: Features
    contradiction: str = ""
    near_miss: str = ""
    spared: bool = False
    fit: float = 0.0
    confidence: float = 0.0

    def competes_with(self, other: Candidate) -> bool:
        """Whether the two stand on other sentences, so that one of them alone is meant."""
        return self.stands_on.isdisjoint(other.stands_on)


def leading(found: Sequence[Candidate]) -> list[Candidate]:
    """Candidates with the lead that the score of each has over the best of those that compete."""
    leads = []
    for one in found:
        rival = max((other.met.score for other in found if one.competes_with(other)), default=0.0)
        leads.append(one._replace(features=one.features._replace(score_lead=one.met.score - rival)))
    return leads


def ranked_candidates(
    found: Sequence[Candidate], thresholds: Thresholds = THRESHOLDS
) -> tuple[Candidate, ...]:
    """Candidates with fit and confidence, the likeliest first.

    The confidence is a conditional logit: the share that e to the power of the fit has of the sum
    over all candidates and of 1, which stands for no entry at all. Two that fit alike are each at
    most half as likely; those that cite the same sentences count as one. No entry is likelier to
    answer than one that fits better.

    Args:
        found: The candidates, of one FAQ or of several, in the order of the entries.
        thresholds: The weights of features.
    """
    fits = [fit_of(one, thresholds) for one in found]
    parts = [math.exp(max(-MOST_FIT, min(MOST_FIT, fit))) for fit in fits]
    whole = 1.0 + sum(parts)
    most, ordered = 1.0, []
    for at in sorted(range(len(found)), key=lambda one: -fits[one]):
        mine = found[at]
        sure = 0.0
        if not mine.contradiction:
            pairs = zip(found, parts, strict=True)
            share = sum([part for one, part in pairs if not mine.competes_with(one)])
            sure = _confidence(share / whole, mine, thresholds)
        most = min(most, sure)
        ordered.append(mine._replace(fit=fits[at], confidence=most))
    return tuple(ordered)


def spared(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Candidates as if near misses that add nothing to the question were not there."""
    if not any(one.spared for one in candidates):
        return tuple(candidates)
    none = {"near_miss_score": 0.0, "near_miss_likeness": 0.0}
    return ranked_candidates(
        [
            one._replace(features=one.features._replace(**none)) if one.spared else one
            for one in candidates
        ]
    )


def fit_of(candidate: Candidate, thresholds: Thresholds) -> float:
    """How well an entry fits: by its features, or by the score where that is trusted."""
    if candidate.contradiction:
        return -MOST_FIT
    weighed: list[float] = list(map(mul, thresholds.weights, candidate.features))
    words = thresholds.bias + sum(weighed)
    if not (trust := candidate.scale.trust):
        return round(words, 6)
    by_score = thresholds.score_steepness * candidate.scale(candidate.met.score)
    return round(words + trust * (by_score - words), 6)


def _confidence(share: float, candidate: Candidate, thresholds: Thresholds) -> float:
    """How likely an entry answers, 0 to 1.

    By its share, or where the score is trusted by how far that is above what separates the FAQ's
    own questions from strange ones in this FAQ.
    """
    words, scale = _logit(share), candidate.scale
    by_score = _logit(thresholds.min_confidence_to_answer)
    by_score += thresholds.score_steepness * scale.above_threshold(candidate.met.score)
    logit = words + scale.trust * (by_score - words)
    return round(1.0 / (1.0 + math.exp(-max(-MOST_FIT, min(MOST_FIT, logit)))), 6)


def _logit(share: float) -> float:
    kept = min(1 - 1e-9, max(1e-9, share))
    return math.log(kept / (1 - kept))


# What a decision compares: the values that were reached, beside those that are needed.


PLAIN = 1.5  # the scaled score from which idle words plainly find their entry


class Comparison(NamedTuple):
    """A value that was reached, beside the least that is needed."""

    reached: float
    needed: float

    @property
    def met(self) -> bool:
        """Whether enough was reached."""
        return self.reached >= self.needed


class Comparisons(NamedTuple):
    """What a decision compares: all of the first candidate, but for the weight to suggest.

    Attributes:
        weight_to_answer: The weight that it explains; none is needed of idle words alone, where
            the scores find the entry.
        unexplained_word: The share of one word that it doesn't explain, and from where on that
            forbids an answer.
        to_answer: Its confidence, and what it takes to answer.
        to_show: The same, to be shown as the closest.
        weight_to_show, word_to_show: As the first two, to be shown as the closest.
        lead: The same, to be clearly likelier than all that compete with it.
        to_suggest: The same, to be suggested.
        if_spared: The confidence of the likeliest, as if near misses that add nothing to the
            question were not there, and what it takes to be shown then; worked out below `to_show`.
        weight_to_suggest: The most that any candidate explains.
        near_miss: How alike the question and the near miss are that it doesn't outdo, and from
            where on they say the same.
    """

    weight_to_answer: Comparison
    unexplained_word: Comparison
    to_answer: Comparison
    to_show: Comparison
    weight_to_show: Comparison
    word_to_show: Comparison
    lead: Comparison
    to_suggest: Comparison
    if_spared: Comparison
    weight_to_suggest: Comparison
    near_miss: Comparison

    @property
    def answers(self) -> bool:
        """Whether the first candidate answers."""
        enough = self.weight_to_answer.met and not self.unexplained_word.met
        return enough and self.to_answer.met

    @property
    def shows(self) -> bool:
        """Whether the first candidate is shown as the closest."""
        enough = self.weight_to_show.met and not self.word_to_show.met and self.lead.met
        return enough and (self.to_show.met or self.if_spared.met)

    @classmethod
    def of(cls, candidates: Sequence[Candidate], asked: float) -> Comparisons:
        """What decides about candidates; without any nothing is reached.

        Args:
            candidates: The candidates, the likeliest first.
            asked: The weight of the question.
        """
        needed, best = THRESHOLDS, candidates[0] if candidates else None
        confidence = best.confidence if best else 0.0
        weight = best.met.explained_weight if best else 0.0
        # "How do I cook the plugin" asks nothing that an entry about its installation answers.
        word = best.met.heaviest_unexplained if best and not best.scale.decides else 0.0
        idle = not asked and best is not None and _finds_idle_words(best)
        most = max((one.met.explained_weight for one in candidates), default=0.0)
        alike = max(best.met.likeness if best else 0.0, needed.min_near_miss_likeness)
        return cls(
            weight_to_answer=Comparison(
                weight, 0.0 if idle else needed.min_explained_weight_to_answer
            ),
            unexplained_word=Comparison(word, needed.max_unexplained_word_to_answer),
            to_answer=Comparison(confidence, needed.min_confidence_to_answer),
            to_show=Comparison(confidence, needed.min_confidence_to_show),
            weight_to_show=Comparison(weight, 0.0 if idle else needed.min_explained_weight_to_show),
            word_to_show=Comparison(word, needed.max_unexplained_word_to_show),
            lead=lead(candidates),
            to_suggest=Comparison(confidence, needed.min_confidence_to_suggest),
            if_spared=Comparison(0.0, needed.min_confidence_if_spared),
            weight_to_suggest=Comparison(most, needed.min_explained_weight_to_suggest),
            near_miss=Comparison(best.features.near_miss_likeness if best else 0.0, alike),
        )


def _finds_idle_words(best: Candidate) -> bool:
    """Whether the scores find an entry by idle words alone: "what is the article about".

    Where they are trusted, or far above those of the FAQ's own phrasings.
    """
    return best.scale.trust > 0.0 or best.scale(best.met.score) >= PLAIN


def lead(candidates: Sequence[Candidate]) -> Comparison:
    """The confidence of the first beside that of the likeliest that competes with it."""
    if not candidates:
        return Comparison(0.0, 0.0)
    best, *others = candidates
    next_best = next((one.confidence for one in others if one.competes_with(best)), 0.0)
    return Comparison(best.confidence, THRESHOLDS.min_lead_to_show * next_best)
