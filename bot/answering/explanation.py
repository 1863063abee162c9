"""Why: what decided, in words and figures that an editor understands, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from bot.answering.decision import Considered, Decision
from bot.answering.knowledge import Knowledge
from bot.answering.reply import CandidateEvidence, Evidence, WordSeen

SHOWN = 5
UNEXPLAINED = 0.2  # the weight from which an unexplained word is named


def evidence(knowledge: Knowledge, found: Considered, decision: Decision) -> Evidence:
    """The evidence of a part: words, candidates, thresholds, the rule and how to change it."""
    policy = knowledge.scorer.policy
    seen = tuple(_words(knowledge, found))
    return Evidence(
        words=seen,
        candidates=tuple(
            CandidateEvidence(
                knowledge.entries[one.entry],
                one.score,
                one.confidence,
                one.features.named_figures(),
            )
            for one in found.candidates[:SHOWN]
        ),
        thresholds=(
            ("chance to answer", found.confidence, policy.answer),
            ("chance to suggest", found.confidence, policy.near),
        ),
        rule=_rule(knowledge, found, decision, seen),
        advice=_advice(knowledge, found, decision, seen),
    )


def _words(knowledge: Knowledge, found: Considered) -> Iterator[WordSeen]:
    """The words that weigh something, as typed and as read, and how far the best entry has them."""
    best = knowledge.scorer.profiles[found.candidates[0].entry] if found.candidates else None
    for unit, weight in zip(found.asked.units, found.asked.weights, strict=True):
        explained = best.explains(unit) if best else 0.0
        typed = found.typed_as(unit.first, unit.last, unit.text)
        yield WordSeen(typed, unit.text, round(weight, 3), round(explained, 3))


def _bare(seen: tuple[WordSeen, ...]) -> str:
    """The words that the best entry leaves unexplained, the heaviest first, in quotes."""
    bare = [word for word in seen if word.weight * (1 - word.explained) >= UNEXPLAINED]
    bare.sort(key=lambda word: -word.weight * (1 - word.explained))
    return ", ".join(f"“{word.read}”" for word in bare)


def _rule(
    knowledge: Knowledge, found: Considered, decision: Decision, seen: tuple[WordSeen, ...]
) -> str:
    policy = knowledge.scorer.policy
    reached = f"{found.confidence:.2f}, and {policy.answer:.2f} is needed to answer"
    match decision.rule:
        case "refused":
            return "The question is listed under not_covered."
        case "passage":
            return "No entry is sure, but a sentence that no entry cites explains every word."
        case "far":
            return f"No entry is near: the best has a chance of {found.confidence:.2f}."
        case "sure":
            return f"{_best(knowledge, found)} explains the question: its chance is {reached}."
        case "unsure":
            return _doubt(knowledge, found, seen) + f" Its chance is {reached}."


def _doubt(knowledge: Knowledge, found: Considered, seen: tuple[WordSeen, ...]) -> str:
    """What speaks most against the entry that is near, in words."""
    entry, features = _best(knowledge, found), found.candidates[0].features
    if features.near_miss > features.alike:
        return f"The question is more like a line of not_covered than like {entry}."
    if _bare(seen):
        return f"{entry} is near, but doesn't speak of {_bare(seen)}."
    if features.way < 0:
        return f"{entry} is near, but never asked “{found.asked.reading.asks}”."
    return f"{entry} is near, but others are, too."


def _advice(
    knowledge: Knowledge, found: Considered, decision: Decision, seen: tuple[WordSeen, ...]
) -> str:
    """What to write into the FAQ to change the outcome."""
    bare = _bare(seen)
    match decision.rule:
        case "sure":
            return "If this is wrong, list the question under not_covered."
        case "refused":
            return "If an entry does answer it, move the line from not_covered to its phrasings."
        case "passage":
            return "Write an entry that cites the sentence."
        case "far":
            return "If the article answers it, write an entry, with this question as a phrasing."
        case "unsure":
            synonyms = f", or add {bare} to its words under synonyms" if bare else ""
            return (
                f"If {_best(knowledge, found)} answers it, add the question to its phrasings"
                f"{synonyms}. If nothing does, list it under not_covered."
            )


def _best(knowledge: Knowledge, found: Considered) -> str:
    return (
        f"“{knowledge.entries[found.candidates[0].entry].id}”" if found.candidates else "No entry"
    )
