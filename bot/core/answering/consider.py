"""Considering: one clause of a message, read, weighed and judged against the entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core.gate import Asked, Judged
from bot.core.gate.lexicon import grammar
from bot.core.knowledge import Knowledge
from bot.core.matching import Spelt

RANKED = 12  # entries asked of the matcher
CUT = 60  # words of a clause that are read; the last ones


@dataclass(frozen=True, slots=True)
class Considered:
    """A clause with its words as read, its units with weights, and the entries as judged."""

    text: str
    words: tuple[Spelt, ...]
    asked: Asked
    judged: tuple[Judged, ...]
    followed: bool = False

    @property
    def chance(self) -> float:
        """How likely the best entry answers."""
        return self.judged[0].chance if self.judged else 0.0

    @property
    def read(self) -> str:
        """The clause as it was understood, normalised and with its spelling corrected."""
        return " ".join(word.read for word in self.words)


def consider(knowledge: Knowledge, text: str) -> Considered:
    """Judge a clause on its own."""
    spelt = knowledge.matcher.spell(text)[-CUT:]
    asked = knowledge.gate.ask([word.read for word in spelt])
    ranked = knowledge.matcher.rank(" ".join(word.read for word in spelt), limit=RANKED)
    scores = {found.entry: found.score for found in ranked}
    return Considered(text, spelt, asked, knowledge.gate.judge(asked, scores))


def follow(knowledge: Knowledge, clause: Considered, history: Sequence[str]) -> Considered | None:
    """Judge a clause as a follow-up of the questions before it; None if it can't be one."""
    if not history or not depends(clause):
        return None
    before = consider(knowledge, history[-1])
    if depends(before) and len(history) > 1:
        before = consider(knowledge, f"{history[-2]} {history[-1]}")
    asked = knowledge.gate.joined(clause.asked, before.asked)
    joint = knowledge.matcher.rank(f"{before.read} {clause.read}", limit=RANKED)
    scores = {found.entry: found.score for found in joint}
    judged = knowledge.gate.judge(asked, scores)
    return Considered(clause.text, clause.words, asked, judged, followed=True)


FEW = 4  # words up to which a question may lean on the one before without saying so
LIGHT = 0.9  # the weight up to which it may


def depends(clause: Considered) -> bool:
    """Whether a clause may lean on an earlier question: it points back, or says little."""
    read = clause.asked.reading.words
    if any(word in grammar("pointers") for word in read):
        return True
    return len(read) <= FEW or clause.asked.total <= LIGHT
