"""A section: what one FAQ answers by; it reads a clause and finds the entries that may answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

from bot.answering.completion import Completer
from bot.answering.confidence import Candidate, Comparisons
from bot.answering.entry import Entry, Faq, targets
from bot.answering.profiles import Profile, UncitedSentences
from bot.answering.scorer import NONE, Scorer
from bot.answering.small_talk import unframed
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import NAMES_SUBJECT, NAMES_SUBJECT_ALONE, WeighedQuestion, information
from bot.matching.lexicon import WordsOfTerms
from bot.matching.parts import ByteCache, Parts
from bot.matching.ranker import Phrasing, Ranker, TargetScores
from bot.matching.text import OncePerText, exact_key, joined, normalise, remembering, tokens, words
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
OWN_WORDS = 20_000  # characters of an entry's own words that are learnt: more is no answer any more
USUAL = 0.3  # the share of the entries that are asked by the name of the subject


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


class Section:
    """What one FAQ answers by; nothing of another FAQ changes it.

    It remembers the clauses that it read last.

    Attributes:
        faq: The FAQ.
        ranker: Finds entries by what their phrasings say.
        scorer: Says how likely they answer.
        exact: The entry of each phrasing, by its exact key and by its words alone; None for near
            misses that differ from a phrasing in signs alone.
        subject: The rare words that name what it is about.
    """

    def __init__(
        self, faq: Faq, memory: ByteCache | None = None, before: Section | None = None
    ) -> None:
        """Train on a proven FAQ.

        Args:
            faq: The FAQ.
            memory: Recalls what was worked out from the same FAQ before.
            before: The section of the same file as it was before. What hangs on texts that both
                have is taken over.
        """
        key = f"section {faq.digest()}" if memory is not None else ""
        parts = Parts.recalled(memory, key)
        asked = list(targets(faq))
        if before and (before.faq.file, before.faq.synonyms) != (faq.file, faq.synonyms):
            before = None
        self._normaliser = read = OncePerText(joined, before.known_words() if before else None)
        self.faq: Faq = faq
        self.ranker: Ranker = Ranker(
            asked,
            answers=[" ".join(entry.own_words()).strip()[:OWN_WORDS] for entry in faq.entries],
            # Words that the spelling must leave alone, because they are words.
            vocabulary=WordsOfTerms(),
            synonyms=faq.synonyms,
            parts=parts,
            normaliser=read,
            before=before.ranker if before else None,
        )
        self.scorer: Scorer = Scorer(
            faq, self.ranker.rehearsal, parts, read, before.scorer if before else None
        )
        exact = parts.plain("exact", lambda: _exact(len(faq.entries), asked, read))
        self.exact = {key: at if at is None else faq.entries[at] for key, at in exact.items()}
        usual = partial(self.scorer.index.usual, USUAL * len(faq.entries))
        self.subject = frozenset(
            parts.plain("subject", lambda: subject_of(faq.article.title, usual()))
        )
        parts.keep(memory, key)
        read.settle()
        self._read_alone = remembering(REMEMBERED, self._alone)

    def known_words(self) -> Mapping[str, str]:
        """The normalised words of the phrasings and of all other texts that were read."""
        typed = (one.text for one in targets(self.faq))  # behind these the ranker has the answers
        return dict(zip(typed, self.ranker.texts, strict=False)) | self._normaliser.known

    @cached_property
    def completer(self) -> Completer:
        """Finds entries for unfinished words."""
        return Completer([entry.questions for entry in self.faq.entries])

    @cached_property
    def uncited(self) -> UncitedSentences:
        """The sentences that no entry cites."""
        return self.scorer.uncited(self.faq.uncited())

    def profile_of(self, entry: Entry) -> Profile:
        """What an entry of this FAQ explains."""
        at = next(at for at, one in enumerate(self.faq.entries) if one is entry)
        return self.scorer.profiles[at]

    # Reading a clause.

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
        question, scores = self.scorer.weigh(read), self.scores(" ".join(read))
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

    def scores(self, text: str, most: int = RANKED) -> TargetScores:
        """What the ranker finds for a text of normalised words."""
        return TargetScores.of(len(self.faq.entries), self.ranker.rank(text, limit=most))

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
        scores = self.scores(" ".join((*before.words, *clause.words)))
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


def _exact(
    entries: int, asked: Sequence[Phrasing], read: Callable[[str], str]
) -> dict[str, int | None]:
    """Entries by exact keys; by words alone where no phrasing or near miss is just that."""
    found: dict[str, int | None] = {}
    for one in asked:
        found.setdefault(
            exact_key(one.text, read(one.text)), one.entry if one.entry < entries else None
        )
    for one in asked:
        if one.entry < entries and (words := read(one.text)):
            found.setdefault(words, one.entry)
    return found


def subject_of(title: str, usual: Iterable[str]) -> list[str]:
    """The rare words of a FAQ's title and those by which many of its entries are asked."""
    return [*_rare(usual, NAMES_SUBJECT), *_rare(tokens(title), NAMES_SUBJECT_ALONE)]


def _rare(words: Iterable[str], least: float) -> Iterable[str]:
    return (word for word in words if word.isalpha() and information(word) >= least)
