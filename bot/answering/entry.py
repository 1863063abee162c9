"""An entry of the FAQ with its citations resolved, and the FAQ file that holds it."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.article.article import Article, Citation, Kind, Sentence
from bot.article.visible import spoken
from bot.matching.ranker import Phrasing


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

    def plain(self) -> dict[str, Any]:
        """The same as texts, numbers, lists and mappings, which JSON can hold."""
        article = self.article
        return {
            "file": self.file,
            "article": [article.name, article.text, article.title, article.url, article.published],
            "sentences": [
                [one.start, one.end, one.paragraph, one.kind.value, one.lead]
                for one in article.sentences
            ],
            "links": article.links,
            "entries": [
                [one.id, one.questions, one.answer, [at.number for at in one.citations], one.next]
                for one in self.entries
            ],
            "synonyms": dict(self.synonyms),
            "not_covered": self.not_covered,
        }

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Faq:
        """The FAQ that `plain` was made of."""
        sentences = tuple(
            Sentence(number, start, end, paragraph, Kind(kind), lead)
            for number, (start, end, paragraph, kind, lead) in enumerate(plain["sentences"], 1)
        )
        links = tuple((words, address) for words, address in plain["links"])
        name, text, title, url, published = plain["article"]
        article = Article(name, text, title, url, published, sentences, links)
        entries = tuple(
            Entry(one, tuple(questions), answer, tuple(map(article.cite, cited)), tuple(after))
            for one, questions, answer, cited, after in plain["entries"]
        )
        synonyms = {name: tuple(others) for name, others in plain["synonyms"].items()}
        return cls(plain["file"], article, entries, synonyms, tuple(plain["not_covered"]))

    @property
    def file_name(self) -> str:
        """The name of its file, without the folders that lead there."""
        return self.file.replace("\\", "/").rpartition("/")[2]

    def uncited(self) -> list[Citation]:
        """The sentences of the article that no entry cites; a heading alone answers nothing."""
        cited = {number for entry in self.entries for _, number in entry.sources}
        return [
            Citation(self.article, one)
            for one in self.article.sentences
            if one.number not in cited and one.kind is not Kind.HEADING
        ]

    def digest(self) -> str:
        """What names its texts, wherever the file lies: FAQs with the same answer alike."""
        texts = {**self.plain(), "file": self.file_name}
        return hashlib.sha256(json.dumps(texts).encode()).hexdigest()


# What the ranker chooses from: each entry of a FAQ and, behind them all, its near misses. It knows
# them by number alone; which number is an entry is worked out here and nowhere else.


def titles_of(faqs: Iterable[Faq]) -> list[str]:
    """The titles of their articles, each once."""
    return list(dict.fromkeys(faq.article.title for faq in faqs))


def targets(faq: Faq) -> Iterator[Phrasing]:
    """All phrasings of all entries, then all near misses, as the ranker takes them.

    Entries go by their position; the near misses share the number after the last.
    """
    for position, entry in enumerate(faq.entries):
        for text in entry.questions:
            yield Phrasing(position, text)
    for line in faq.not_covered:
        yield Phrasing(len(faq.entries), line)


def entry_of(faq: Faq, number: int) -> Entry | None:
    """The entry that has a number of the ranker; None if the near misses have it."""
    return faq.entries[number] if number < len(faq.entries) else None


def citing(entries: Iterable[Entry]) -> Mapping[tuple[str, int], Sequence[str]]:
    """The ids of the entries that cite each sentence, by its article's name and its number."""
    found: defaultdict[tuple[str, int], list[str]] = defaultdict(list)
    for entry in entries:
        for source in entry.sources:
            found[source].append(entry.id)
    return found
