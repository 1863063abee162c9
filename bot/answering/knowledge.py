"""Knowledge: a section for each FAQ, and what joins them; immutable, swapped whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from bot.answering.clauses import ClauseReaders, ConsideredClause
from bot.answering.entry import Entry, Faq
from bot.answering.section import Section
from bot.answering.thresholds import THRESHOLDS, Thresholds
from bot.article.article import Article, Citation
from bot.matching.learner import NO_CACHE, ByteCache
from bot.matching.text import exact_key, normalise


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the bot answers from.

    Attributes:
        sections: One for each FAQ, in order.
        entries: All their entries, in order.
        by_id: The same by id.
        clauses: Reads a clause of a message by all sections.
        fingerprint: Names the very files that it was built from.
        thresholds: What it takes to answer and to suggest.
    """

    sections: tuple[Section, ...]
    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry] = field(repr=False)
    clauses: ClauseReaders
    fingerprint: str
    thresholds: Thresholds = THRESHOLDS

    @classmethod
    def build(
        cls,
        faqs: Sequence[Faq],
        fingerprint: str,
        model_cache: ByteCache = NO_CACHE,
        known: Iterable[Section] = (),
    ) -> Knowledge:
        """Train on proven FAQs; ids and phrasings must be unique over all of them.

        Args:
            faqs: The FAQs.
            fingerprint: What names the files that they were read from.
            model_cache: Recalls what was learnt from the same texts before.
            known: Sections that were built before; those of FAQs that are the same serve again.
        """
        built = {one.faq.file: one for one in known}
        sections = []
        for faq in faqs:
            one = built.get(faq.file)
            same = one is not None and one.faq == faq
            sections.append(one if one and same else Section.build(faq, model_cache))
        return cls.of(sections, fingerprint)

    @classmethod
    def of(cls, sections: Sequence[Section], fingerprint: str) -> Knowledge:
        """Join sections, which takes no time worth speaking of."""
        entries = tuple(entry for one in sections for entry in one.faq.entries)
        return cls(
            sections=tuple(sections),
            entries=entries,
            by_id={entry.id: entry for entry in entries},
            clauses=ClauseReaders(tuple(one.clauses for one in sections)),
            fingerprint=fingerprint,
        )

    def within(self, articles: AbstractSet[str]) -> Knowledge:
        """What is known of some articles alone, by their names."""
        chosen = [one for one in self.sections if one.faq.article.name in articles]
        return Knowledge.of(chosen, self.fingerprint)

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

    def uncited(self, clause: ConsideredClause, least: float) -> Citation | None:
        """A sentence that no entry cites and that explains so much of a clause.

        Args:
            clause: The clause; the FAQ that it is nearest to comes first.
            least: The share of its weight that the sentence must explain, 0 to 1.
        """
        readings = list(zip(self.sections, clause.readings or (clause,), strict=True))
        for section, reading in (readings.pop(clause.nearest), *readings):
            found = section.uncited.best(reading.question, least)
            if found and not (readings and self._cites(found)):
                return found
        return None

    def _cites(self, sentence: Citation) -> bool:
        """Whether another FAQ about the same article cites a sentence."""
        place = (sentence.article.name, sentence.number)
        return any(place in entry.sources for entry in self.entries)
