"""The thresholds to answer, to show as closest, to suggest and to quote, and the weights."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.features import Features

WEIGHTS = Features(
    central_share=1.1,
    unexplained_share=-2.42,
    score_lead=5.47,
    asked_otherwise=-1.49,
    near_miss_score=-7.47,
    near_miss_likeness=-0.68,
    question_weight=-1.02,
    word_count=0.17,
    answered_previous_question=-1.18,
    points_back=-1.08,
)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What it takes to answer, to suggest and to quote a sentence, each with its reason."""

    weights: Features = WEIGHTS
    """What each feature counts for the fit of an entry: a conditional logit, learnt from labelled
    questions on several articles by `python -m tests.benchmarks.learn_weights`, each weight held to
    the sign that its meaning gives it."""
    bias: float = 0.54
    """What the fit is without features, against no entry at all; learnt with the weights."""
    min_confidence_to_answer: float = 0.48
    """Where 5 of a hundred learnt questions without an answer pass, of which most were written to
    come near to what is answered. Learnt with the weights, as the next is."""
    min_confidence_unasked: float = 0.6
    """What it takes to answer who did not ask the bot: being wrong there is being in the way."""
    min_confidence_to_show: float = 0.13
    """From here on seven of ten that are shown as the closest, not as the answer, do answer."""
    min_lead_to_show: float = 1.1
    """How many times as likely as the best that competes the closest must be: of entries that are
    alike the member chooses."""
    min_confidence_if_spared: float = 0.3
    """What it takes to be shown as the closest where nothing but a near miss stands against it, and
    that adds nothing to the question: confidence as if it were not there."""
    min_confidence_to_suggest: float = 0.05
    """Below it lies most of what is off the subject."""
    min_near_miss_likeness: float = 0.8
    """How alike a question and a near miss are that say the same in other words."""
    min_share_to_suggest: float = 0.33
    """The least share of the first's confidence that whatever is suggested beside it must have."""
    min_explained_weight_to_answer: float = 0.18
    """The least weight of a question that an entry must explain to answer: a word that every entry
    has, or that says next to nothing, is no question."""
    min_explained_weight_to_show: float = 0.2
    """Likewise to be shown as the closest, which is shown at less confidence: below it two of three
    that would be shown are wrong."""
    min_explained_weight_to_suggest: float = 0.1
    """Likewise to be suggested."""
    max_unexplained_word_to_answer: float = 0.37
    """The share of a question's weight from which one word that an entry doesn't explain forbids
    that it answers."""
    max_unexplained_word_to_show: float = 0.6
    """Likewise that it is shown as the closest."""
    score_steepness: float = 4.0
    """Where the score alone is trusted (see `ScoreScale.trust`), confidence follows it so
    steeply."""
    min_passage_share: float = 0.8
    """The least share of a question that a sentence no entry cites must explain to be quoted. A
    word of a sentence explains 0.85 of its like, so hardly a word may be missing."""
    min_passage_weight: float = 1.0
    """The least weight of such a question: a word or two stand in too many sentences."""


THRESHOLDS = Thresholds()
