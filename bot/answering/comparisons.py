"""What a decision compares: the values that were reached, beside those that are needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from bot.answering.confidence import Candidate
from bot.answering.thresholds import Thresholds

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
    def of(
        cls, candidates: Sequence[Candidate], asked: float, thresholds: Thresholds
    ) -> Comparisons:
        """What decides about candidates; without any nothing is reached.

        Args:
            candidates: The candidates, the likeliest first.
            asked: The weight of the question.
            thresholds: What is needed.
        """
        best = candidates[0] if candidates else None
        confidence = best.confidence if best else 0.0
        weight = best.explained_weight if best else 0.0
        word = _unexplained_word(best) if best else 0.0
        idle = not asked and best is not None and _finds_idle_words(best)
        return cls(
            Comparison(weight, 0.0 if idle else thresholds.min_explained_weight_to_answer),
            Comparison(word, thresholds.max_unexplained_word_to_answer),
            Comparison(confidence, thresholds.min_confidence_to_answer),
            Comparison(confidence, thresholds.min_confidence_to_show),
            Comparison(weight, 0.0 if idle else thresholds.min_explained_weight_to_show),
            Comparison(word, thresholds.max_unexplained_word_to_show),
            lead(candidates, thresholds),
            Comparison(confidence, thresholds.min_confidence_to_suggest),
            Comparison(0.0, thresholds.min_confidence_if_spared),
            Comparison(
                max((one.explained_weight for one in candidates), default=0.0),
                thresholds.min_explained_weight_to_suggest,
            ),
            Comparison(
                best.features.near_miss_likeness if best else 0.0,
                max(best.likeness if best else 0.0, thresholds.min_near_miss_likeness),
            ),
        )


def _finds_idle_words(best: Candidate) -> bool:
    """Whether the scores find an entry by idle words alone: "what is the article about".

    Where they are trusted, or far above those of the FAQ's own phrasings.
    """
    return best.scale.trust > 0.0 or best.scale(best.score) >= PLAIN


def _unexplained_word(best: Candidate) -> float:
    """How much of what is asked is one word that the entry doesn't explain, 0 to 1.

    "How do I cook the plugin" asks nothing that an entry about its installation answers.
    """
    return 0.0 if best.scale.decides else best.heaviest_unexplained


def lead(candidates: Sequence[Candidate], thresholds: Thresholds) -> Comparison:
    """The confidence of the first beside that of the likeliest that competes with it."""
    if not candidates:
        return Comparison(0.0, 0.0)
    best, *others = candidates
    next_best = next((one.confidence for one in others if one.competes_with(best)), 0.0)
    return Comparison(best.confidence, thresholds.min_lead_to_show * next_best)
