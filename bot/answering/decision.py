"""Decides the reply to one clause, by the thresholds, and says by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from bot.answering.clauses import ConsideredClause
from bot.answering.confidence import Candidate
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, DidYouMean, NotCovered, Passage, Reply
from bot.answering.scorer import Scorer
from bot.answering.thresholds import Thresholds
from bot.article.article import Citation

SUGGESTIONS = 5
PLAIN = 1.5  # the scaled score from which idle words plainly find their entry
NEAR = 3  # questions offered where nothing answers
OTHERS = 2  # offered beside the closest
Rule = Literal["near_miss", "sure", "passage", "other_words", "likely", "unsure", "far"]


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

    @classmethod
    def of(cls, knowledge: Knowledge, clause: ConsideredClause) -> Comparisons:
        """What decides about a clause; without candidates nothing is reached."""
        scorer, thresholds = knowledge.scorer, knowledge.scorer.thresholds
        best = clause.candidates[0] if clause.candidates else None
        confidence = clause.confidence
        # Of idle words alone the scores may still find the entry, where they are trusted or far
        # above those of the FAQ's own phrasings: "what is the article about".
        trusted = scorer.scale.trust > 0.0 or (best and scorer.scale(best.score) >= PLAIN)
        idle = not clause.question.total and trusted
        return cls(
            Comparison(
                best.explained_weight if best else 0.0,
                0.0 if idle else thresholds.min_explained_weight_to_answer,
            ),
            Comparison(
                unexplained_word(best, scorer) if best else 0.0, thresholds.max_unexplained_word
            ),
            Comparison(confidence, thresholds.min_confidence_to_answer),
            Comparison(confidence, thresholds.min_confidence_to_show),
            _lead(knowledge, clause.candidates),
            Comparison(confidence, thresholds.min_confidence_to_suggest),
            Comparison(0.0, thresholds.min_confidence_if_spared),
            Comparison(
                max((one.explained_weight for one in clause.candidates), default=0.0),
                thresholds.min_explained_weight_to_suggest,
            ),
            Comparison(
                best.features.near_miss_likeness if best else 0.0,
                max(best.likeness if best else 0.0, thresholds.min_near_miss_likeness),
            ),
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """A reply with the rule that led to it, and what was compared."""

    reply: Reply
    rule: Rule
    compared: Comparisons

    @property
    def answers(self) -> bool:
        """Whether an entry or sentences of the article answer."""
        return isinstance(self.reply, Answer | Passage)

    def about(self, knowledge: Knowledge, clause: ConsideredClause) -> tuple[Candidate, ...]:
        """The candidates that it was about, the likeliest first."""
        spared = self.compared.if_spared.met
        return knowledge.scorer.spared(clause.candidates) if spared else clause.candidates


def decide(knowledge: Knowledge, clause: ConsideredClause) -> Decision:
    """The reply to one clause."""
    thresholds, candidates = knowledge.scorer.thresholds, clause.candidates
    compared = Comparisons.of(knowledge, clause)
    near = NotCovered(suggestions(knowledge, _sharing(clause, thresholds))[:NEAR])
    if knowledge.scorer.near_misses.silence(clause.typed, clause.read):
        return Decision(replace(near, near_miss=True), "near_miss", compared)
    if not candidates:
        return Decision(near, "far", compared)
    if compared.answers:
        return Decision(Answer(knowledge.entries[candidates[0].entry]), "sure", compared)
    sentence = passage(knowledge, clause)
    if sentence:
        return Decision(Passage((sentence,)), "passage", compared)
    if compared.near_miss.met:
        return Decision(replace(near, near_miss=True), "other_words", compared)
    if not compared.to_show.met:
        candidates, compared = _spared(knowledge, candidates, compared)
    shown = compared.to_show.met or compared.if_spared.met
    if not (compared.weight_to_suggest.met and (shown or compared.to_suggest.met)):
        return Decision(near, "far", compared)
    first, *others = suggestions(knowledge, _not_far_behind(candidates, thresholds))
    if shown and compared.lead.met:
        return Decision(Closest(first, tuple(others[:OTHERS])), "likely", compared)
    return Decision(DidYouMean((first, *others)), "unsure", compared)


def unexplained_word(best: Candidate, scorer: Scorer) -> float:
    """How much of what is asked is one word that the entry doesn't explain, 0 to 1.

    "How do I cook the plugin" asks nothing that an entry about its installation answers. Where the
    scores are trusted, words count less.
    """
    return best.heaviest_unexplained * (1.0 - scorer.scale.trust)


def _spared(
    knowledge: Knowledge, candidates: tuple[Candidate, ...], compared: Comparisons
) -> tuple[tuple[Candidate, ...], Comparisons]:
    """What is shown if near misses that add nothing to the question don't count."""
    spared = knowledge.scorer.spared(candidates)
    reached = compared.if_spared._replace(reached=spared[0].confidence)
    if not reached.met:
        return candidates, compared._replace(if_spared=reached)
    return spared, compared._replace(if_spared=reached, lead=_lead(knowledge, spared))


def _sharing(clause: ConsideredClause, thresholds: Thresholds) -> list[Candidate]:
    """The candidates that share an informative word with the question."""
    needed = thresholds.min_explained_weight_to_suggest
    return [one for one in clause.candidates if one.explained_weight >= needed]


def _not_far_behind(candidates: Sequence[Candidate], thresholds: Thresholds) -> list[Candidate]:
    """The candidates that are not far less likely than the first."""
    least = thresholds.min_share_to_suggest * candidates[0].confidence
    return [one for one in candidates if one.confidence >= least]


def _lead(knowledge: Knowledge, candidates: Sequence[Candidate]) -> Comparison:
    """The confidence of the first beside that of the likeliest that competes with it."""
    if not candidates:
        return Comparison(0.0, 0.0)
    rivals = knowledge.scorer.rivals[candidates[0].entry]
    next_best = next((one.confidence for one in candidates if one.entry in rivals), 0.0)
    return Comparison(
        candidates[0].confidence, knowledge.scorer.thresholds.min_lead_to_show * next_best
    )


def passage(knowledge: Knowledge, clause: ConsideredClause) -> Citation | None:
    """The sentence that no entry cites and that explains every word; None if there is none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    thresholds = knowledge.scorer.thresholds
    if clause.is_follow_up or clause.question.total < thresholds.min_passage_weight:
        return None
    return knowledge.uncited.best(clause.question, thresholds.min_passage_share)


def suggestions(knowledge: Knowledge, candidates: Sequence[Candidate]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in candidates:
        entry = knowledge.entries[candidate.entry]
        chosen.setdefault(entry.stands_on, entry)
    return tuple(chosen.values())[:SUGGESTIONS]
