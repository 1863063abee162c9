"""Reads the clauses of a message: their words, what these weigh, and the candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from bot.answering.confidence import Candidate
from bot.answering.cutting import unframed
from bot.answering.scorer import Scorer
from bot.answering.targets import Targets, TargetScores
from bot.answering.units import WeighedQuestion
from bot.matching.memo import BoundedMemo
from bot.matching.ranker import Ranker
from bot.matching.text import normalise, words
from bot.matching.word_lists import grammar

LONGEST = 1_500  # characters, normalised, that are read; nobody asks at greater length

RANKED = 16  # entries and near misses asked of the ranker
MOST_WORDS = 60  # words of a clause that are read; the last ones
CARRIED = 0.4  # what a word of the question before still weighs
CONTEXT = 0.2  # what a word elsewhere in the message weighs
BLEND = 0.25  # how much the whole message's scores count for one clause of it
FEW_WORDS = 4  # up to which a question may lean on the one before without saying so
LIGHT = 0.9  # the weight up to which it may
REMEMBERED = 512  # clauses


@dataclass(frozen=True, slots=True)
class ConsideredClause:
    """A clause as it was read, with the entries that may answer it, the likeliest first.

    `spelt` holds the typed word for each of `words`; `question` the units with their weights;
    `scores` what the ranker found for the clause alone; `before` what it was read as a follow-up
    of, else "".
    """

    text: str
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    question: WeighedQuestion
    candidates: tuple[Candidate, ...]
    scores: TargetScores
    before: str = ""

    @property
    def is_follow_up(self) -> bool:
        """Whether it was read as a follow-up of the question before."""
        return self.question.is_follow_up

    @property
    def confidence(self) -> float:
        """How likely the best entry answers, 0 to 1."""
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

    @property
    def may_depend(self) -> bool:
        """Whether it may lean on an earlier question: it points back, or says little."""
        own = self.question.text.words
        if not grammar("pointers").isdisjoint(own):
            return True
        return len(own) <= FEW_WORDS or self.question.total <= LIGHT


@dataclass(frozen=True, slots=True, eq=False)
class ClauseReader:
    """Reads clauses by one ranker and its scorer; remembers those that were read last."""

    ranker: Ranker
    scorer: Scorer
    targets: Targets
    _read: BoundedMemo = field(default_factory=partial(BoundedMemo, REMEMBERED), repr=False)

    def read(self, text: str, history: Sequence[str] = ()) -> ConsideredClause:
        """A clause on its own; after other questions it may point back to them.

        Args:
            text: The clause.
            history: The person's earlier questions, oldest first.
        """
        alone = self._read.get(text, lambda: self._alone(text))
        if not history or grammar("pointers").isdisjoint(alone.words):
            return alone
        question = replace(alone.question, points_back=True)
        candidates = self.scorer.candidates(question, alone.scores)
        return replace(alone, question=question, candidates=candidates)

    def _alone(self, text: str) -> ConsideredClause:
        text = unframed(text)
        typed, read = self._spelt(text)
        question, scores = self.scorer.weigh(read), self._scores(read)
        candidates = self.scorer.candidates(question, scores)
        return ConsideredClause(text, read, typed, question, candidates, scores)

    def _spelt(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of a clause as typed and as read: shorthand opened, spelling corrected."""
        opened = self.scorer.speller.opened(words(text)[-MOST_WORDS:])
        typed = tuple(text[word.start : word.end] for word in opened)
        read = self.scorer.speller.read(self.ranker.spelt([word.text for word in opened]))
        return (typed if len(typed) == len(read) else read), read

    def _scores(self, read: Sequence[str]) -> TargetScores:
        return self.targets.scores(self.ranker.rank(" ".join(read), limit=RANKED))

    def within(self, clause: ConsideredClause, whole: ConsideredClause) -> ConsideredClause:
        """A clause of a longer message: the rest of the message counts a little."""
        question = clause.question.joined(whole.question, CONTEXT)
        scores = clause.scores.blended(whole.scores, BLEND)
        return replace(
            clause, question=question, candidates=self.scorer.candidates(question, scores)
        )

    def follow_up(
        self, clause: ConsideredClause, history: Sequence[str]
    ) -> ConsideredClause | None:
        """A clause as a follow-up of the questions before it; None if it can't be one."""
        if not history or not clause.may_depend:
            return None
        before = self.read(history[-1])
        if before.may_depend and len(history) > 1:
            before = self.read(f"{history[-2]} {history[-1]}")
        question = clause.question.joined(before.question, CARRIED, as_follow_up=True)
        scores = self._scores([*before.words, *clause.words])
        candidates = self.scorer.candidates(question, scores, self._answering(before))
        return replace(clause, question=question, candidates=candidates, before=before.text)

    def _answering(self, before: ConsideredClause) -> frozenset[int]:
        """The entries that answered the question before: they are not what is asked now."""
        if (
            not before.candidates
            or before.confidence < self.scorer.thresholds.min_confidence_to_answer
        ):
            return frozenset()
        rivals = self.scorer.rivals[before.candidates[0].entry]
        return frozenset(range(len(self.targets.entries))) - rivals

    def best_or_follow_up(
        self, alone: ConsideredClause, history: Sequence[str]
    ) -> ConsideredClause:
        """The clause as a follow-up where that explains more, else as it is."""
        joint = self.follow_up(alone, history)
        return joint if joint is not None and joint.confidence >= alone.confidence else alone
