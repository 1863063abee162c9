"""Reads the clauses of a message: their words, what these weigh, and the candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.answering.confidence import Candidate, Comparisons, leading, ranked_candidates
from bot.answering.scorer import NONE, Scorer
from bot.answering.small_talk import unframed
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import WeighedQuestion
from bot.matching.ranker import Ranker, TargetScores
from bot.matching.text import normalise, remembering, words
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
CLOSE = 0.9  # the share of the nearest FAQ's nearness from which another comes close


@dataclass(frozen=True, slots=True)
class ConsideredClause:
    """A clause as it was read, with the entries that may answer it, the likeliest first.

    Attributes:
        text: As it was typed.
        words: As it was read.
        spelt: The typed word for each of `words`.
        own: The units of these words with their weights.
        question: Likewise, with what the rest of the message or the question before it adds.
        candidates: The entries.
        scores: What the ranker found for the clause alone.
        is_near_miss: Whether it is a line of `not_covered`, word for word.
        before: What it was read as a follow-up of; else "".
        readings: How each of several FAQs reads it by itself, in order; empty where there is one.
        nearest: The position of the FAQ whose reading this is.
    """

    text: str
    words: tuple[str, ...]
    spelt: tuple[str, ...]
    own: WeighedQuestion
    question: WeighedQuestion
    candidates: tuple[Candidate, ...]
    scores: TargetScores
    is_near_miss: bool
    before: str = ""
    readings: tuple[ConsideredClause, ...] = ()
    nearest: int = 0

    @property
    def is_follow_up(self) -> bool:
        """Whether it was read as a follow-up of the question before."""
        return self.question.is_follow_up

    @property
    def confidence(self) -> float:
        """How likely the best entry answers, 0 to 1."""
        return self.candidates[0].confidence if self.candidates else 0.0

    @property
    def is_sure(self) -> bool:
        """Whether the best entry answers: it is likely, and what is asked is said and explained."""
        compared = Comparisons.of(self.candidates, self.question.total)
        return compared.answers and not self.is_near_miss

    @property
    def said(self) -> tuple[str, str]:
        """The clause as it was typed and as it was read, normalised."""
        return normalise(self.text), " ".join(self.words)

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


class ClauseReader:
    """Reads clauses by one FAQ's ranker and scorer; remembers those that were read last."""

    def __init__(self, ranker: Ranker, scorer: Scorer) -> None:
        self.ranker = ranker
        self.scorer = scorer
        self._read_alone = remembering(REMEMBERED, self._alone)

    def read(self, text: str, history: Sequence[str] = ()) -> ConsideredClause:
        """A clause on its own; after other questions it may point back to them.

        Args:
            text: The clause.
            history: The person's earlier questions, oldest first.
        """
        alone = self._read_alone(text)
        if not history or grammar("pointers").isdisjoint(alone.words):
            return alone
        question = alone.question._replace(points_back=True)
        candidates = self.scorer.candidates(question, alone.scores)
        return replace(alone, question=question, candidates=candidates)

    def _alone(self, text: str) -> ConsideredClause:
        if not self.scorer.scale.decides:
            text = unframed(text)
        typed, read = self._spelt(text)
        question, scores = self.scorer.weigh(read), self._scores(read)
        return ConsideredClause(
            text=text,
            words=read,
            spelt=typed,
            own=question,
            question=question,
            candidates=self.scorer.candidates(question, scores),
            scores=scores,
            is_near_miss=self.scorer.near_misses.silence(normalise(text), " ".join(read)),
        )

    def _spelt(self, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The words of a clause as typed and as read: shorthand opened, spelling corrected."""
        opened = self.scorer.speller.opened(words(text)[-MOST_WORDS:])
        typed = tuple(text[word.start : word.end] for word in opened)
        read = self.scorer.speller.read(self.ranker.spelt([word.text for word in opened]))
        return (typed if len(typed) == len(read) else read), read

    def _scores(self, read: Sequence[str]) -> TargetScores:
        return TargetScores.of(
            len(self.scorer.faq.entries), self.ranker.rank(" ".join(read), limit=RANKED)
        )

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
        before = asked_before(self, history)
        question = clause.question.joined(before.question, CARRIED, as_follow_up=True)
        scores = self._scores([*before.words, *clause.words])
        candidates = self.scorer.candidates(question, scores, self._answering(before))
        return replace(clause, question=question, candidates=candidates, before=before.text)

    def _answering(self, before: ConsideredClause) -> frozenset[tuple[str, int]]:
        """What answered the question before stands on: it is not what is asked now."""
        sure = before.confidence >= THRESHOLDS.min_confidence_to_answer
        return before.candidates[0].stands_on if sure else NONE

    def best_or_follow_up(
        self, alone: ConsideredClause, history: Sequence[str]
    ) -> ConsideredClause:
        """The clause as a follow-up where that explains more, else as it is."""
        joint = self.follow_up(alone, history)
        return joint if joint is not None and joint.confidence >= alone.confidence else alone


@dataclass(frozen=True, slots=True)
class ClauseReaders:
    """Reads clauses by each of some FAQs: the nearest gives the reading, and those close to it.

    With one FAQ its reading is all; the methods are those of `ClauseReader`.
    """

    readers: tuple[ClauseReader, ...]

    def read(self, text: str, history: Sequence[str] = ()) -> ConsideredClause:
        """A clause on its own; after other questions it may point back to them."""
        return self._nearest([reader.read(text, history) for reader in self.readers], history)

    def within(self, clause: ConsideredClause, whole: ConsideredClause) -> ConsideredClause:
        """A clause of a longer message: the rest of the message counts a little."""
        readings = zip(self.readers, _readings(clause), _readings(whole), strict=True)
        return self._nearest([reader.within(one, of) for reader, one, of in readings])

    def best_or_follow_up(
        self, alone: ConsideredClause, history: Sequence[str]
    ) -> ConsideredClause:
        """The clause as a follow-up where that explains more, else as it is."""
        readings = zip(self.readers, _readings(alone), strict=True)
        found = [reader.best_or_follow_up(one, history) for reader, one in readings]
        return self._nearest(found, history)

    def _nearest(
        self, readings: Sequence[ConsideredClause], history: Sequence[str] = ()
    ) -> ConsideredClause:
        """The reading of the FAQ that the clause is nearest to.

        Where another comes close to it, the entries of both compete. Else that FAQ answers as if
        there were no other.
        """
        if len(readings) == 1:
            return readings[0]
        nearness = list(map(_nearness, readings))
        at = max(range(len(readings)), key=nearness.__getitem__)
        nearest = readings[at]
        if history and not nearest.is_sure:
            at = self._answered_before(readings, history, at)
            nearest = readings[at]
        close = [
            one
            for one, near in zip(readings, nearness, strict=True)
            if one is nearest or _is_close(one, near, nearness[at])
        ]
        candidates = nearest.candidates
        if len(close) > 1:
            found = [candidate for one in close for candidate in one.candidates]
            candidates = ranked_candidates(leading(found))
        return replace(nearest, candidates=candidates, readings=tuple(readings), nearest=at)

    def _answered_before(
        self, readings: Sequence[ConsideredClause], history: Sequence[str], nearest: int
    ) -> int:
        """The FAQ that answered the question before, if a clause leans on it; else the nearest."""
        before = asked_before(self, history)
        mine = readings[before.nearest]
        leans = before.is_sure and mine.may_depend and not readings[nearest].is_near_miss
        likely = mine.confidence >= THRESHOLDS.min_confidence_to_suggest
        return before.nearest if leans and likely else nearest


def asked_before(reader: ClauseReader | ClauseReaders, history: Sequence[str]) -> ConsideredClause:
    """The question before, with the one before that where it leans on it."""
    before = reader.read(history[-1])
    if before.may_depend and len(history) > 1:
        before = reader.read(f"{history[-2]} {history[-1]}")
    return before


def _readings(clause: ConsideredClause) -> Sequence[ConsideredClause]:
    """A clause as each FAQ reads it."""
    return clause.readings or (clause,)


Nearness: TypeAlias = tuple[bool, bool, float]


def _nearness(reading: ConsideredClause) -> Nearness:
    """Orders readings: those that answer first, then word for word near misses, then the nearest.

    What is near is not only likely to answer: a question that is like a near miss is about that
    article, though nothing answers it. So all that speaks for the article counts, each 0 to 1.
    """
    features = [one.features for one in reading.candidates]
    near = (
        reading.confidence,
        max((one.met.score for one in reading.candidates), default=0.0),
        max((one.central_share for one in features), default=0.0),
        max((one.met.likeness for one in reading.candidates), default=0.0),
        max((one.near_miss_likeness for one in features), default=0.0),
    )
    return reading.is_sure, reading.is_near_miss, sum(near[:3]) + max(near[3:])


def _is_close(reading: ConsideredClause, nearness: Nearness, nearest: Nearness) -> bool:
    """Whether another FAQ is about as near, so that the entries of both compete."""
    (*kind, near), (*first, nearest_of_all) = nearness, nearest
    likely = reading.confidence >= THRESHOLDS.min_confidence_to_suggest
    return kind == first and likely and near >= CLOSE * nearest_of_all
