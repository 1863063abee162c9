"""Deciding: from what was considered to a reply, and the rule that decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.answering.entry import Entry
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer, DidYouMean, NotCovered, Passage, Reply
from bot.answering.scorer import Candidate
from bot.answering.weighing import Asked
from bot.article.article import Citation
from bot.matching.text import normalise, words
from bot.matching.word_lists import grammar

# Considering: one clause of a message, read, weighed and judged against the entries.

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
    candidates: tuple[Candidate, ...]
    scores: Mapping[int, float]

    @property
    def followed(self) -> bool:
        """Whether it was read as a follow-up of the question before."""
        return self.asked.followed

    @property
    def confidence(self) -> float:
        """How likely the best entry answers."""
        return self.candidates[0].confidence if self.candidates else 0.0

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
    return replace(alone, asked=asked, candidates=knowledge.scorer.judge(asked, alone.scores))


def _considered(knowledge: Knowledge, text: str) -> Considered:
    typed, read = meant(knowledge, text)
    asked = knowledge.scorer.ask(read)
    found = scores(knowledge, read)
    return Considered(text, read, typed, asked, knowledge.scorer.judge(asked, found), found)


def within(knowledge: Knowledge, clause: Considered, whole: Considered) -> Considered:
    """Judge a clause of a longer message: the rest of the message counts a little."""
    asked = knowledge.scorer.joined(clause.asked, whole.asked, CONTEXT)
    mine, theirs = clause.scores, whole.scores
    blended = {
        entry: (1 - BLEND) * mine.get(entry, 0.0) + BLEND * theirs.get(entry, 0.0)
        for entry in (*mine, *theirs)
    }
    ranked = dict(sorted(blended.items(), key=lambda row: (-row[1], row[0])))
    return replace(clause, asked=asked, candidates=knowledge.scorer.judge(asked, ranked))


def meant(knowledge: Knowledge, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of a clause as typed, and as they were meant: shorthand opened, slips mended."""
    opened = knowledge.scorer.slips.opened(words(text)[-CUT:])
    typed = tuple(text[word.start : word.end] for word in opened)
    read = knowledge.scorer.slips.read(knowledge.ranker.spelt([word.text for word in opened]))
    return (typed if len(typed) == len(read) else read), read


def scores(knowledge: Knowledge, read: Sequence[str]) -> dict[int, float]:
    """The matcher's scores by entry, best first; beyond the entries stand the near misses."""
    ranked = knowledge.ranker.rank(" ".join(read), limit=RANKED)
    return {knowledge.number(found): found.score for found in ranked}


def follow(knowledge: Knowledge, clause: Considered, history: Sequence[str]) -> Considered | None:
    """Judge a clause as a follow-up of the questions before it; None if it can't be one."""
    if not history or not depends(clause):
        return None
    before = consider(knowledge, history[-1])
    if depends(before) and len(history) > 1:
        before = consider(knowledge, f"{history[-2]} {history[-1]}")
    asked = knowledge.scorer.joined(clause.asked, before.asked, CARRIED, followed=True)
    found = scores(knowledge, [*before.words, *clause.words])
    candidates = knowledge.scorer.judge(asked, found, _told(knowledge, before))
    return replace(clause, asked=asked, candidates=candidates)


def _told(knowledge: Knowledge, before: Considered) -> frozenset[int]:
    """The entries that answered the question before: they are not what is asked now."""
    scorer = knowledge.scorer
    if not before.candidates or before.confidence < scorer.policy.answer:
        return frozenset()
    return frozenset(range(len(scorer.entries))) - scorer.rivals[before.candidates[0].entry]


def depends(clause: Considered) -> bool:
    """Whether a clause may lean on an earlier question: it points back, or says little."""
    read = clause.asked.reading.words
    if not grammar("pointers").isdisjoint(read):
        return True
    return len(read) <= FEW or clause.asked.total <= LIGHT


# Passages: where no entry fits, sentences that no entry cites and that explain every word.


def passage(knowledge: Knowledge, found: Considered) -> tuple[Citation, ...]:
    """The sentence that plainly answers, or none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    policy = knowledge.scorer.policy
    if found.followed or found.asked.total < policy.passage_weight:
        return ()
    best = knowledge.uncited.best(found.asked, policy.passage)
    return (best,) if best is not None else ()


OPTIONS = 5
Rule = Literal["sure", "refused", "passage", "unsure", "far"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A reply with the rule that led to it."""

    reply: Reply
    rule: Rule

    @property
    def answers(self) -> bool:
        """Whether an entry or sentences of the article answer."""
        return isinstance(self.reply, Answer | Passage)


def decide(knowledge: Knowledge, found: Considered) -> Decision:
    """The reply to one clause."""
    policy = knowledge.scorer.policy
    if knowledge.near_misses & {found.typed, found.read}:
        return Decision(NotCovered(options(knowledge, found.candidates)[:1]), "refused")
    said = found.candidates[0].features.said if found.candidates else 0.0
    # Of idle words alone the scores may still tell what is meant, where they tell anything.
    idle = not found.asked.total and knowledge.scorer.scale.tells > 0.0
    if (said >= policy.said or idle) and found.confidence >= policy.answer:
        return Decision(Answer(knowledge.entries[found.candidates[0].entry]), "sure")
    quoted = passage(knowledge, found)
    if quoted:
        return Decision(Passage(quoted), "passage")
    if said < policy.touched or found.confidence < policy.near:
        return Decision(NotCovered(), "far")
    return Decision(DidYouMean(options(knowledge, found.candidates)), "unsure")


def options(knowledge: Knowledge, candidates: Sequence[Candidate]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in candidates:
        entry = knowledge.entries[candidate.entry]
        chosen.setdefault(entry.sources or frozenset({(entry.id, 0)}), entry)
    return tuple(chosen.values())[:OPTIONS]
