"""Decides the reply to one clause, by the thresholds, and says by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.answering.clauses import ConsideredClause
from bot.answering.confidence import Candidate
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, DidYouMean, NotCovered, Passage, Reply
from bot.answering.thresholds import Thresholds
from bot.article.article import Citation

SUGGESTIONS = 5
NEAR = 3  # questions offered where nothing answers
OTHERS = 2  # offered beside the closest
Rule = Literal["near_miss", "sure", "passage", "other_words", "likely", "unsure", "far"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A reply with the rule that led to it."""

    reply: Reply
    rule: Rule

    @property
    def answers(self) -> bool:
        """Whether an entry or sentences of the article answer."""
        return isinstance(self.reply, Answer | Passage)


def decide(knowledge: Knowledge, clause: ConsideredClause) -> Decision:
    """The reply to one clause."""
    thresholds, candidates = knowledge.thresholds, clause.candidates
    near = NotCovered(suggestions(_sharing(clause, thresholds))[:NEAR])
    if clause.is_near_miss:
        return Decision(replace(near, near_miss=True), "near_miss")
    if not candidates:
        return Decision(near, "far")
    best = candidates[0]
    if clause.is_sure(thresholds) and not _another_faq_answers(candidates, thresholds):
        return Decision(Answer(best.entry), "sure")
    sentence = passage(knowledge, clause)
    if sentence:
        return Decision(Passage((sentence,)), "passage")
    if best.near_miss and best.features.near_miss_likeness >= thresholds.min_near_miss_likeness:
        return Decision(replace(near, near_miss=True), "other_words")
    if not near.near or best.confidence < thresholds.min_confidence_to_suggest:
        return Decision(near, "far")
    first, *others = suggestions(_not_far_behind(candidates, thresholds))
    if best.confidence >= thresholds.min_confidence_to_show and _leads(candidates, thresholds):
        return Decision(Closest(first, tuple(others[:OTHERS])), "likely")
    return Decision(DidYouMean((first, *others)), "unsure")


def _another_faq_answers(candidates: Sequence[Candidate], thresholds: Thresholds) -> bool:
    """Whether an entry of another FAQ is about as likely as the first: then the member chooses."""
    best = candidates[0]
    others = [one for one in candidates if one.scale is not best.scale]
    return not _leads([best, *others], thresholds)


def _sharing(clause: ConsideredClause, thresholds: Thresholds) -> list[Candidate]:
    """The candidates that share an informative word with the question."""
    needed = thresholds.min_explained_weight_to_suggest
    return [one for one in clause.candidates if one.explained_weight >= needed]


def _not_far_behind(candidates: Sequence[Candidate], thresholds: Thresholds) -> list[Candidate]:
    """The candidates that are not far less likely than the first."""
    least = thresholds.min_share_to_suggest * candidates[0].confidence
    return [one for one in candidates if one.confidence >= least]


def _leads(candidates: Sequence[Candidate], thresholds: Thresholds) -> bool:
    """Whether the first is clearly likelier than all that compete with it."""
    best = candidates[0]
    next_best = next((one.confidence for one in candidates if one.competes_with(best)), 0.0)
    return best.confidence >= thresholds.min_lead_to_show * next_best


def passage(knowledge: Knowledge, clause: ConsideredClause) -> Citation | None:
    """The sentence that no entry cites and that explains every word; None if there is none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    thresholds = knowledge.thresholds
    if clause.is_follow_up or clause.question.total < thresholds.min_passage_weight:
        return None
    return knowledge.uncited(clause, thresholds.min_passage_share)


def suggestions(candidates: Sequence[Candidate]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in candidates:
        chosen.setdefault(candidate.stands_on, candidate.entry)
    return tuple(chosen.values())[:SUGGESTIONS]
