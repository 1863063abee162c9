"""The entries that a model proposes, each proven by itself: its quotes, its answer, its texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.answering.entry import Entry
from bot.article.article import Article, Sentence
from bot.article.quotes import Finder, Found, Twice
from bot.article.visible import legible, link_faults
from bot.editing.draft_texts import ModelReply, ProposedEntry
from bot.editing.proposal import fresh_id, is_content, slug
from bot.faq.edits import AddEntry, AddPhrasing, Edit
from bot.faq.model import ANSWER, PHRASING, SHOWN
from bot.faq.proof import MARKER
from bot.matching.opposites import NEGATIONS
from bot.matching.text import exact_key, stem, words

BORNE_OUT = 0.5  # of an answer's words: so many stand in what it cites
_LINK = re.compile(r"://|www\.|\]\(|@", re.IGNORECASE)
_NUMBERED = re.compile(r"^[\[(]?(\d{1,5})[\])]?[.:)]?(?:\s+|$)")
_QUOTES = "\"'“”‘’«»„`"


@dataclass(frozen=True, slots=True)
class Unproven:
    """Something that was proposed and does not hold: what it is about, why, and the mend."""

    text: str
    problem: str
    mend: str = ""

    def __str__(self) -> str:
        return f"`{self.text}`: {self.problem} {self.mend}".rstrip()


@dataclass(slots=True)
class TriedEntry:
    """A proposed entry on its way through the proof; `old` if the FAQ has it and it only grows."""

    proposed: ProposedEntry
    id: str
    questions: list[str]
    cite: tuple[str, ...] = ()
    answer: str | None = None
    old: bool = False
    fatal: list[Unproven] = field(default_factory=list)
    dropped: list[Unproven] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """Whether it can stand in a FAQ: proven so far, with a question that can be shown."""
        return not self.fatal and (self.old or any(len(one) <= SHOWN for one in self.questions))

    def drop(self, text: str, problem: str, mend: str = "") -> None:
        """Take a phrasing out."""
        self.questions.remove(text)
        self.dropped.append(Unproven(text, problem, mend))

    def edits(self) -> Iterator[Edit]:
        """What it changes in the file."""
        if self.old:
            yield from (AddPhrasing(self.id, text) for text in self.questions)
        else:
            short = [text for text in self.questions if len(text) <= SHOWN]
            shown = next((text for text in short if text.endswith("?")), short[0])
            others = (text for text in self.questions if text != shown)
            yield AddEntry(self.id, (shown, *others), self.cite, self.answer, proposed=True)


def candidates(
    reply: ModelReply,
    article: Article,
    own: Sequence[Entry],
    known: Sequence[Entry],
    not_covered: Sequence[str] = (),
) -> list[TriedEntry]:
    """The entries of a reply, each as far as it holds by itself.

    They quote the article; its FAQ has its `own` entries and near misses. The ids and phrasings of
    all `known` entries, of the whole folder, are taken.
    """
    finder = Finder(article)
    by_id = {entry.id: entry for entry in own}
    ids = {entry.id for entry in known}
    taken = {key_of(text): entry.id for entry in known for text in entry.questions}
    taken |= dict.fromkeys(map(key_of, not_covered), "not_covered")
    found = []
    for proposed in reply.entries:
        old = proposed.id in by_id and not proposed.cite
        one = TriedEntry(proposed, proposed.id, [], old=old)
        if not old:
            one.id = _free_id(proposed, ids)
            _prove_quotes(one, finder)
            _prove_answer(one, finder)
            _join(one, by_id, taken, finder)
        _prove_texts(one, taken)
        if one.holds:
            ids.add(one.id)
        found.append(one)
    return found


def _join(
    one: TriedEntry, own: Mapping[str, Entry], taken: Mapping[str, str], finder: Finder
) -> None:
    """Let an entry grow instead, if it asks the same of the same sentences."""
    asked = (taken.get(key_of(text), "") for text in one.proposed.questions[:1])
    same = own.get(next(asked, ""))
    quoted = {sentence.number for quote in one.cite for sentence in _sentences(quote, finder)}
    if same and not one.fatal and quoted.intersection(cited.number for cited in same.citations):
        one.id, one.old, one.answer = same.id, True, None


def _sentences(quote: str, finder: Finder) -> tuple[Sentence, ...]:
    found = finder.find(quote)
    return found.sentences if isinstance(found, Found) else ()


def key_of(text: str) -> str:
    """What a phrasing is told from others by."""
    return exact_key(text) or text.casefold()


def _free_id(proposed: ProposedEntry, ids: set[str]) -> str:
    name = slug(proposed.id)
    if name and name not in ids:
        return name
    first = proposed.questions[0] if proposed.questions else ""
    return fresh_id(name.replace("-", " ") or first, ids)


def _prove_quotes(one: TriedEntry, finder: Finder) -> None:
    found = [_quote(text, finder) for text in one.proposed.cite]
    one.fatal += [quote for quote in found if isinstance(quote, Unproven)]
    one.cite = tuple(dict.fromkeys(quote for quote in found if isinstance(quote, str)))
    if not one.proposed.cite:
        mend = "Quote the sentence of the article that answers, word for word, under `cite`."
        one.fatal.append(Unproven(one.id, "It quotes nothing.", mend))


def _quote(text: str, finder: Finder) -> str | Unproven:
    """A quote that stands in the article once, or why there is none.

    Left out are a sentence's number and marks round the quote. A number alone, and what differs
    in capitals and punctuation alone, stands for its whole sentence.
    """
    article = finder.article
    number = _NUMBERED.match(text)
    bare = text[number.end() :] if number else text
    for said in dict.fromkeys((text, bare, bare.strip(_QUOTES), bare.strip(_QUOTES + " .…"))):
        if said and isinstance(finder.find(said), Found):
            return said
    found = finder.find(bare or text)
    at = int(number[1]) if number and not bare else 0
    wholes = [at] if 0 < at <= len(article.sentences) else []
    if isinstance(found, Twice) and not wholes:
        return Unproven(text, f"It {found}.", "Quote more of the sentence that is meant.")
    alike = enumerate(_plain_sentences(article), start=1)
    wholes = wholes or [at for at, said in alike if _plain(bare) in said]
    if len(wholes) != 1:
        return Unproven(text, "It is not in the article.", f"{found}")
    said = legible(article.cite(wholes[0]).quote)
    if isinstance(finder.find(said), Found):
        return said
    problem = f"Sentence {wholes[0]} stands in several places."
    return Unproven(said, problem, "Quote a neighbour too.")


@lru_cache(maxsize=1)
def _plain_sentences(article: Article) -> list[str]:
    return [_plain(article.quote(sentence)) for sentence in article.sentences]


def _plain(text: str) -> str:
    """The words alone, with a space round each, so that whole words are found in it."""
    return " ".join(["", *re.findall(r"\w+", text.casefold()), ""])


def _prove_answer(one: TriedEntry, finder: Finder) -> None:
    """Keep the answer only if it says what its quotes say; without one these are the answer."""
    answer = one.proposed.answer
    if not answer or one.fatal:
        return
    named = {int(number) for number in MARKER.findall(answer)}
    quoted = [
        word.text
        for quote in one.cite
        for sentence in _sentences(quote, finder)
        for word in words(finder.article.quote(sentence))
    ]
    stems = set(map(stem, quoted))
    said = [word.text for word in words(MARKER.sub("", answer))]
    content = [stem(word) for word in said if is_content(word)]
    if len(answer) > ANSWER or link_faults(answer) or _LINK.search(answer):
        problem = "The answer is too long, or holds a link."
    elif named and named != set(range(1, len(one.cite) + 1)):
        problem = "The answer's marks are not those of its quotes."
    elif sum(word in stems for word in content) < BORNE_OUT * len(
        content
    ) or NEGATIONS.intersection(said) - set(quoted):
        problem = "The answer says more than its quotes do."
    else:
        one.answer = answer
        return
    one.dropped.append(Unproven(answer, problem, "The quoted sentences answer by themselves."))


def _prove_texts(one: TriedEntry, taken: dict[str, str]) -> None:
    """Keep the questions that hold words, are not too long, and belong to no other entry yet."""
    for text in one.proposed.questions:
        key, owner = key_of(text), taken.get(key_of(text), "")
        if len(text) > PHRASING or not exact_key(text):
            problem = "It holds no word." if len(text) <= PHRASING else "It is too long."
            one.dropped.append(Unproven(text, problem))
        elif owner and owner != one.id:
            one.dropped.append(Unproven(text, f"It stands under `{owner}` already."))
        elif not owner:
            one.questions.append(text)
            if not one.fatal:
                taken[key] = one.id
    if not one.fatal and not one.holds:
        mend = f"Write one that leads to it alone, of at most {SHOWN} characters."
        one.fatal.append(Unproven(one.id, "No question is left that can be shown.", mend))
