"""The road from text to reply; it has no failure of its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, DidYouMean, NotCovered, Reply
from bot.core.turn import Candidate, Evidence, Match, Part, Turn

FLOOR = 0.6
LEAD = 0.1


def answer(knowledge: Knowledge, question: str, history: Sequence[str] = ()) -> Turn:
    """The turn for a message; `history` holds the earlier questions, oldest first."""
    ranked = knowledge.matcher.rank(question, limit=5)
    ranking = tuple(Match(knowledge.entries[found.entry], found.score) for found in ranked)
    score = ranking[0].score if ranking else 0.0
    evidence = Evidence(
        candidates=tuple(Candidate(found.entry, found.score, found.score) for found in ranking)
    )
    part = Part(question, _decide(ranking), score, ranking, evidence)
    return Turn(question, (part,), knowledge.fingerprint)


def _decide(ranking: tuple[Match, ...]) -> Reply:
    if not ranking or ranking[0].score < FLOOR / 2:
        return NotCovered()
    lead = ranking[0].score - (ranking[1].score if len(ranking) > 1 else 0.0)
    if ranking[0].score >= FLOOR and lead >= LEAD:
        return Answer(ranking[0].entry)
    return DidYouMean(tuple(match.entry for match in ranking[:3]))
