"""Knowledge: articles, FAQs and the matcher, frozen, built whole, swapped whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.core.article import Article
from bot.core.faq import Entry, Faq
from bot.core.matching import Matcher, Phrasing


@dataclass(frozen=True, slots=True, eq=False)
class Knowledge:
    """All that the bot answers from. `fingerprint` names the very files it was built from."""

    faqs: tuple[Faq, ...]
    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    matcher: Matcher
    fingerprint: str

    @classmethod
    def build(cls, faqs: Sequence[Faq], fingerprint: str) -> Knowledge:
        """Train on proven FAQs; ids and phrasings must be unique over all of them."""
        entries = tuple(entry for faq in faqs for entry in faq.entries)
        phrasings = [
            Phrasing(position, text)
            for position, entry in enumerate(entries)
            for text in entry.questions
        ]
        return cls(
            faqs=tuple(faqs),
            entries=entries,
            by_id={entry.id: entry for entry in entries},
            matcher=Matcher.build(phrasings),
            fingerprint=fingerprint,
        )

    @property
    def articles(self) -> tuple[Article, ...]:
        """The articles that the FAQs derive from, each once."""
        return tuple({id(faq.article): faq.article for faq in self.faqs}.values())
