"""A section of the knowledge: one FAQ with its own ranker and scorer, built whole, immutable."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.answering.clauses import ClauseReader
from bot.answering.completion import Completer
from bot.answering.entry import Entry, Faq
from bot.answering.profiles import Profile
from bot.answering.scorer import Scorer
from bot.answering.subjects import subject_of
from bot.answering.targets import entry_of, targets
from bot.answering.uncited_sentences import UncitedSentences
from bot.article.article import Citation
from bot.matching.learner import NO_CACHE, ByteCache
from bot.matching.lexicon import lexicon
from bot.matching.ranker import Phrasing, Ranker
from bot.matching.text import exact_key, normalise
from bot.matching.word_lists import zipf

OWN_WORDS = 20_000  # characters of an entry's own words that are learnt: more is no answer any more


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """What one FAQ answers by; nothing of another FAQ changes it.

    Attributes:
        faq: The FAQ.
        ranker: Finds entries by what their phrasings say.
        scorer: Says how likely they answer.
        clauses: Reads a clause of a message by both.
        exact: The entry of each phrasing, by its exact key and by its words alone; None for near
            misses that differ from a phrasing in signs alone.
        completer: Finds entries for unfinished words.
        uncited: The sentences that no entry cites.
        subject: The rare words that name what it is about.
    """

    faq: Faq
    ranker: Ranker
    scorer: Scorer
    clauses: ClauseReader
    exact: Mapping[str, Entry | None] = field(repr=False)
    completer: Completer
    uncited: UncitedSentences
    subject: frozenset[str]

    @classmethod
    def build(cls, faq: Faq, model_cache: ByteCache = NO_CACHE) -> Section:
        """Train on a proven FAQ.

        Args:
            faq: The FAQ.
            model_cache: Recalls what was learnt from the same texts before.
        """
        asked = list(targets(faq))
        ranker = Ranker.build(
            asked,
            answers=[" ".join(entry.own_words()).strip()[:OWN_WORDS] for entry in faq.entries],
            vocabulary=_vocabulary(),
            synonyms=faq.synonyms,
            model_cache=model_cache,
        )
        scorer = Scorer.build(faq, ranker.leave_one_out())
        return cls(
            faq=faq,
            ranker=ranker,
            scorer=scorer,
            clauses=ClauseReader(ranker, scorer),
            exact=_exact(faq, asked),
            completer=Completer.build([entry.questions for entry in faq.entries]),
            uncited=scorer.uncited(_uncited(faq)),
            subject=subject_of(faq.article.title, scorer.profiles),
        )

    def profile_of(self, entry: Entry) -> Profile:
        """What an entry of this FAQ explains."""
        own = zip(self.faq.entries, self.scorer.profiles, strict=True)
        return next(profile for one, profile in own if one is entry)


def _vocabulary() -> frozenset[str]:
    """Words that the spelling must leave alone, because they are words."""
    return frozenset(zipf()) | {part for text in lexicon().places for part in text.split()}


def _exact(faq: Faq, asked: Sequence[Phrasing]) -> dict[str, Entry | None]:
    """The entries by exact keys; by words alone where no phrasing or near miss is just that."""
    found: dict[str, Entry | None] = {}
    for one in asked:
        found.setdefault(exact_key(one.text), entry_of(faq, one.entry))
    for one in asked:
        if (entry := entry_of(faq, one.entry)) and (words := normalise(one.text)):
            found.setdefault(words, entry)
    return found


def _uncited(faq: Faq) -> list[Citation]:
    """The sentences of the article that no entry cites."""
    cited = {number for entry in faq.entries for _, number in entry.sources}
    article = faq.article
    return [Citation(article, one) for one in article.sentences if one.number not in cited]
