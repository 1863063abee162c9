"""The scorer: for each question the entries that may answer it, with features and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.answering.confidence import Candidate, ScoreScale, ranked_candidates
from bot.answering.contradictions import Claims, Signs, signs
from bot.answering.entry import Entry, Faq
from bot.answering.features import Features, Meeting, best_rivals, question_features
from bot.answering.near_misses import NONE_NEAR, NearestMiss, NearMisses
from bot.answering.profiles import Profile, Rarity
from bot.answering.targets import Targets, TargetScores
from bot.answering.thresholds import THRESHOLDS, Thresholds
from bot.answering.uncited_sentences import UncitedSentences
from bot.answering.units import Keys, ReadText, UnitReader, WeighedQuestion
from bot.article.article import Citation
from bot.matching.lexicon import TermKind
from bot.matching.memo import remembering
from bot.matching.ridge import Rehearsal
from bot.matching.spelling import EnglishSpeller
from bot.matching.text import is_identifier, tokens

CANDIDATES = 3  # by the ranker, and as many again by what the words are about
REMEMBERED_MATCHES = 1 << 14  # matches of units that all entries together remember
FEWEST_MATCHES = 16  # that each of them remembers at least
REMEMBERED_UNITS = 1_024  # units for which it is remembered which entries explain them
LIGHT = 0.05  # a unit of less weight makes no entry a candidate
NO_ENTRIES: frozenset[int] = frozenset()


class EntryIndex:
    """Finds the entries that explain a unit, from what each explains."""

    def __init__(self, profiles: Sequence[Profile]) -> None:
        """From the profiles of all entries, in order."""
        self._postings: dict[str, list[tuple[int, float]]] = {}
        for entry, profile in enumerate(profiles):
            for key, strength in profile.keys.items():
                self._postings.setdefault(key, []).append((entry, strength))
        self.explaining = remembering(REMEMBERED_UNITS, self._explaining)

    def _explaining(self, sought: Keys) -> tuple[tuple[int, float], ...]:
        """How far each entry explains a unit, 0 to 1, by position."""
        best: dict[int, float] = {}
        for key, mine in sought:
            for entry, theirs in self._postings.get(key, ()):
                best[entry] = max(best.get(entry, 0.0), min(mine, theirs))
        return tuple(best.items())


@dataclass(frozen=True, slots=True, eq=False)
class Scorer:
    """Built once from the FAQs and their ranker; frozen afterwards.

    `faq_of` is the position of each entry's FAQ, `rivals` the entries that compete with each;
    `claims` say what contradicts each.
    """

    reader: UnitReader
    speller: EnglishSpeller
    rarity: Rarity
    profiles: tuple[Profile, ...]
    near_misses: NearMisses
    faq_of: tuple[int, ...]
    rivals: tuple[frozenset[int], ...]
    index: EntryIndex = field(repr=False)
    claims: tuple[Claims, ...] = field(repr=False)
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
            claims=tuple(
                Claims(_signs(asked), _signs(own))
                for asked, own in zip(phrasings, answers, strict=True)
            ),
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
        found = self._candidates(question, scores, entries, previous)
        return ranked_candidates(found, self.thresholds, self.scale, self.rivals)

    def _about(self, question: WeighedQuestion) -> list[int]:
        """The entries that explain most of the question's weight."""
        found: dict[int, float] = {}
        for unit, weight in zip(question.units, question.weights, strict=True):
            if weight < LIGHT:
                continue
            for entry, share in self.index.explaining(unit.seeks):
                found[entry] = found.get(entry, 0.0) + weight * share
        return sorted(found, key=lambda entry: (-found[entry], entry))[:CANDIDATES]

    def _candidates(
        self,
        question: WeighedQuestion,
        scores: TargetScores,
        entries: Sequence[int],
        previous: frozenset[int],
    ) -> list[Candidate]:
        """Entries as candidates, as yet without fit and confidence."""
        nearest = self.near_misses.nearest(question, scores.near_misses)
        told_apart = signs(question.text.words, question.text.question_type)
        raw = {entry: scores.entries.get(entry, 0.0) for entry in entries}
        found = []
        for entry, rival in best_rivals(raw, self.rivals):
            met = Meeting.of(self.profiles[entry], question, raw[entry])
            near = nearest.get(self.faq_of[entry])
            contradiction = self.claims[entry].contradiction(told_apart)
            contradiction = contradiction or _names_another(self.profiles[entry], question)
            one = _candidate(entry, met, near, question)
            features = one.features._replace(
                score_lead=raw[entry] - rival, answered_previous_question=float(entry in previous)
            )
            found.append(one._replace(features=features, contradiction=contradiction))
        return found

    def spared(self, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Candidates as if near misses that add nothing to the question were not there."""
        found = [
            one._replace(
                features=one.features._replace(near_miss_score=0.0, near_miss_likeness=0.0)
            )
            if one.spared
            else one
            for one in candidates
        ]
        return ranked_candidates(found, self.thresholds, self.scale, self.rivals)


def _candidate(
    entry: int, met: Meeting, near: NearestMiss | None, question: WeighedQuestion
) -> Candidate:
    """An entry as a candidate, by how it and the nearest near miss meet the question."""
    if near is None or met.outdoes(near, question):
        near = NONE_NEAR
    features = Features(
        central_share=met.central_share,
        unexplained_share=met.unexplained_share,
        score_lead=0.0,
        asked_otherwise=met.asked_otherwise,
        near_miss_score=near.score,
        near_miss_likeness=near.likeness,
        **question_features(question),
        answered_previous_question=0.0,
    )
    return Candidate(
        entry=entry,
        score=met.score,
        features=features,
        likeness=met.likeness,
        explained_weight=met.explained_weight,
        heaviest_unexplained=met.heaviest_unexplained,
        near_miss=near.line,
        spared=bool(near.line) and met.spares(near, question),
    )


def _names_another(entry: Profile, question: WeighedQuestion) -> str:
    """The identifier that a question names and an entry doesn't know, in words; "" for none.

    Nearly the same name is another thing, however alike all else is: another release, another
    package. A time names nothing, and a plain decimal only beside others: 2.2 is no 2.4.
    """
    for unit in question.units:
        text = unit.text
        if text not in question.text.words or not is_identifier(text) or entry.explains(unit):
            continue
        version = text.replace(".", "").isdigit() and (text.count(".") > 1 or entry.has_decimals)
        if version or unit.kind is TermKind.NAME:
            return f"asks about “{text}”, of which the entry says nothing"
    return ""


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


def _signs(texts: Iterable[ReadText]) -> list[Signs]:
    """What in texts tells things apart."""
    return [signs(text.words, text.question_type) for text in texts]
