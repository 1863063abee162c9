"""Drift: what becomes of a FAQ's quotes when its article is replaced by a new version."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from rapidfuzz import fuzz

from bot.article.article import Article, Kind, Sentence
from bot.article.quotes import Finder, Found, Missing, Nearest, Twice, difference, plain, steps
from bot.article.visible import legible
from bot.faq.articles import Articles, decoded
from bot.faq.files import Unreadable
from bot.faq.model import EntryModel, FaqModel
from bot.faq.store import FaqReading
from bot.faq.validation import shaped
from bot.faq.yaml_reading import Document
from bot.faq.yaml_reading import Path as YamlPath
from bot.matching.numbers import number_of

Verdict = Literal["same", "reworded", "split", "changed", "vanished", "twice"]
LONG = 2_000  # characters of a quote of which no part is sought: that takes time without bounds
NEAR = 60.0  # per cent of likeness from which on a sentence counts as the old one, changed
PART = 0.6  # of a sentence's words that another one holds of which it is a part
FEW = 3  # words that tell too little of whether a sentence is part of another
ROUNDS = 3  # of seeking for each old sentence the new one that is most like it
_TELLING = re.compile(r"\w*\d\w*|\w{4,}")
_WORD = re.compile(r"[^\s.,;:!?…()\[\]\"“”‘’']+(?:[.,;:!?'’][^\s.,;:!?…()\[\]\"“”‘’']+)*")


@dataclass(frozen=True, slots=True)
class Target:
    """An article in its place on disk, and the FAQ files of the right shape that quote it."""

    path: Path
    documents: tuple[tuple[Document, FaqModel], ...]


@dataclass(frozen=True, slots=True)
class Drifted:
    """What became of one quote.

    same: it stands and its sentence reads as before; reworded: it stands, its sentence reads
    otherwise; split: its sentence became several, not all of which it cites; changed: a sentence
    like it stands; vanished: none does; twice: it stands in several places. `now` is what it leads
    to or is most like; `difference` tells that from the old sentence, word by word; `proposal` is a
    quote that would do, with the facts that changed; `stale` are facts of the entry's answer that
    are gone from the sentence. With one that is `broken` the FAQ can't be served.
    """

    file: str
    path: YamlPath
    line: int
    entry: EntryModel
    quote: str
    verdict: Verdict
    broken: bool
    now: tuple[Sentence, ...]
    difference: str
    proposal: str | None
    stale: tuple[str, ...]

    @property
    def to_mend(self) -> bool:
        """Whether another quote is needed, or would keep what a split lost."""
        return self.broken or self.verdict == "split"


@dataclass(frozen=True, slots=True)
class Survey:
    """What became of each quote, in their order, and the sentences that the old version lacks."""

    findings: tuple[Drifted, ...]
    added: tuple[Sentence, ...]


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


def survey(target: Target, reading: FaqReading, new: Article) -> Survey:
    """What becomes of each quote of the article's FAQ files, and what is new."""
    old: Article | None = None
    with suppress(Unreadable):
        old = Article.of(new.name, decoded(reading.data.get(target.path, b"")))
    versions = _Versions(old if old and old.text != new.text else None, new)
    findings = tuple(
        versions.drifted(document, entry, ("entries", position, "cite", number))
        for document, model in target.documents
        for position, entry in enumerate(model.entries)
        for number in range(len(entry.cite))
    )
    return Survey(findings, versions.added)


def grouped(findings: Iterable[Drifted]) -> tuple[tuple[Drifted, ...], ...]:
    """The findings whose quotes and fates are the same together, in the order of the first."""
    groups: dict[tuple[str, Verdict, str, str | None], list[Drifted]] = {}
    for one in findings:
        groups.setdefault((one.quote, one.verdict, one.difference, one.proposal), []).append(one)
    return tuple(map(tuple, groups.values()))


def text_of(article: Article, now: Sequence[Sentence]) -> str:
    """The article's text from the first to the last of some sentences, on one line."""
    return legible(article.text[now[0].start : now[-1].end]) if now else ""


def refused(article: Article, quote: str) -> str:
    """Why a quote of an editor's own would not do; empty if it would."""
    match Finder(article).find(quote):
        case Twice() as twice:
            return f"It {twice}. Quote more."
        case Missing() as missing:
            return f"It is not in the new article. {missing}"
    return ""


class _Versions:
    """Two versions of an article, ready to look quotes up in."""

    def __init__(self, old: Article | None, new: Article) -> None:
        self._new, self._finder = new, Finder(new)
        self._old = old and Finder(old)
        before, after = (
            [plain(one.quote(each)) for each in one.sentences] if one else [] for one in (old, new)
        )
        self._became, fresh = _aligned(before, after)
        added = [new.sentences[number] for number in sorted(fresh)] if old else ()
        self.added = tuple(one for one in added if one.kind is not Kind.HEADING)

    def drifted(self, document: Document, entry: EntryModel, path: YamlPath) -> Drifted:
        """What became of the quote of an entry that stands at a path."""
        quote, line = entry.cite[int(path[-1])], document.place(path).line
        was, became = self._before(quote)
        found = self._finder.find(quote)
        verdict, now = self._verdict(quote, was, became, found)
        text = text_of(self._new, now)
        changed = verdict in ("reworded", "split", "changed")
        return Drifted(
            document.file,
            path,
            line,
            entry,
            quote,
            verdict,
            not isinstance(found, Found),
            now,
            difference(was or legible(quote), text) if changed else "",
            self._proposal(quote, was, now) if verdict in ("split", "changed", "twice") else None,
            _stale(entry.answer or "", was, text) if changed else (),
        )

    def _before(self, quote: str) -> tuple[str, tuple[Sentence, ...]]:
        """The old sentences that a quote stood for, if they are known, and what they became."""
        match self._old and self._old.find(quote):
            case Found(sentences) if self._old:
                numbers = {new for one in sentences for new in self._became.get(one.number - 1, ())}
                became = tuple(self._new.sentences[number] for number in sorted(numbers))
                return text_of(self._old.article, sentences), became
        return "", ()

    def _verdict(
        self, quote: str, was: str, became: tuple[Sentence, ...], found: Found | Twice | Missing
    ) -> tuple[Verdict, tuple[Sentence, ...]]:
        """The verdict on a quote, and what it leads to, as found in the new version."""
        match found:
            case Found(now):
                lost = set(became) - set(now)
                if lost and len(lost) < len(became):
                    return "split", became
                same = not was or len(now) > 1 or plain(was) == plain(text_of(self._new, now))
                return "same" if same else "reworded", now
            case Twice(places):
                texts = [plain(self._new.quote(one)) for one in places]
                return "twice", (places[Nearest(texts, fuzz.ratio).of(plain(was or quote))],)
            case Missing(nearest):
                if became:
                    return "changed" if len(became) == 1 else "split", became
                if was or nearest is None:
                    return "vanished", ()
                near = fuzz.partial_ratio(plain(quote), plain(self._new.quote(nearest))) >= NEAR
                return ("changed", (nearest,)) if near else ("vanished", ())

    def _proposal(self, quote: str, was: str, now: tuple[Sentence, ...]) -> str | None:
        """A quote that leads to all of these sentences, as short as the old one if it can be."""
        text = text_of(self._new, now)
        for one in (_part(quote, was, text) if len(now) == 1 else "", text):
            found = self._finder.find(one)
            if isinstance(found, Found) and set(now) <= set(found.sentences):
                return one
        return None


# Which sentence of the new version each of the old one became.

Became: TypeAlias = dict[int, tuple[int, ...]]


def _aligned(old: Sequence[str], new: Sequence[str]) -> tuple[Became, set[int]]:
    """What each old sentence became, by numbers from 0, and the new ones that none became.

    Sentences that stand in both stay themselves. Each other one becomes the new one that is most
    like it, unless another is more like that; two that were merged become the same. What is left
    over of one that was split is sought in the sentences beside.
    """
    places = {text: number for number, text in enumerate(new)}
    became: Became = {at: (places[text],) for at, text in enumerate(old) if text in places}
    known = set(old)
    free = {at for at, text in enumerate(new) if text not in known}
    owned: dict[int, int] = {}  # which old one each became first
    for _ in range(ROUNDS if free else 0):
        left, among = [at for at in range(len(old)) if at not in became], sorted(free)
        texts = [new[at] for at in among]
        likely = (Nearest(texts, fuzz.ratio), Nearest(texts, fuzz.partial_ratio, 0))
        pairs = {(one, among[near.of(old[one])]) for one in left for near in likely}
        for unlike, one, other in sorted((-_likeness(old[a], new[b]), a, b) for a, b in pairs):
            if -unlike >= NEAR and one not in became:
                first = owned.setdefault(other, one)
                rest = _words(new[other]) - _words(old[first])
                if first == one or _holds(rest, old[one]):
                    became[one] = (other,)
        if free.isdisjoint(owned) or not (free := free - owned.keys()):
            break
    for other, one in owned.items():
        rest = _words(old[one]) - _words(new[other])
        for step in (-1, 1):
            at = other + step
            while at in free and _holds(rest, new[at]):
                became[one] = tuple(sorted((*became[one], at)))
                rest -= _words(new[at])
                free.remove(at)
                at += step
    return became, free


def _likeness(old: str, new: str) -> float:
    """How alike two sentences are, in per cent; just near if one holds nearly all of the other."""
    whole, words, others = fuzz.ratio(old, new), _words(old), _words(new)
    if whole < NEAR and min(len(words), len(others)) >= FEW:
        return NEAR if _holds(words, new) or _holds(others, old) else whole
    return whole


def _words(text: str) -> set[str]:
    """The words that tell what a sentence is about: numbers, and those that are not short."""
    return set(_TELLING.findall(text.casefold()))


def _holds(words: set[str], text: str) -> bool:
    """Whether most of a text, by the letters of its words, is among some words."""
    own = _words(text)
    return sum(map(len, own & words)) > PART * sum(map(len, own))


# Facts: the numbers, dates and names of a sentence.


def _part(quote: str, was: str, text: str) -> str:
    """The part of a new sentence that a quote corresponds to, and the facts that changed in it."""
    old, new, quoted = (list(_WORD.finditer(one)) for one in (was, text, legible(quote)))
    keys, wanted = [_key(word) for word in old], [_key(word) for word in quoted]
    starts = (at for at in range(len(keys)) if keys[at : at + len(wanted)] == wanted)
    start = next(starts, None)
    if start is None or len(wanted) == len(keys) or len(quote) > LONG:
        return ""
    end, kept = start + len(wanted), set[int]()
    for kind, a, b, c, d in steps(keys, [_key(word) for word in new]):
        if kind == "equal":
            kept.update(range(c + max(a, start) - a, c + min(b, end) - a))
        elif (a < end and b > start) or any(_is_fact(new, at) for at in range(c, d)):
            kept.update(range(c, d))
    return text[new[min(kept)].start() : new[max(kept)].end()] if kept else ""


def _stale(answer: str, was: str, text: str) -> tuple[str, ...]:
    """The facts of an answer that the old sentence says and the new one doesn't."""
    said, now = ({_key(word) for word in _WORD.finditer(one)} for one in (answer, text))
    old = list(_WORD.finditer(was))
    gone = [word for at, word in enumerate(old) if _is_fact(old, at) and _key(word) not in now]
    return tuple(dict.fromkeys(word[0] for word in gone if _key(word) in said))


def _is_fact(words: Sequence[re.Match[str]], at: int) -> bool:
    """Whether a word of a sentence is a number or a name; the first has a capital anyway."""
    word = words[at][0]
    if any(character.isdecimal() for character in word) or number_of(_key(words[at])):
        return True
    return word[0].isupper() and (at > 0 or (len(words) > 1 and words[1][0][0].isupper()))


def _key(word: re.Match[str]) -> str:
    return plain(word[0]).casefold()
