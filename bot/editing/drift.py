"""Drift: what becomes of a FAQ's quotes when its article is replaced by a new version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz

from bot.article.article import Article, Sentence
from bot.article.quotes import Finder, Found, Missing, Nearest, Twice, difference
from bot.article.visible import legible
from bot.faq.articles import Articles
from bot.faq.files import Unreadable
from bot.faq.model import EntryModel, FaqModel
from bot.faq.store import FaqReading
from bot.faq.validation import shaped
from bot.faq.yaml_reading import Document
from bot.faq.yaml_reading import Path as YamlPath

Verdict = Literal["same", "reworded", "changed", "vanished", "twice"]
BROKEN: tuple[Verdict, ...] = ("changed", "vanished", "twice")
_WORD = re.compile(r"\w+(?:[^\s\w]\w+)*")
LONG = 2_000  # characters of a quote of which no part is sought: that takes time without bounds
NEAR = 60.0  # per cent of likeness from which on a sentence counts as the old one, changed


@dataclass(frozen=True, slots=True)
class Target:
    """An article in its place on disk, and the FAQ files of the right shape that quote it."""

    path: Path
    documents: tuple[tuple[Document, FaqModel], ...]


@dataclass(frozen=True, slots=True)
class Drifted:
    """What became of one quote.

    same: it stands and its sentence reads as before; reworded: it stands, its sentence reads
    otherwise; changed: a sentence like it stands; vanished: none does; twice: it stands in several
    places. `nearest` is the sentence of the new article that it leads to now, or is most like;
    `difference` tells the two apart word by word; `proposal` is a quote that would do.
    """

    file: str
    path: YamlPath
    line: int
    entry: EntryModel
    quote: str
    verdict: Verdict
    nearest: Sentence | None = None
    difference: str = ""
    proposal: str | None = None

    @property
    def broken(self) -> bool:
        """Whether the FAQ can't be served with it."""
        return self.verdict in BROKEN


def targets(reading: FaqReading) -> tuple[Target, ...]:
    """The articles that a FAQ names within the root, there or not, whatever it quotes of them."""
    found: dict[Path, list[tuple[Document, FaqModel]]] = {}
    for document in reading.documents:
        model = shaped(document) if document.whole else None
        if model is not None:
            articles = Articles(Path(document.file).parent, reading.snapshot)
            with suppress(Unreadable):
                path = articles.path_of(model.article.file)
                found.setdefault(path, []).append((document, model))
    return tuple(Target(path, tuple(documents)) for path, documents in found.items())


def survey(target: Target, reading: FaqReading, new: Article) -> tuple[Drifted, ...]:
    """What becomes of each quote of the article's FAQ files, in their order."""
    compared = _Compared(new)
    known = {} if reading.faults else {faq.file: Finder(faq.article) for faq in reading.faqs}
    return tuple(
        drifted
        for document, model in target.documents
        for drifted in _of_file(document, model, known.get(document.file), compared)
    )


def grouped(findings: Iterable[Drifted]) -> tuple[tuple[Drifted, ...], ...]:
    """The findings whose quotes and fates are the same together, in the order of the first."""
    groups: dict[tuple[str, Verdict, str, str | None], list[Drifted]] = {}
    for one in findings:
        groups.setdefault((one.quote, one.verdict, one.difference, one.proposal), []).append(one)
    return tuple(map(tuple, groups.values()))


def _of_file(
    document: Document,
    model: FaqModel,
    known: Finder | None,
    compared: _Compared,
) -> Iterator[Drifted]:
    for position, entry in enumerate(model.entries):
        for number, quote in enumerate(entry.cite):
            path: YamlPath = ("entries", position, "cite", number)
            line = document.place(path).line
            was = _sentence_of(known, quote)
            verdict, nearest, told, proposal = compared.judge(quote, was)
            yield Drifted(document.file, path, line, entry, quote, verdict, nearest, told, proposal)


def _sentence_of(known: Finder | None, quote: str) -> str:
    """The sentence that a quote stood for, in the old article; the quote if that isn't known."""
    match known.find(quote) if known else None:
        case Found((sentence,)) if known:
            return known.article.quote(sentence)
        case _:
            return quote


Judgement = tuple[Verdict, Sentence | None, str, str | None]


class _Compared:
    """The new article, ready to look quotes up in."""

    def __init__(self, article: Article) -> None:
        self._article = article
        self._finder = Finder(article)
        self._sentences = [_plain(article.quote(sentence)) for sentence in article.sentences]
        self._near = Nearest(self._sentences, fuzz.ratio)

    def judge(self, quote: str, was: str) -> Judgement:
        """The verdict on a quote that stood for the sentence `was`."""
        match self._finder.find(quote):
            case Found(sentences):
                return self._of_found(quote, was, sentences)
            case Twice(sentences):
                texts = [self._sentences[sentence.number - 1] for sentence in sentences]
                nearest = sentences[Nearest(texts, fuzz.ratio).of(_plain(was))]
                return "twice", nearest, "", self._whole(nearest)
            case Missing():
                return self._of_missing(quote, was)

    def _of_found(self, quote: str, was: str, sentences: Sequence[Sentence]) -> Judgement:
        now = " ".join(_plain(self._article.quote(sentence)) for sentence in sentences)
        if len(sentences) > 1 or was == quote or _plain(was) == now:
            return "same", sentences[0], "", None
        return "reworded", sentences[0], difference(_plain(was), now), None

    def _of_missing(self, quote: str, was: str) -> Judgement:
        nearest = self._article.sentences[self._near.of(_plain(was))]
        now = _plain(self._article.quote(nearest))
        short = len(quote) <= min(len(now), LONG)
        part = fuzz.partial_ratio(_plain(quote), now) if short else 0.0
        if max(fuzz.ratio(_plain(was), now), part) < NEAR:
            return "vanished", nearest, "", None
        proposal = self._part(quote, nearest) if was != quote and short else None
        told = difference(_plain(quote), now)
        return "changed", nearest, told, proposal or self._whole(nearest)

    def _whole(self, sentence: Sentence) -> str | None:
        """The sentence as a quote, if it stands in one place only."""
        text = self._sentences[sentence.number - 1]
        return text if self._leads_to(text, sentence) else None

    def _part(self, quote: str, sentence: Sentence) -> str | None:
        """The part of a sentence that a quote of its old version corresponds to."""
        text = self._sentences[sentence.number - 1]
        found = fuzz.partial_ratio_alignment(_plain(quote), text)
        if found is None or len(quote) >= len(text):
            return None
        part = _between_shared(quote, text, found.dest_start, found.dest_end)
        return part if part and self._leads_to(part, sentence) else None

    def _leads_to(self, quote: str, sentence: Sentence) -> bool:
        found = self._finder.find(quote)
        return isinstance(found, Found) and found.sentences == (sentence,)

    def resolves(self, quote: str) -> str:
        """Why a quote would not do; empty if it would."""
        match self._finder.find(quote):
            case Found():
                return ""
            case Twice(sentences):
                numbers = ", ".join(str(sentence.number) for sentence in sentences)
                return f"It stands in several places (sentences {numbers}). Quote more."
            case Missing() as missing:
                return f"It is not in the new article. {missing}"


def refused(article: Article, quote: str) -> str:
    """Why a quote of an editor's own would not do; empty if it would."""
    return _Compared(article).resolves(quote) if quote.strip() else "It is empty."


def _between_shared(quote: str, text: str, start: int, end: int) -> str:
    """The text from the first to the last word that it shares with a quote, near a stretch of it.

    Punctuation after the last word is left out where the quote has none.
    """
    shared = {word.group().lower() for word in _WORD.finditer(quote)}
    room = len(quote) // 2
    kept = [
        word
        for word in _WORD.finditer(text, max(0, start - room), end + room)
        if word.group().lower() in shared and not _cut(text, word)
    ]
    if not kept:
        return ""
    close = kept[-1].end()
    while quote[-1:] and not quote[-1].isalnum() and text[close : close + 1] not in ("", " "):
        close += 1
    return text[kept[0].start() : close]


def _cut(text: str, word: re.Match[str]) -> bool:
    """Whether the window cut the word at one of its ends."""
    around = text[max(0, word.start() - 1) : word.start()] + text[word.end() : word.end() + 1]
    return any(character.isalnum() for character in around)


def _plain(text: str) -> str:
    return legible(text)
