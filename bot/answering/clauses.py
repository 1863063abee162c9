"""Reads a clause: its words, what these weigh, the candidates; and decides the reply to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.answering.confidence import Candidate, Comparisons, lead, spared
from bot.answering.entry import Entry
from bot.answering.reply import Answer, Closest, DidYouMean, NotCovered, Passage, Reply
from bot.answering.scorer import NONE, Scorer
from bot.answering.small_talk import unframed
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import WeighedQuestion
from bot.article.article import Citation
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
    def by_faq(self) -> tuple[ConsideredClause, ...]:
        """How each FAQ reads it by itself, in order."""
        return self.readings or (self,)

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

    def in_message(self, clause: ConsideredClause, whole: ConsideredClause) -> ConsideredClause:
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
        before = asked_before(self.read, history)
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


def asked_before(
    read: Callable[[str], ConsideredClause], history: Sequence[str]
) -> ConsideredClause:
    """The question before, with the one before that where it leans on it."""
    before = read(history[-1])
    if before.may_depend and len(history) > 1:
        before = read(f"{history[-2]} {history[-1]}")
    return before


# The decision: the reply to a clause, by the thresholds, and by which rule.

SUGGESTIONS = 5
NEAR = 3  # questions offered where nothing answers
OTHERS = 2  # offered beside the closest
Rule = Literal["near_miss", "sure", "passage", "other_words", "likely", "unsure", "far"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A reply with the rule that led to it, and what was compared."""

    reply: Reply
    rule: Rule
    compared: Comparisons

    @property
    def answers(self) -> bool:
        """Whether an entry or sentences of the article answer."""
        return isinstance(self.reply, Answer | Passage)

    def about(self, clause: ConsideredClause) -> tuple[Candidate, ...]:
        """The candidates that it was about, the likeliest first."""
        met = self.compared.if_spared.met
        return spared(clause.candidates) if met else clause.candidates


Uncited = Callable[[ConsideredClause, float], Citation | None]
"""Gives a sentence that no entry cites and that explains such a share of a clause."""


def decide(clause: ConsideredClause, uncited: Uncited) -> Decision:
    """The reply to one clause; `uncited` finds the sentence to quote where no entry answers."""
    candidates = clause.candidates
    compared = Comparisons.of(candidates, clause.question.total)
    if clause.is_near_miss:
        return Decision(_not_covered(clause, near_miss=True), "near_miss", compared)
    if not candidates:
        return Decision(NotCovered(), "far", compared)
    if compared.answers and not _another_faq_answers(candidates):
        return Decision(Answer(candidates[0].entry), "sure", compared)
    sentence = _passage(clause, uncited)
    if sentence:
        return Decision(Passage((sentence,)), "passage", compared)
    if compared.near_miss.met:
        return Decision(_not_covered(clause, near_miss=True), "other_words", compared)
    if not compared.to_show.met:
        candidates, compared = _spared(candidates, compared)
    likely = compared.to_suggest.met or compared.if_spared.met
    if not (compared.weight_to_suggest.met and likely):
        return Decision(_not_covered(clause), "far", compared)
    first, *others = suggestions(_not_far_behind(candidates))
    if compared.shows:
        return Decision(Closest(first, tuple(others[:OTHERS])), "likely", compared)
    return Decision(DidYouMean((first, *others)), "unsure", compared)


def _spared(
    candidates: tuple[Candidate, ...], compared: Comparisons
) -> tuple[tuple[Candidate, ...], Comparisons]:
    """What is shown if near misses that add nothing to the question don't count."""
    found = spared(candidates)
    reached = compared.if_spared._replace(reached=found[0].confidence)
    if not reached.met:
        return candidates, compared._replace(if_spared=reached)
    return found, compared._replace(if_spared=reached, lead=lead(found))


def _another_faq_answers(candidates: Sequence[Candidate]) -> bool:
    """Whether an entry of another FAQ is about as likely as the first: then the member chooses."""
    best = candidates[0]
    others = [one for one in candidates if one.scale is not best.scale]
    return not lead([best, *others]).met


def _not_covered(clause: ConsideredClause, *, near_miss: bool = False) -> NotCovered:
    """No answer, with the nearest entries that share an informative word with the question."""
    needed = THRESHOLDS.min_explained_weight_to_suggest
    sharing = [one for one in clause.candidates if one.met.explained_weight >= needed]
    return NotCovered(suggestions(sharing)[:NEAR], near_miss)


def _not_far_behind(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that are not far less likely than the first."""
    least = THRESHOLDS.min_share_to_suggest * candidates[0].confidence
    return [one for one in candidates if one.confidence >= least]


def _passage(clause: ConsideredClause, uncited: Uncited) -> Citation | None:
    """The sentence that no entry cites and that explains every word; None if there is none.

    A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
    what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
    explained word by word.
    """
    if clause.is_follow_up or clause.question.total < THRESHOLDS.min_passage_weight:
        return None
    return uncited(clause, THRESHOLDS.min_passage_share)


def suggestions(candidates: Sequence[Candidate]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in candidates:
        chosen.setdefault(candidate.stands_on, candidate.entry)
    return tuple(chosen.values())[:SUGGESTIONS]
