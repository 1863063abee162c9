"""Considering: one clause of a message, read, weighed and judged against the entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.core.gate import Asked, Judged
from bot.core.gate.lexicon import grammar
from bot.core.knowledge import Knowledge
from bot.core.text import words

RANKED = 16  # entries asked of the matcher
CUT = 60  # words of a clause that are read; the last ones


@dataclass(frozen=True, slots=True)
class Considered:
    """A clause with its words as read, its units with weights, and the entries as judged."""

    text: str
    words: tuple[str, ...]
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
        return " ".join(self.words)


def consider(knowledge: Knowledge, text: str) -> Considered:
    """Judge a clause on its own."""
    read = meant(knowledge, text)
    asked = knowledge.gate.ask(read)
    return Considered(text, read, asked, knowledge.gate.judge(asked, scores(knowledge, read)))


def within(knowledge: Knowledge, clause: Considered, whole: Considered) -> Considered:
    """Judge a clause of a longer message: the rest of the message counts a little."""
    asked = knowledge.gate.joined(clause.asked, whole.asked, CONTEXT)
    mine, theirs = scores(knowledge, clause.words), scores(knowledge, whole.words)
    blended = {
        e: (1 - BLEND) * mine.get(e, 0.0) + BLEND * theirs.get(e, 0.0) for e in (*mine, *theirs)
    }
    ranked = dict(sorted(blended.items(), key=lambda row: (-row[1], row[0])))
    return Considered(clause.text, clause.words, asked, knowledge.gate.judge(asked, ranked))


CARRIED = 0.4  # what a word of the question before still weighs
CONTEXT = 0.2  # what a word elsewhere in the message weighs
BLEND = 0.25  # how much the whole message's scores count for one clause of it


def meant(knowledge: Knowledge, text: str) -> tuple[str, ...]:
    """The words of a clause as they were meant: shorthand opened, slips mended."""
    opened = " ".join(knowledge.gate.slips.opened(words(text)[-CUT:]))
    spelt = knowledge.matcher.spell(opened)
    return knowledge.gate.slips.read([word.read for word in spelt])


def scores(knowledge: Knowledge, read: Sequence[str]) -> dict[int, float]:
    """The matcher's scores by entry, best first; beyond the entries stand the near misses."""
    ranked = knowledge.matcher.rank(" ".join(read), limit=RANKED)
    return {found.entry: found.score for found in ranked}


def follow(knowledge: Knowledge, clause: Considered, history: Sequence[str]) -> Considered | None:
    """Judge a clause as a follow-up of the questions before it; None if it can't be one."""
    if not history or not depends(clause):
        return None
    before = consider(knowledge, history[-1])
    if depends(before) and len(history) > 1:
        before = consider(knowledge, f"{history[-2]} {history[-1]}")
    asked = knowledge.gate.joined(clause.asked, before.asked, CARRIED)
    joint = scores(knowledge, [*before.words, *clause.words])
    judged = knowledge.gate.judge(asked, joint)
    return Considered(clause.text, clause.words, asked, _moved(knowledge, judged, before), True)


def _moved(
    knowledge: Knowledge, judged: tuple[Judged, ...], before: Considered
) -> tuple[Judged, ...]:
    """The entries as judged, but what answered the question before is not what is asked now."""
    if not before.judged or before.chance < knowledge.gate.policy.answer:
        return judged
    moved = knowledge.gate.rivals[before.judged[0].entry]
    again = knowledge.gate.policy.again
    rows = (
        j if j.entry in moved else replace(j, chance=round(j.chance * again, 6)) for j in judged
    )
    return tuple(sorted(rows, key=lambda found: (-found.chance, found.entry)))


FEW = 4  # words up to which a question may lean on the one before without saying so
LIGHT = 0.9  # the weight up to which it may


def depends(clause: Considered) -> bool:
    """Whether a clause may lean on an earlier question: it points back, or says little."""
    read = clause.asked.reading.words
    if any(word in grammar("pointers") for word in read):
        return True
    return len(read) <= FEW or clause.asked.total <= LIGHT
