"""Why: what decided, in words and figures that an editor understands, and what would change it."""

from __future__ import annotations

from bot.core.answering.consider import Considered
from bot.core.knowledge import Knowledge
from bot.core.reply import Reply
from bot.core.turn import Candidate, Evidence, WordSeen

SHOWN = 5


def evidence(knowledge: Knowledge, found: Considered, reply: Reply) -> Evidence:
    """The evidence of a part."""
    del reply
    best = knowledge.gate.profiles[found.judged[0].entry] if found.judged else None
    units = zip(found.asked.reading.units, found.asked.weights, strict=True)
    return Evidence(
        words=tuple(
            WordSeen(unit.text, unit.text, round(weight, 3), round(best.explains(unit), 3))
            for unit, weight in units
            if best is not None
        ),
        candidates=tuple(
            Candidate(
                knowledge.entries[j.entry],
                j.score,
                j.chance,
                j.figures.named_figures(),
            )
            for j in found.judged[:SHOWN]
        ),
        thresholds=(("chance", found.chance, knowledge.gate.policy.answer),),
    )
