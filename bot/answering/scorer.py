"""The scorer: for each question the entries that may answer it, with features and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.answering.confidence import Candidate, ScoreScale, ranked_candidates
from bot.answering.entry import Entry, Faq
from bot.answering.features import (
    Features,
    best_rivals,
    explanation_features,
    question_features,
)
from bot.answering.near_misses import NONE_NEAR, NearestMiss, NearMisses
from bot.answering.profiles import Profile, Rarity, UnitMatch, likeness
from bot.answering.targets import Targets, TargetScores
from bot.answering.thresholds import THRESHOLDS, Thresholds
from bot.answering.uncited_sentences import UncitedSentences
from bot.answering.units import Keys, ReadText, UnitReader, WeighedQuestion
from bot.article.article import Citation
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.memo import remembering
from bot.matching.ridge import Rehearsal
from bot.matching.spelling import EnglishSpeller
from bot.matching.text import stem, tokens
from bot.matching.word_lists import grammar

CANDIDATES = 3  # by the ranker, and as many again by what the words are about
REMEMBERED_MATCHES = 1 << 14  # matches of units that all entries together remember
FEWEST_MATCHES = 16  # that each of them remembers at least
REMEMBERED_UNITS = 1_024  # units for which it is remembered which entries explain them
LIGHT = 0.05  # a unit of less weight makes no entry a candidate
FEWEST_STEMS = 2  # a single word is like too many questions
NO_ENTRIES: frozenset[int] = frozenset()

Stems = tuple[str, ...]


class Explaining(NamedTuple):
    """How far any entry explains a unit, and how far each does, by position; both 0 to 1."""

    most: float
    entries: tuple[tuple[int, float], ...]


class EntryIndex:
    """Finds the entries that explain a unit, from what each explains."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        """From the profiles of all entries, in order."""
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for entry, profile in enumerate(profiles):
            for key, strength in profile.keys.items():
                self._postings.setdefault(key, []).append((entry, strength))
        self.explaining = remembering(REMEMBERED_UNITS, self._explaining)

    def _explaining(self, sought: Keys) -> Explaining:
        best: dict[int, float] = {}
        for key, mine in sought:
            for entry, theirs in self._postings.get(key, ()):
                best[entry] = max(best.get(entry, 0.0), min(mine, theirs))
        most = max((strength for key, strength in sought if key in self._postings), default=0.0)
        return Explaining(most, tuple(best.items()))


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """Built once from the FAQs and their ranker; frozen afterwards.

    `faq_of` is the position of each entry's FAQ, `rivals` the entries that compete with each;
    `phrased` the entry of what is left of each phrasing without idle words.
    """

    reader: UnitReader
    speller: EnglishSpeller
    rarity: Rarity
    profiles: tuple[Profile, ...]
    near_misses: NearMisses
    faq_of: tuple[int, ...]
    rivals: tuple[frozenset[int], ...]
    index: EntryIndex = field(repr=False)
    phrased: Mapping[Stems, int] = field(repr=False)
    scale: ScoreScale
    thresholds: Thresholds = THRESHOLDS

    @classmethod
    def build(
        cls, targets: Targets, rehearsal: Rehearsal, thresholds: Thresholds = THRESHOLDS
    ) -> Scorer:
        """Read all phrasings, answers and near misses of proven FAQs.

        Args:
            targets: The entries and near misses.
            rehearsal: The ranker's scores of its own phrasings, each left out.
            thresholds: The weights and thresholds.
        """
        entries, reader = targets.entries, _reader_of(targets.faqs)
        phrasings = [_read(reader, entry.questions) for entry in entries]
        answers = [_read(reader, entry.own_words()) for entry in entries]
        not_covered = _read(reader, (line for faq in targets.faqs for line in faq.not_covered))
        rarity = Rarity.of(phrasings)
        kept = max(FEWEST_MATCHES, REMEMBERED_MATCHES // max(1, len(entries)))
        profiles = tuple(
            Profile(*texts, rarity, kept) for texts in zip(phrasings, answers, strict=True)
        )
        return cls(
            reader=reader,
            speller=EnglishSpeller.build(
                text.words for texts in (*phrasings, *answers) for text in texts
            ),
            rarity=rarity,
            profiles=profiles,
            near_misses=NearMisses.of(targets.faqs, not_covered, rarity),
            faq_of=tuple(number for number, faq in enumerate(targets.faqs) for _ in faq.entries),
            rivals=_rivals_of(entries),
            index=EntryIndex(profiles),
            phrased=_phrased(phrasings, not_covered),
            scale=ScoreScale.of(rehearsal, targets.phrasing_count),
            thresholds=thresholds,
        )

    def weigh(self, words: Sequence[str]) -> WeighedQuestion:
        """The question of normalised, spelt words, weighed for this FAQ."""
        text = self.reader.read(words)
        return WeighedQuestion(text, tuple(self.rarity.weight(unit) for unit in text.units))

    def uncited(self, sentences: Sequence[Citation]) -> UncitedSentences:
        """The index of sentences of the article that stand by themselves."""
        return UncitedSentences.build(
            sentences, _read(self.reader, (one.quote for one in sentences))
        )

    def candidates(
        self,
        question: WeighedQuestion,
        scores: TargetScores,
        previous: frozenset[int] = NO_ENTRIES,
    ) -> tuple[Candidate, ...]:
        """The entries that may answer, the likeliest first.

        Args:
            question: The question.
            scores: The ranker's scores for it.
            previous: The entries that answered the question before.
        """
        ranked = list(scores.entries)[:CANDIDATES]
        entries = sorted({*ranked, *self._about(question)})
        rows = zip(
            entries,
            [scores.entries.get(entry, 0.0) for entry in entries],
            self._features(question, scores, entries, previous),
            strict=True,
        )
        return ranked_candidates(rows, self.thresholds, self.scale, self.rivals)

    def _about(self, question: WeighedQuestion) -> list[int]:
        """The entries that explain most of the question's weight."""
        found: dict[int, float] = {}
        for unit, weight in zip(question.units, question.weights, strict=True):
            if weight < LIGHT:
                continue
            for entry, share in self.index.explaining(unit.seeks).entries:
                found[entry] = found.get(entry, 0.0) + weight * share
        return sorted(found, key=lambda entry: (-found[entry], entry))[:CANDIDATES]

    def _features(
        self,
        question: WeighedQuestion,
        scores: TargetScores,
        entries: Sequence[int],
        previous: frozenset[int],
    ) -> Iterator[Features]:
        """The features of each of some entries, a group at a time."""
        matches = {entry: self.profiles[entry].matches(question.units) for entry in entries}
        by_score = self._score_features(scores, entries)
        by_likeness = self._likeness_features(question, matches)
        nearest = self.near_misses.nearest(question, scores.near_misses)
        by_question = question_features(question)
        by_any = [self.index.explaining(unit.seeks).most for unit in question.units]
        phrased = None if question.is_follow_up else self.phrased.get(_stems(question.text.words))
        for entry in entries:
            yield Features(
                **by_score[entry],
                **by_likeness[entry],
                **explanation_features(self.profiles[entry], question, matches[entry], by_any),
                **self._near_miss_features(nearest.get(self.faq_of[entry], NONE_NEAR)),
                **by_question,
                answered_previous_question=float(entry in previous),
                is_phrasing=float(entry == phrased),
            )

    def _score_features(
        self, scores: TargetScores, entries: Sequence[int]
    ) -> dict[int, dict[str, float]]:
        """By entry: the ranker's score, and how far it is ahead of rivals."""
        raw = {entry: scores.entries.get(entry, 0.0) for entry in entries}
        found = {}
        for entry, rival in best_rivals(raw, self.rivals):
            score = self.scale(raw[entry])
            found[entry] = {
                "score": score,
                "score_lead": score - self.scale(rival) if rival else score,
                "raw_score_lead": raw[entry] - rival,
            }
        return found

    def _likeness_features(
        self, question: WeighedQuestion, matches: Mapping[int, Sequence[UnitMatch]]
    ) -> dict[int, dict[str, float]]:
        """By entry: how alike its likest phrasing is, and how far ahead of rivals'."""
        alike = {
            entry: likeness(mine, question.weights, self.profiles[entry].phrasing_weights)
            for entry, mine in matches.items()
        }
        return {
            entry: {"likeness": alike[entry], "likeness_lead": alike[entry] - rival}
            for entry, rival in best_rivals(alike, self.rivals)
        }

    def _near_miss_features(self, nearest: NearestMiss) -> dict[str, float]:
        """How near the near misses of an entry's FAQ come."""
        return {
            "near_miss_likeness": nearest.likeness,
            "near_miss_score": self.scale(nearest.score),
            "near_miss_raw_score": nearest.score,
        }


def _reader_of(faqs: Sequence[Faq]) -> UnitReader:
    """The reader that knows each FAQ's synonyms, which bind that FAQ alone."""
    return UnitReader.build(
        (f"S:{number}:{head}", (head, *others))
        for number, faq in enumerate(faqs)
        for head, others in faq.synonyms.items()
    )


def _read(reader: UnitReader, texts: Iterable[str]) -> list[ReadText]:
    """Texts of the FAQ as they are read."""
    return [reader.read(tokens(text)) for text in texts]


def _rivals_of(entries: Sequence[Entry]) -> tuple[frozenset[int], ...]:
    """For each entry those that compete with it: they cite none of its sentences."""
    sources = [entry.stands_on for entry in entries]
    citing: dict[tuple[str, int], set[int]] = {}
    for number, cited in enumerate(sources):
        for sentence in cited:
            citing.setdefault(sentence, set()).add(number)
    everyone = frozenset(range(len(entries)))
    return tuple(everyone.difference(*(citing[one] for one in cited)) for cited in sources)


def _phrased(
    phrasings: Iterable[Iterable[ReadText]], not_covered: Iterable[ReadText]
) -> Mapping[Stems, int]:
    """The entry of what is left of each phrasing; without what is not its alone."""
    found: dict[Stems, int] = {}
    shared: set[Stems] = {_stems(line.words) for line in not_covered}
    for entry, texts in enumerate(phrasings):
        for text in texts:
            left = _stems(text.words)
            if found.setdefault(left, entry) != entry:
                shared.add(left)
    return {
        left: entry
        for left, entry in found.items()
        if len(left) >= FEWEST_STEMS and left not in shared
    }


def _stems(words: Sequence[str]) -> Stems:
    """The stems of a text in their order, without chat, articles and the like."""
    return tuple(stem(word) for word in words if not _idle(word))


def _idle(word: str) -> bool:
    if word in grammar("idle"):
        return True
    term = lexicon().exact(word)
    return term is not None and term.kind is TermKind.CHAT and not term.concepts
