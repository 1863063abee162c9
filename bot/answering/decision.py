"""Decides the reply to one clause, by the thresholds, and says by which rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.answering.clauses import ConsideredClause
from bot.answering.confidence import Candidate
from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, DidYouMean, NotCovered, Passage, Reply
from bot.article.article import Citation
from bot.matching.text import is_identifier

SUGGESTIONS = 5
Rule = Literal["sure", "near_miss", "passage", "unsure", "far"]


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
    scorer, thresholds = knowledge.scorer, knowledge.scorer.thresholds
    candidates, confidence = clause.candidates, clause.confidence
    if scorer.near_misses.silence(clause.typed, clause.read):
        return Decision(NotCovered(suggestions(knowledge, candidates)[:1]), "near_miss")
    explained = candidates[0].features.explained_weight if candidates else 0.0
    # Of idle words alone the scores may still find the entry, where they are trusted.
    idle = not clause.question.total and scorer.scale.trust > 0.0
    enough = explained >= thresholds.min_explained_weight_to_answer or idle
    enough = enough and not _names_another(knowledge, clause)
    if enough and confidence >= thresholds.min_confidence_to_answer:
        return Decision(Answer(knowledge.entries[candidates[0].entry]), "sure")
    sentence = passage(knowledge, clause)
    if sentence:
        return Decision(Passage((sentence,)), "passage")
    if (
        explained < thresholds.min_explained_weight_to_suggest
        or confidence < thresholds.min_confidence_to_suggest
    ):
        return Decision(NotCovered(), "far")
    return Decision(DidYouMean(suggestions(knowledge, candidates)), "unsure")


def _names_another(knowledge: Knowledge, clause: ConsideredClause) -> bool:
    """Whether the clause names what the likeliest entry knows nothing of, as another release.

    Nearly the same name is another thing, however alike all else is.
    """
    if not clause.candidates:
        return False
    profile = knowledge.scorer.profiles[clause.candidates[0].entry]
    return any(
        is_identifier(unit.text) and unit.text in clause.words and not profile.explains(unit)
        for unit in clause.question.units
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
