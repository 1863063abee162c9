"""Considering: one clause of a message, read, weighed and judged against the entries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.core.gate import Asked, Judged
from bot.core.gate.wordlists import grammar
from bot.core.knowledge import Knowledge
from bot.core.text import normalise, words

RANKED = 16  # entries and near misses asked of the matcher
CUT = 60  # words of a clause that are read; the last ones
CARRIED = 0.4  # what a word of the question before still weighs
CONTEXT = 0.2  # what a word elsewhere in the message weighs
BLEND = 0.25  # how much the whole message's scores count for one clause of it
FEW = 4  # words up to which a question may lean on the one before without saying so
LIGHT = 0.9  # the weight up to which it may


@dataclass(frozen=True, slots=True)
class Considered:
    """A clause with its words as read, its units with weights, and the entries as judged.

    `spelt` holds the typed word for each of `words`, `scores` the matcher's by entry.
    """

    text: str
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    asked: Asked
    judged: tuple[Judged, ...]
    scores: Mapping[int, float]

    @property
    def followed(self) -> bool:
        """Whether it was read as a follow-up of the question before."""
        return self.asked.followed

    @property
    def chance(self) -> float:
        """How likely the best entry answers."""
        return self.judged[0].chance if self.judged else 0.0

    @property
    def typed(self) -> str:
        """The clause as it was typed, normalised."""
        return normalise(self.text)

    @property
    def read(self) -> str:
        """The clause as it was understood, normalised and with its spelling corrected."""
        return " ".join(self.words)

    def typed_as(self, first: int, last: int, read: str) -> str:
        """What was typed for the words from `first` to `last`, if they are `read`."""
        if " ".join(self.words[first : last + 1]) != read:
            return read  # a word of the question before
        return " ".join(dict.fromkeys(self.spelt[first : last + 1]))


def consider(knowledge: Knowledge, text: str, before: Sequence[str] = ()) -> Considered:
    """Judge a clause on its own; with questions `before` it, it may point back to them.

    What was considered of late is remembered: a follow-up is read with the question before it.
    """
    alone = knowledge.considered.get(text, lambda: _considered(knowledge, text))
    if not before or grammar("pointers").isdisjoint(alone.words):
        return alone
    asked = replace(alone.asked, pointing=True)
    return replace(alone, asked=asked, judged=knowledge.gate.judge(asked, alone.scores))


def _considered(knowledge: Knowledge, text: str) -> Considered:
    typed, read = meant(knowledge, text)
    asked = knowledge.gate.ask(read)
    found = scores(knowledge, read)
    return Considered(text, read, typed, asked, knowledge.gate.judge(asked, found), found)


def within(knowledge: Knowledge, clause: Considered, whole: Considered) -> Considered:
    """Judge a clause of a longer message: the rest of the message counts a little."""
    asked = knowledge.gate.joined(clause.asked, whole.asked, CONTEXT)
    mine, theirs = clause.scores, whole.scores
    blended = {
        entry: (1 - BLEND) * mine.get(entry, 0.0) + BLEND * theirs.get(entry, 0.0)
        for entry in (*mine, *theirs)
    }
    ranked = dict(sorted(blended.items(), key=lambda row: (-row[1], row[0])))
    return replace(clause, asked=asked, judged=knowledge.gate.judge(asked, ranked))


def meant(knowledge: Knowledge, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a clause as typed, and as they were meant: shorthand opened, slips mended."""
    opened = knowledge.gate.slips.opened(words(text)[-CUT:])
    typed = tuple(text[word.start : word.end] for word in opened)
    read = knowledge.gate.slips.read(knowledge.matcher.spelt([word.text for word in opened]))
    return (typed if len(typed) == len(read) else read), read


def scores(knowledge: Knowledge, read: Sequence[str]) -> dict[int, float]:
    """The matcher's scores by entry, best first; beyond the entries stand the near misses."""
    ranked = knowledge.matcher.rank(" ".join(read), limit=RANKED)
    return {knowledge.number(found): found.score for found in ranked}


def follow(knowledge: Knowledge, clause: Considered, history: Sequence[str]) -> Considered | None:
    """Judge a clause as a follow-up of the questions before it; None if it can't be one."""
    if not history or not depends(clause):
        return None
    before = consider(knowledge, history[-1])
    if depends(before) and len(history) > 1:
        before = consider(knowledge, f"{history[-2]} {history[-1]}")
    asked = knowledge.gate.joined(clause.asked, before.asked, CARRIED, followed=True)
    found = scores(knowledge, [*before.words, *clause.words])
    judged = knowledge.gate.judge(asked, found, _told(knowledge, before))
    return replace(clause, asked=asked, judged=judged)


def _told(knowledge: Knowledge, before: Considered) -> frozenset[int]:
    """The entries that answered the question before: they are not what is asked now."""
    gate = knowledge.gate
    if not before.judged or before.chance < gate.policy.answer:
        return frozenset()
    return frozenset(range(len(gate.entries))) - gate.rivals[before.judged[0].entry]


def depends(clause: Considered) -> bool:
    """Whether a clause may lean on an earlier question: it points back, or says little."""
    read = clause.asked.reading.words
    if not grammar("pointers").isdisjoint(read):
        return True
    return len(read) <= FEW or clause.asked.total <= LIGHT
