"""Decides the reply to one clause, by the thresholds, and says by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.clauses import ConsideredClause
from bot.answering.confidence import Candidate, Comparisons, lead, spared
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, Closest, DidYouMean, NotCovered, Passage, Reply
from bot.answering.thresholds import THRESHOLDS
from bot.article.article import Citation

SUGGESTIONS = 5
NEAR = 3  # questions offered where nothing answers
OTHERS = 2  # offered beside the closest
Rule = Literal["near_miss", "sure", "passage", "other_words", "likely", "unsure", "far"]


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

    def about(self, clause: ConsideredClause) -> tuple[Candidate, ...]:
        """The candidates that it was about, the likeliest first."""
        met = self.compared.if_spared.met
        return spared(clause.candidates) if met else clause.candidates


@dataclass(frozen=True)
class Decided:
    """A decision with what it was about, to be explained should anybody ask.

    Attributes:
        knowledge: What answered.
        clause: The clause as it was read.
        decision: The decision about it.
        question: The clause as it is shown.
    """

    knowledge: Knowledge
    clause: ConsideredClause
    decision: Decision
    question: str


def decide(knowledge: Knowledge, clause: ConsideredClause) -> Decision:
    """The reply to one clause."""
    candidates = clause.candidates
    compared = Comparisons.of(candidates, clause.question.total)
    if clause.is_near_miss:
        return Decision(_not_covered(clause, near_miss=True), "near_miss", compared)
    if not candidates:
        return Decision(NotCovered(), "far", compared)
    if compared.answers and not _another_faq_answers(candidates):
        return Decision(Answer(candidates[0].entry), "sure", compared)
    sentence = passage(knowledge, clause)
    if sentence:
        return Decision(Passage((sentence,)), "passage", compared)
    if compared.near_miss.met:
        return Decision(_not_covered(clause, near_miss=True), "other_words", compared)
    if not compared.to_show.met:
        candidates, compared = _spared(candidates, compared)
    likely = compared.to_suggest.met or compared.if_spared.met
    if not (compared.weight_to_suggest.met and likely):
        return Decision(_not_covered(clause), "far", compared)
    first, *others = suggestions(_not_far_behind(candidates))
    if compared.shows:
        return Decision(Closest(first, tuple(others[:OTHERS])), "likely", compared)
    return Decision(DidYouMean((first, *others)), "unsure", compared)


def _spared(
    candidates: tuple[Candidate, ...], compared: Comparisons
) -> tuple[tuple[Candidate, ...], Comparisons]:
    """What is shown if near misses that add nothing to the question don't count."""
    found = spared(candidates)
    reached = compared.if_spared._replace(reached=found[0].confidence)
    if not reached.met:
        return candidates, compared._replace(if_spared=reached)
    return found, compared._replace(if_spared=reached, lead=lead(found))


def _another_faq_answers(candidates: Sequence[Candidate]) -> bool:
    """Whether an entry of another FAQ is about as likely as the first: then the member chooses."""
    best = candidates[0]
    others = [one for one in candidates if one.scale is not best.scale]
    return not lead([best, *others]).met


def _not_covered(clause: ConsideredClause, *, near_miss: bool = False) -> NotCovered:
    """No answer, with the nearest entries that share an informative word with the question."""
    needed = THRESHOLDS.min_explained_weight_to_suggest
    sharing = [one for one in clause.candidates if one.met.explained_weight >= needed]
    return NotCovered(suggestions(sharing)[:NEAR], near_miss)


def _not_far_behind(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are not far less likely than the first."""
    least = THRESHOLDS.min_share_to_suggest * candidates[0].confidence
    return [one for one in candidates if one.confidence >= least]


def passage(knowledge: Knowledge, clause: ConsideredClause) -> Citation | None:
    """The sentence that no entry cites and that explains every word; None if there is none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    if clause.is_follow_up or clause.question.total < THRESHOLDS.min_passage_weight:
        return None
    return knowledge.uncited(clause, THRESHOLDS.min_passage_share)


def suggestions(candidates: Sequence[Candidate]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in candidates:
        chosen.setdefault(candidate.stands_on, candidate.entry)
    return tuple(chosen.values())[:SUGGESTIONS]
