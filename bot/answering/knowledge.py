"""Knowledge: articles, FAQs, ranker and scorer; immutable, built whole, swapped whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.answering.clauses import ClauseReader
from bot.answering.entry import Entry, Faq
from bot.answering.profiles import Profile
from bot.answering.scorer import Scorer
from bot.answering.subjects import subject_of
from bot.answering.targets import Targets
from bot.answering.uncited_sentences import UncitedSentences
from bot.article.article import Article, Citation
from bot.matching.completer import Completer, exact_key
from bot.matching.learner import NO_CACHE, ByteCache
from bot.matching.lexicon import lexicon
from bot.matching.ranker import Phrasing, Ranker
from bot.matching.text import normalise
from bot.matching.word_lists import zipf

OWN_WORDS = 20_000  # characters of an entry's own words that are learnt: more is no answer any more


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the bot answers from.

    Attributes:
        faqs: The FAQs, in order.
        entries: All their entries, in order.
        by_id: The same by id.
        targets: Entries and near misses as the ranker numbers them.
        ranker: Finds entries by what their phrasings say.
        scorer: Says how likely they answer.
        clauses: Reads a clause of a message by both.
        exact: The entry of each phrasing, by its exact key and by its words alone; None for near
            misses that differ from a phrasing in signs alone.
        completer: Finds entries for unfinished words.
        uncited: The sentences that no entry cites.
        subjects: For each FAQ the rare words that name what it is about.
        fingerprint: Names the very files that it was built from.
    """

    faqs: tuple[Faq, ...]
    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    targets: Targets
    ranker: Ranker
    scorer: Scorer
    clauses: ClauseReader
    exact: Mapping[str, int | None]
    completer: Completer
    uncited: UncitedSentences
    subjects: tuple[frozenset[str], ...]
    fingerprint: str

    @classmethod
    def build(
        cls, faqs: Sequence[Faq], fingerprint: str, model_cache: ByteCache = NO_CACHE
    ) -> Knowledge:
        """Train on proven FAQs; ids and phrasings must be unique over all of them.

        Args:
            faqs: The FAQs.
            fingerprint: What names the files that they were read from.
            model_cache: Recalls what was learnt from the same texts before.
        """
        targets = Targets.of(faqs)
        phrasings, near_misses = list(targets.phrasings()), list(targets.near_misses())
        ranker = Ranker.build(
            [*phrasings, *near_misses],
            answers=[" ".join(entry.own_words()).strip()[:OWN_WORDS] for entry in targets.entries],
            vocabulary=_vocabulary(),
            # They bind their own file; of one ranker over several files they would bind all.
            synonyms=faqs[0].synonyms if len(faqs) == 1 else {},
            model_cache=model_cache,
        )
        scorer = Scorer.build(targets, ranker.leave_one_out())
        return cls(
            faqs=targets.faqs,
            entries=targets.entries,
            by_id={entry.id: entry for entry in targets.entries},
            targets=targets,
            ranker=ranker,
            scorer=scorer,
            clauses=ClauseReader(ranker, scorer, targets),
            exact=_exact(phrasings, near_misses),
            completer=Completer.build([entry.questions for entry in targets.entries]),
            uncited=scorer.uncited(_uncited(faqs)),
            subjects=tuple(_subjects(faqs, scorer.profiles)),
            fingerprint=fingerprint,
        )

    def entry_phrased(self, text: str) -> Entry | None:
        """The entry of which a text is a phrasing, word for word; None if it is none."""
        key = exact_key(text)
        found = self.exact[key] if key in self.exact else self.exact.get(normalise(text) or key)
        return None if found is None else self.entries[found]

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that the FAQs derive from, each once."""
        return tuple({id(faq.article): faq.article for faq in self.faqs}.values())


def _vocabulary() -> frozenset[str]:
    """Words that the spelling must leave alone, because they are words."""
    return frozenset(zipf()) | {part for text in lexicon().places for part in text.split()}


def _exact(phrasings: Iterable[Phrasing], near_misses: Iterable[Phrasing]) -> dict[str, int | None]:
    """The entries by exact keys; by words alone where no phrasing or near miss is just that."""
    found: dict[str, int | None] = {}
    for one in phrasings:
        found.setdefault(exact_key(one.text), one.entry)
    for line in near_misses:
        found.setdefault(exact_key(line.text), None)
    for one in phrasings:
        if words := normalise(one.text):
            found.setdefault(words, one.entry)
    return found


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


def _subjects(faqs: Sequence[Faq], profiles: Sequence[Profile]) -> Iterator[frozenset[str]]:
    """What each FAQ is about, from the profiles of all entries in order."""
    rest = iter(profiles)
    for faq in faqs:
        yield subject_of(faq.article.title, list(islice(rest, len(faq.entries))))
