"""Knowledge: articles, FAQs, matcher and gate, frozen, built whole, swapped whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from bot.answering.entry import Entry, Faq
from bot.answering.features import vocabulary
from bot.answering.leftovers import Leftovers
from bot.answering.profiles import subject_of
from bot.answering.scorer import Scorer
from bot.article.article import Article, Citation
from bot.article.links import spoken
from bot.matching.completer import Completer, exact_key
from bot.matching.learner import NO_CACHE, ByteCache
from bot.matching.memo import BoundedMemo
from bot.matching.ranker import Phrasing, Ranked, Ranker
from bot.matching.text import normalise

SPOKEN = 20_000  # characters of an entry's own words that are learnt: more is no answer any more
REMEMBERED = 512  # clauses that were considered


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the bot answers from. `fingerprint` names the very files it was built from.

    `exact` holds the entry of each phrasing, by its exact key and by its words alone, and None for
    near misses that differ from a phrasing in signs alone; `near_misses` the normalised
    lines that must not be answered; `uncited` the sentences that no entry cites; `subjects` the
    rare words that name what each FAQ is about. `considered` remembers what was
    worked out of late.
    """

    faqs: tuple[Faq, ...]
    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    ranker: Ranker
    scorer: Scorer
    exact: Mapping[str, int | None]
    near_misses: frozenset[str]
    completer: Completer
    uncited: Leftovers
    subjects: tuple[frozenset[str], ...]
    fingerprint: str
    considered: BoundedMemo = field(default_factory=partial(BoundedMemo, REMEMBERED), repr=False)

    @classmethod
    def build(
        cls, faqs: Sequence[Faq], fingerprint: str, memory: ByteCache = NO_CACHE
    ) -> Knowledge:
        """Train on proven FAQs; ids and phrasings must be unique over all of them.

        `memory` recalls what was learnt from the same texts before.
        """
        entries = tuple(entry for faq in faqs for entry in faq.entries)
        phrasings = [
            Phrasing(position, text)
            for position, entry in enumerate(entries)
            for text in entry.questions
        ]
        refused = [
            Phrasing(len(entries) + number, line)
            for number, faq in enumerate(faqs)
            for line in faq.not_covered
        ]
        ranker = Ranker.build(
            [*phrasings, *refused],
            answers=[_spoken(entry) for entry in entries],
            vocabulary=vocabulary(),
            # They bind their own file; of one matcher over several files they would bind all.
            synonyms=faqs[0].synonyms if len(faqs) == 1 else {},
            model_cache=memory,
        )
        scorer = Scorer.build(faqs, ranker.leave_one_out(), len(phrasings))
        return cls(
            faqs=tuple(faqs),
            entries=entries,
            by_id={entry.id: entry for entry in entries},
            ranker=ranker,
            scorer=scorer,
            exact=_exact(phrasings, refused),
            near_misses=frozenset(normalise(line.text) for line in refused),
            completer=Completer.build([entry.questions for entry in entries]),
            uncited=scorer.leftovers(_uncited(faqs)),
            subjects=tuple(_subjects(faqs, scorer)),
            fingerprint=fingerprint,
        )

    def known(self, text: str) -> int | None:
        """The entry of which a text is a phrasing, word for word; None if it is none."""
        key = exact_key(text)
        return self.exact[key] if key in self.exact else self.exact.get(normalise(text) or key)

    def number(self, found: Ranked) -> int:
        """The number of an entry, or of a near miss: its line, counted on after the entries."""
        if found.entry < len(self.entries):
            return found.entry
        return len(self.entries) + found.phrasing - self.phrasings

    @property
    def phrasings(self) -> int:
        """How many phrasings all entries have."""
        return sum(len(entry.questions) for entry in self.entries)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that the FAQs derive from, each once."""
        return tuple({id(faq.article): faq.article for faq in self.faqs}.values())


def _exact(phrasings: Sequence[Phrasing], refused: Sequence[Phrasing]) -> dict[str, int | None]:
    """The entries by exact keys; by words alone where no phrasing or near miss is just that."""
    found: dict[str, int | None] = {}
    for one in phrasings:
        found.setdefault(exact_key(one.text), one.entry)
    for line in refused:
        found.setdefault(exact_key(line.text), None)
    for one in phrasings:
        if words := normalise(one.text):
            found.setdefault(words, one.entry)
    return found


def _spoken(entry: Entry) -> str:
    """The entry's own words: its answer and the sentences it cites."""
    said = " ".join([spoken(entry.answer or ""), *(cited.quote for cited in entry.citations)])
    return said.strip()[:SPOKEN]


def _subjects(faqs: Sequence[Faq], scorer: Scorer) -> Iterator[frozenset[str]]:
    """What each FAQ is about."""
    for number, faq in enumerate(faqs):
        own = zip(
            scorer.profiles, scorer.faq_of, strict=False
        )  # near misses come after the entries
        yield subject_of(faq.article.title, [one for one, where in own if where == number])


def _uncited(faqs: Sequence[Faq]) -> list[Citation]:
    """The sentences of the articles that no entry cites."""
    cited = {source for faq in faqs for entry in faq.entries for source in entry.sources}
    articles = {faq.article.name: faq.article for faq in faqs}.values()
    return [
        Citation(article, sentence)
        for article in articles
        for sentence in article.sentences
        if (article.name, sentence.number) not in cited
    ]
