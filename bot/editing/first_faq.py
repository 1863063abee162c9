"""A first FAQ: entries made from an article alone, each of a sentence that answers something.

Nothing is invented: the quotes are the article's, the questions its sentences turned round. What
no question can be made of is left out. An editor judges each proposal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile

from bot.article.article import Article, Kind, Sentence, breaks_off
from bot.article.quotes import Finder, Found
from bot.article.visible import legible, one_line
from bot.editing.english import DETERMINERS, bare, lowered, noun_phrases, opener, order
from bot.editing.first_questions import (
    Subject,
    forbidden,
    forbids,
    of_lead,
    of_row,
    of_title,
    questions,
    read_on,
)
from bot.editing.proposal import slug, unused
from bot.editing.question_templates import Asks, FirstQuestion, fits, how_to
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.text import exact_key
from bot.matching.word_lists import function, grammar, zipf

MAX_ENTRIES = 400  # more proposals than that nobody reads
LONGEST = 600  # characters of a sentence that is read and quoted
MAX_TOGETHER = 6  # sentences that one entry cites
MAX_LISTED = 12  # items or rows; of a longer list no entry cites all
TERMS = 4  # telling words of an id, and of a question said in key words
MOST_TERMS = 7  # of one that has no other phrasing

_MARKS = re.compile(r"^(?:#{1,6}|[-*+•]|\(?\d{1,3}[.)])\s+")
_SAID = re.compile(r"\bsaid ((?:[A-Z][\w’.-]*,? ?)+)|((?:[A-Z][\w’-]+ )+)said\b")
_WORD = re.compile(r"[^\s,;:()“”\"`?]+")
_NAMED = frozenset({"~weekday", "~month"})  # classes whose members have a capital
_IDLE = frozenset({"much", "many", "long", "often", "old", "soon", "since", "article", "say"})


@dataclass(frozen=True, slots=True)
class FirstEntry:
    """An entry that is proposed: the questions that may be shown, the best first, and others."""

    id: str
    shown: tuple[FirstQuestion, ...]
    others: tuple[str, ...]
    cite: tuple[str, ...]

    @property
    def phrasings(self) -> tuple[str, ...]:
        """All ways to ask; the first is shown."""
        return (*(one.text for one in self.shown), *self.others)

    def without(self, phrasings: frozenset[str]) -> FirstEntry | None:
        """The same without some phrasings; None if none is left that may be shown."""
        shown = tuple(one for one in self.shown if one.text not in phrasings)
        others = tuple(text for text in self.others if text not in phrasings)
        return replace(self, shown=shown, others=others) if shown else None


def first_entries(
    article: Article, ids: Iterable[str] = (), phrasings: Iterable[str] = ()
) -> list[FirstEntry]:
    """The entries that an article gives by itself, in its order.

    The ids and phrasings are those that other FAQs of the folder have.
    """
    reader = _Reader(article, set(ids), {exact_key(text) for text in phrasings})
    return list(islice(reader.entries(), MAX_ENTRIES))


@dataclass(slots=True)
class _Reader:
    """Goes through an article, sentence by sentence, and remembers what it was about."""

    article: Article
    _ids: set[str]
    _asked: set[str]
    _finder: Finder = field(init=False)
    _heading: str = ""
    _steps: bool = False
    _about: Subject = field(default_factory=Subject)
    _before: Sentence | None = None
    _names: frozenset[str] = field(init=False)
    _common: frozenset[str] = field(init=False)
    _spread: Counter[str] = field(init=False)
    _led: dict[int, list[Sentence]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._finder = Finder(self.article)
        for one in self.article.sentences:
            if one.lead and one.kind in (Kind.ITEM, Kind.ROW):
                self._led.setdefault(one.lead, []).append(one)
        prose = re.sub(r"`[^`]*`", "`", self.article.text)
        self._names = frozenset(re.findall(r"(?<=[a-z,;:] )[A-Z][\w’'-]*", prose))
        self._common = frozenset(re.findall(r"\b[a-z][\w’'-]*", prose))
        texts = (self.article.quote(one) for one in self.article.sentences)
        self._spread = Counter(word for text in texts for word in set(map(bare, text.split())))

    def entries(self) -> Iterator[FirstEntry]:
        """The proposals, in the order of the article."""
        for at, sentence in enumerate(self.article.sentences):
            quote = one_line(legible(self.article.quote(sentence)))
            text = _MARKS.sub("", quote).strip()
            titled = at == 0 and breaks_off(sentence.kind, text)
            if sentence.kind is Kind.CODE or not text or len(quote) > LONGEST:
                continue
            if sentence.kind is Kind.HEADING or titled:
                self._heading, self._about, self._before = text, Subject(), None
                asked, cited = list(_of_heading(text)), self._under(at)
                if not asked:
                    asked, cited = self._of_list(sentence, self._under(at, MAX_LISTED + 1))
                self._steps = bool(asked) and asked[0].asks is Asks.HOW
            elif sentence.kind is Kind.ITEM and self._steps and order(text):
                continue  # a step of what the heading tells
            elif sentence.kind is Kind.ROW:
                asked, cited = list(of_row(text)), [sentence]
            elif sentence.number in self._led:
                asked, cited = self._of_list(sentence, ())
            else:
                asked, cited = self._of_sentence(sentence, text)
            if made := self._proposal(asked, cited):
                yield made

    def _said(self, sentence: Sentence) -> str:
        """A sentence without its mark; an item as one clause with what introduces it."""
        text = _MARKS.sub("", one_line(legible(self.article.quote(sentence)))).strip()
        if sentence.kind is not Kind.ITEM:
            return text
        lead = self.article.sentences[sentence.lead - 1] if sentence.lead else None
        stem = self._said(lead).rstrip(": ") if lead else ""
        joined = read_on(stem, text, self._is_name)
        forbid = forbids(stem) or forbids(self._heading)
        return joined or (forbidden(text) if forbid else "") or text

    def _of_list(
        self, sentence: Sentence, under: Sequence[Sentence]
    ) -> tuple[list[FirstQuestion], list[Sentence]]:
        """The questions of what introduces a list or a table, and what they cite: that alone."""
        stem, listed = self._said(sentence).rstrip(": "), self._led.get(sentence.number, [])
        if listed:
            asked = of_lead(stem, self._heading, self._about, self._is_name)
        else:
            same = takewhile(lambda one: one.kind is under[0].kind and not one.lead, under)
            listed = [one for one in same if one.kind in (Kind.ITEM, Kind.ROW)]
            asked = of_title(stem, self._is_name)
        return list(asked) if 0 < len(listed) <= MAX_LISTED else [], listed

    def _of_sentence(
        self, sentence: Sentence, text: str
    ) -> tuple[list[FirstQuestion], list[Sentence]]:
        """The questions of a sentence, and what they cite: with "it" also what it points to."""
        before, self._before = self._before, sentence
        if before and before.paragraph != sentence.paragraph and sentence.kind is Kind.SENTENCE:
            before, self._about = None, Subject()
        said = self._said(sentence)
        asked, self._about = questions(said, self._about, self._is_name)
        if said != text:
            return asked, [sentence]
        if not asked and not _is_talk(text):
            asked = list(self._about_something(text))
        points_back = before and opener(text) in grammar("pointers")
        return asked, [before, sentence] if before and points_back else [sentence]

    def _is_name(self, word: str) -> bool:
        """Whether a word at the beginning of a sentence keeps its capital."""
        plain = word.strip(".,;:'’“”\"")
        if not plain[:1].isupper() or plain[1:] != plain[1:].lower():
            return True
        term = lexicon().exact(plain.lower())
        known = term is not None and (term.kind is TermKind.NAME or bool(term.classes & _NAMED))
        titled = plain in f"{self._heading} {self.article.title}".split()
        seen = plain in self._names and plain.lower() not in self._common
        return known or seen or (titled and plain.lower() not in zipf())

    def _about_something(self, text: str) -> Iterator[FirstQuestion]:
        """A question by what is named in this sentence alone, where it can't be turned round."""
        phrases = noun_phrases(text)
        alone = [one for one in phrases if any(self._spread[bare(w)] == 1 for w in one.split())]
        speaker = _SAID.search(text)
        who = (speaker[1] or speaker[2]).strip(" ,.") if speaker else ""
        if who and alone and alone[0] not in who:
            yield FirstQuestion(Asks.WHO, f"What did {who} say about {alone[0]}?")
        elif len(who.split()) > 1:
            yield FirstQuestion(Asks.WHO, f"What did {who} say?")
        elif len(phrases) > 1 or (alone and " " in alone[0]):
            named = [*alone, *(one for one in phrases if one not in alone)][:2]
            asked = f"What does the article say about {' and '.join(named)}?"
            yield FirstQuestion(Asks.ABOUT, asked)

    def _under(self, at: int, most: int = MAX_TOGETHER) -> list[Sentence]:
        """What stands under a heading, as far as one entry may cite."""
        found: list[Sentence] = []
        for sentence in self.article.sentences[at + 1 :]:
            if sentence.kind is Kind.HEADING or len(found) == most:
                break
            talks = sentence.kind is Kind.SENTENCE and _is_talk(self.article.quote(sentence))
            if sentence.kind is not Kind.CODE and not talks:
                found.append(sentence)
        return found

    def _proposal(
        self, asked: Sequence[FirstQuestion], cited: Sequence[Sentence]
    ) -> FirstEntry | None:
        cite = [self.article.quote(one) for one in cited if asked and self._citable(one)]
        if not cite or cite[-1] != self.article.quote(cited[-1]):
            return None
        shown = tuple(one for one in asked if fits(one.text) and self._is_new(one.text))
        if not shown:
            return None
        terms = _terms(shown[0].text)
        others = [text for one in shown for text in one.others]
        few = 2 < len(terms) <= (TERMS if others else MOST_TERMS)
        if few and shown[0].asks not in (Asks.WHO, Asks.ABOUT):
            others.append(" ".join(terms))
        kept = tuple(text for text in others if self._is_new(text))
        name = unused(slug(" ".join(terms[:TERMS])) or "entry", self._ids)
        self._ids.add(name)
        return FirstEntry(name, shown, kept, tuple(cite))

    def _citable(self, sentence: Sentence) -> bool:
        """Whether a quote of the sentence leads to it alone."""
        quote = self.article.quote(sentence)
        found = self._finder.find(quote) if len(quote) <= LONGEST else None
        return isinstance(found, Found) and found.sentences == (sentence,)

    def _is_new(self, text: str) -> bool:
        """Whether nothing has been asked so before; from now on it has."""
        key = exact_key(text)
        new = bool(key) and key not in self._asked
        self._asked.add(key)
        return new


def _of_heading(text: str) -> Iterator[FirstQuestion]:
    """A heading's own question; none of one that is no question and no step."""
    told = order(text)
    first, second = (*map(bare, text.split()[:2]), "")[:2]
    acts = second in DETERMINERS and first not in function() and not first.endswith("ing")
    if text.endswith("?"):
        yield FirstQuestion(Asks.HEADING, text)
    elif text.lower().startswith("how to "):
        yield from how_to(text[7:])
    elif acts or (told and not told[1]):
        yield from how_to(lowered(text))


def _is_talk(text: str) -> bool:
    """Whether a sentence only fills or addresses: an exclamation, a question, a word or two."""
    return text.rstrip('”"').endswith(("!", "?")) or len(text.split()) < 3


def _terms(question: str) -> list[str]:
    """The telling words of a question."""
    words = [word.strip(".!'’") for word in _WORD.findall(question)]
    idle = function() | grammar("asking") | _IDLE
    return [word for word in words if word and word.lower() not in idle]
