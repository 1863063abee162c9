"""Knowledge: a section for each FAQ; reads a clause by all, and decides the reply by thresholds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from bot.answering.confidence import (
    Candidate,
    Comparisons,
    lead,
    leading,
    ranked_candidates,
    spared,
)
from bot.answering.entry import Entry, Faq
from bot.answering.reply import Answer, Closest, DidYouMean, NotCovered, Passage, Reply
from bot.answering.section import ConsideredClause, Section, asked_before
from bot.answering.thresholds import THRESHOLDS
from bot.article.article import Article, Citation
from bot.matching.parts import ByteCache
from bot.matching.text import exact_key, normalise

CLOSE = 0.9  # the share of the nearest FAQ's nearness from which another comes close


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the bot answers from; immutable, built and swapped whole.

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
        return self._nearest([one.read(text, history) for one in self.sections], history)

    def in_message(self, clause: ConsideredClause, whole: ConsideredClause) -> ConsideredClause:
        """A clause of a longer message: the rest of the message counts a little."""
        readings = zip(self.sections, clause.by_faq, whole.by_faq, strict=True)
        return self._nearest([own.in_message(one, of) for own, one, of in readings])

    def best_or_follow_up(
        self, alone: ConsideredClause, history: Sequence[str]
    ) -> ConsideredClause:
        """The clause as a follow-up where that explains more, else as it is."""
        readings = zip(self.sections, alone.by_faq, strict=True)
        found = [own.best_or_follow_up(one, history) for own, one in readings]
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

    def passage(self, clause: ConsideredClause) -> Citation | None:
        """The sentence that no entry cites and that explains every word; None if there is none.

        A sentence that an entry cites is that entry's to answer with, or to be suggested for: only
        what the FAQ leaves out is quoted by itself, and only to a question that says enough to be
        explained word by word. The FAQ that the clause is nearest to comes first.
        """
        if clause.is_follow_up or clause.question.total < THRESHOLDS.min_passage_weight:
            return None
        readings = list(zip(self.sections, clause.by_faq, strict=True))
        for section, reading in (readings.pop(clause.nearest), *readings):
            found = section.uncited.best(reading.question, THRESHOLDS.min_passage_share)
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


def decide(knowledge: Knowledge, clause: ConsideredClause) -> Decision:
    """The reply to one clause."""
    candidates = clause.candidates
    compared = Comparisons.of(candidates, clause.question.total)
    if clause.is_near_miss:
        return Decision(_not_covered(clause, near_miss=True), "near_miss", compared)
    if not candidates:
        return Decision(NotCovered(), "far", compared)
    if compared.answers and not _another_faq_answers(candidates):
        return Decision(Answer(candidates[0].entry), "sure", compared)
    if sentence := knowledge.passage(clause):
        return Decision(Passage((sentence,)), "passage", compared)
    if compared.near_miss.met:
        return Decision(_not_covered(clause, near_miss=True), "other_words", compared)
    if not compared.to_show.met:
        candidates, compared = _spared(candidates, compared)
    likely = compared.to_suggest.met or compared.if_spared.met
    if not (compared.weight_to_suggest.met and likely):
        return Decision(_not_covered(clause), "far", compared)
    least = THRESHOLDS.min_share_to_suggest * candidates[0].confidence
    first, *others = suggestions([one for one in candidates if one.confidence >= least])
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


def suggestions(candidates: Sequence[Candidate]) -> tuple[Entry, ...]:
    """Up to five entries to choose from, each citing other sentences than those before it."""
    chosen: dict[frozenset[tuple[str, int]], Entry] = {}
    for candidate in candidates:
        chosen.setdefault(candidate.stands_on, candidate.entry)
    return tuple(chosen.values())[:SUGGESTIONS]
