"""An entry of the FAQ with its citations resolved, and the FAQ file that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.article.article import Article, Citation
from bot.article.links import spoken


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that the FAQ can answer.

    `questions` are its phrasings; the first is shown to people. `answer` is the editor's text,
    whose markers `[n]` number `citations` from 1; None where the cited sentences are the answer.
    `next` names the entries offered as follow-ups.
    """

    id: str
    questions: tuple[str, ...]
    answer: str | None
    citations: tuple[Citation, ...]
    next: tuple[str, ...] = ()

    @property
    def question(self) -> str:
        """The phrasing that is shown to people."""
        return self.questions[0]

    @property
    def sources(self) -> frozenset[tuple[str, int]]:
        """The article names and numbers it cites; entries with the same never compete."""
        return frozenset((cited.article.name, cited.number) for cited in self.citations)

    @property
    def stands_on(self) -> frozenset[tuple[str, int]]:
        """Its sources; without any, itself alone: entries that share any of it never compete."""
        return self.sources or frozenset({(self.id, 0)})

    def own_words(self) -> list[str]:
        """What it says: its answer as it is read out, and the sentences that it cites."""
        answer = [spoken(self.answer)] if self.answer else []
        return [*answer, *(cited.quote for cited in self.citations)]


@dataclass(frozen=True, slots=True)
class Faq:
    """One FAQ file: its article and entries; synonyms and near misses bind this file alone."""

    file: str
    article: Article
    entries: tuple[Entry, ...]
    synonyms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_covered: tuple[str, ...] = ()
