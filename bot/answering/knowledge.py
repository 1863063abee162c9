"""Knowledge: a section for each FAQ, and what joins them; immutable, built and swapped whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from typing import TypeAlias

from bot.answering.clauses import ClauseReader, ConsideredClause, asked_before
from bot.answering.completion import Completer
from bot.answering.confidence import leading, ranked_candidates
from bot.answering.entry import Entry, Faq, targets
from bot.answering.profiles import Profile, UncitedSentences
from bot.answering.scorer import Scorer
from bot.answering.thresholds import THRESHOLDS
from bot.answering.units import NAMES_SUBJECT, NAMES_SUBJECT_ALONE, information
from bot.article.article import Article, Citation, Kind
from bot.matching.lexicon import WordsOfTerms
from bot.matching.parts import ByteCache, Parts
from bot.matching.ranker import Phrasing, Ranker
from bot.matching.text import OncePerText, exact_key, joined, normalise, tokens

OWN_WORDS = 20_000  # characters of an entry's own words that are learnt: more is no answer any more
CLOSE = 0.9  # the share of the nearest FAQ's nearness from which another comes close
USUAL = 0.3  # the share of the entries that are asked by the name of the subject


class Section:
    """What one FAQ answers by; nothing of another FAQ changes it.

    Attributes:
        faq: The FAQ.
        ranker: Finds entries by what their phrasings say.
        scorer: Says how likely they answer.
        clauses: Reads a clause of a message by both.
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
        self.clauses = ClauseReader(self.ranker, self.scorer)
        exact = parts.plain("exact", lambda: _exact(len(faq.entries), asked, read))
        self.exact = {key: at if at is None else faq.entries[at] for key, at in exact.items()}
        usual = partial(self.scorer.index.usual, USUAL * len(faq.entries))
        self.subject = frozenset(
            parts.plain("subject", lambda: subject_of(faq.article.title, usual()))
        )
        parts.keep(memory, key)
        read.settle()

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
        return self.scorer.uncited(_uncited(self.faq))

    def profile_of(self, entry: Entry) -> Profile:
        """What an entry of this FAQ explains."""
        at = next(at for at, one in enumerate(self.faq.entries) if one is entry)
        return self.scorer.profiles[at]


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


def _uncited(faq: Faq) -> list[Citation]:
    """The sentences of the article that no entry cites; a heading alone answers nothing."""
    cited = {number for entry in faq.entries for _, number in entry.sources}
    return [
        Citation(faq.article, one)
        for one in faq.article.sentences
        if one.number not in cited and one.kind is not Kind.HEADING
    ]


# Knowledge: a section for each FAQ, and what joins them; immutable, swapped whole.


def subject_of(title: str, usual: Iterable[str]) -> list[str]:
    """The rare words of a FAQ's title and those by which many of its entries are asked."""
    return [*_rare(usual, NAMES_SUBJECT), *_rare(tokens(title), NAMES_SUBJECT_ALONE)]


def _rare(words: Iterable[str], least: float) -> Iterable[str]:
    return (word for word in words if word.isalpha() and information(word) >= least)


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the bot answers from.

    Attributes:
        sections: One for each FAQ, in order.
        entries: All their entries, in order.
        by_id: The same by id.
        fingerprint: Names the very files that it was built from.
    """

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry] = field(repr=False)
    fingerprint: str

    @classmethod
    def build(
        cls,
        faqs: Sequence[Faq],
        fingerprint: str,
        memory: ByteCache | None = None,
        known: Iterable[Section] = (),
    ) -> Knowledge:
        """Train on proven FAQs; ids and phrasings must be unique over all of them.

        Args:
            faqs: The FAQs.
            fingerprint: What names the files that they were read from.
            memory: Recalls what was worked out from the same texts before.
            known: Sections that were built before; those of FAQs that are the same serve again,
                and of the others what hangs on texts that are the same.
        """
        built = {one.faq.file: one for one in known}
        sections = []
        for faq in faqs:
            one = built.get(faq.file)
            same = one is not None and one.faq == faq
            sections.append(one if one and same else Section(faq, memory, one))
        return cls.of(sections, fingerprint)

    @classmethod
    def of(cls, sections: Sequence[Section], fingerprint: str) -> Knowledge:
        """Join sections, which takes no time worth speaking of."""
        entries = tuple(entry for one in sections for entry in one.faq.entries)
        return cls(
            sections=tuple(sections),
            entries=entries,
            by_id={entry.id: entry for entry in entries},
            fingerprint=fingerprint,
        )

    def within(self, articles: AbstractSet[str]) -> Knowledge:
        """What is known of some articles alone, by their names."""
        chosen = [one for one in self.sections if one.faq.article.name in articles]
        return Knowledge.of(chosen, self.fingerprint)

    @property
    def current(self) -> Knowledge:
        """Itself, for whoever else would ask a store what serves now."""
        return self

    @property
    def faqs(self) -> tuple[Faq, ...]:
        """The FAQs, in order."""
        return tuple(one.faq for one in self.sections)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that the FAQs derive from, each once."""
        return tuple({one.faq.article.name: one.faq.article for one in self.sections}.values())

    def own_words(self, words: Iterable[str]) -> frozenset[str]:
        """Those of some words that stand in an entry."""
        own = [one.scorer.speller.own for one in self.sections]
        return frozenset(word for word in words if any(word in some for some in own))

    def section_of(self, entry: Entry) -> Section:
        """The section of an entry."""
        return next(one for one in self.sections if any(own is entry for own in one.faq.entries))

    def entry_phrased(self, text: str) -> Entry | None:
        """The entry of which a text is a phrasing, word for word; None if it is none."""
        key = exact_key(text)
        found = [one.exact.get(key) for one in self.sections]
        words = normalise(text) or key
        found += [one.exact.get(words) for one in self.sections if key not in one.exact]
        return next((entry for entry in found if entry), None)

    # Each section reads a clause: the nearest gives the reading, and those close to it.

    def read(self, text: str, history: Sequence[str] = ()) -> ConsideredClause:
        """A clause on its own; after other questions it may point back to them."""
        return self._nearest([one.clauses.read(text, history) for one in self.sections], history)

    def in_message(self, clause: ConsideredClause, whole: ConsideredClause) -> ConsideredClause:
        """A clause of a longer message: the rest of the message counts a little."""
        readings = zip(self.sections, clause.by_faq, whole.by_faq, strict=True)
        return self._nearest([own.clauses.in_message(one, of) for own, one, of in readings])

    def best_or_follow_up(
        self, alone: ConsideredClause, history: Sequence[str]
    ) -> ConsideredClause:
        """The clause as a follow-up where that explains more, else as it is."""
        readings = zip(self.sections, alone.by_faq, strict=True)
        found = [own.clauses.best_or_follow_up(one, history) for own, one in readings]
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
        before = asked_before(self.read, history)
        mine = readings[before.nearest]
        leans = before.is_sure and mine.may_depend and not readings[nearest].is_near_miss
        likely = mine.confidence >= THRESHOLDS.min_confidence_to_suggest
        return before.nearest if leans and likely else nearest

    def uncited(self, clause: ConsideredClause, least: float) -> Citation | None:
        """A sentence that no entry cites and that explains so much of a clause.

        Args:
            clause: The clause; the FAQ that it is nearest to comes first.
            least: The share of its weight that the sentence must explain, 0 to 1.
        """
        readings = list(zip(self.sections, clause.by_faq, strict=True))
        for section, reading in (readings.pop(clause.nearest), *readings):
            found = section.uncited.best(reading.question, least)
            if found and not (readings and self._cites(found)):
                return found
        return None

    def _cites(self, sentence: Citation) -> bool:
        """Whether another FAQ about the same article cites a sentence."""
        place = (sentence.article.name, sentence.number)
        return any(place in entry.sources for entry in self.entries)


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
