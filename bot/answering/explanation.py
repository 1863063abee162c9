"""Explains a decision in an editor's words: what decided, and what to write to change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.clauses import ConsideredClause
from bot.answering.decision import Decision
from bot.answering.knowledge import Knowledge
from bot.answering.reply import CandidateEvidence, Evidence, WordEvidence

SHOWN = 5  # candidates
UNEXPLAINED = 0.2  # the weight from which an unexplained word is named


@dataclass(frozen=True, slots=True)
class Explanation:
    """What is needed to explain a decision, should anybody ask."""

    knowledge: Knowledge
    clause: ConsideredClause
    decision: Decision

    def evidence(self) -> Evidence:
        """The evidence: words, candidates, thresholds, the rule and how to change it."""
        thresholds, confidence = self.knowledge.thresholds, self.clause.confidence
        words = tuple(self._words())
        unexplained = _unexplained(words)
        return Evidence(
            words=words,
            candidates=tuple(self._candidates()),
            thresholds=(
                ("confidence to answer", confidence, thresholds.min_confidence_to_answer),
                ("confidence to suggest", confidence, thresholds.min_confidence_to_suggest),
            ),
            rule=self._rule(unexplained),
            advice=self._advice(unexplained),
        )

    def _words(self) -> Iterator[WordEvidence]:
        """The words that weigh something, and how far the best entry explains them."""
        clause = self.clause
        best = clause.candidates[0].profile if clause.candidates else None
        for unit, weight in zip(clause.question.units, clause.question.weights, strict=True):
            explained = best.explains(unit) if best else 0.0
            typed = clause.typed_as(unit.first, unit.last, unit.text)
            yield WordEvidence(typed, unit.text, round(weight, 3), round(explained, 3))

    def _candidates(self) -> Iterator[CandidateEvidence]:
        for one in self.clause.candidates[:SHOWN]:
            yield CandidateEvidence(one.entry, one.score, one.confidence, one.features.by_name())

    def _rule(self, unexplained: str) -> str:
        needed = self.knowledge.thresholds.min_confidence_to_answer
        confidence = f"{self.clause.confidence:.2f}"
        reached = f"{confidence}, and {needed:.2f} is needed to answer"
        match self.decision.rule:
            case "near_miss" | "other_words":
                return "The question is listed under not_covered."
            case "passage":
                return "No entry is sure, but a sentence that no entry cites explains every word."
            case "far":
                return f"No entry is near: the best has a confidence of {confidence}."
            case "sure":
                return f"{self._best} explains the question: its confidence is {reached}."
            case "likely" | "unsure":
                return f"{self._doubt(unexplained)} Its confidence is {reached}."

    def _doubt(self, unexplained: str) -> str:
        """What speaks most against the entry that is near, in words."""
        best = self.clause.candidates[0]
        if best.features.near_miss_likeness > best.likeness:
            return f"The question is more like a line of not_covered than like {self._best}."
        if unexplained:
            return f"{self._best} is near, but doesn't speak of {unexplained}."
        if best.features.asked_otherwise == 1.0:
            question_type = self.clause.question.text.question_type
            return f"{self._best} is near, but never asked “{question_type}”."
        return f"{self._best} is near, but others are, too."

    def _advice(self, unexplained: str) -> str:
        """What to write into the FAQ to change the outcome."""
        match self.decision.rule:
            case "sure":
                return "If this is wrong, list the question under not_covered."
            case "near_miss" | "other_words":
                return (
                    "If an entry does answer it, move the line from not_covered to its phrasings."
                )
            case "passage":
                return "Write an entry that cites the sentence."
            case "far":
                return (
                    "If the article answers it, write an entry, with this question as a phrasing."
                )
            case "likely" | "unsure":
                synonyms = (
                    f", or add {unexplained} to its words under synonyms" if unexplained else ""
                )
                return (
                    f"If {self._best} answers it, add the question to its phrasings"
                    f"{synonyms}. If nothing does, list it under not_covered."
                )

    @property
    def _best(self) -> str:
        """The id of the best entry, in quotes."""
        if not self.clause.candidates:
            return "No entry"
        return f"“{self.clause.candidates[0].entry.id}”"


def _unexplained(words: Sequence[WordEvidence]) -> str:
    """The words that the best entry leaves unexplained, the heaviest first, in quotes."""
    left = [word for word in words if word.weight * (1 - word.explained) >= UNEXPLAINED]
    left.sort(key=lambda word: -word.weight * (1 - word.explained))
    return ", ".join(f"“{word.read}”" for word in left)
