"""A first FAQ: entries made from an article alone, each of a sentence that answers something.

Nothing is invented: the quotes are the article's, the questions its sentences turned round. What
no question can be made of is left out. An editor judges each proposal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from bot.article.article import Article, Kind, Sentence
from bot.article.quotes import Finder, Found
from bot.article.visible import legible, one_line
from bot.editing.clause_grammar import (
    AUXILIARIES,
    DETERMINERS,
    PREPOSITIONS,
    PLAIN_VERBS,
    SAYING,
    SUBORDINATORS,
    bare,
    base_form,
    is_past,
    order,
)
from bot.editing.first_questions import Asks, Question, Subject, fits, questions
from bot.faq.model import PHRASING
from bot.matching.completer import exact_key
from bot.matching.lexicon import TermKind, lexicon
from bot.matching.word_lists import function, grammar, verbs, zipf

MAX_ENTRIES = 400  # more proposals than that nobody reads
LONGEST = 1_000  # characters of a sentence that a proposal quotes
MAX_TOGETHER = 6  # sentences that one entry cites
ID_WORDS = 4

_KEYWORD = re.compile(r"[^\s,;:()“”\"`]+")
_SIGNS = ".,;:!?()“”\" "
_NO_NOUNS = function() | AUXILIARIES | PREPOSITIONS | DETERMINERS | SUBORDINATORS
_MARKS = re.compile(r"^(?:#{1,6}|[-*+•]|\(?\d{1,3}[.)])\s+")
_SAID = re.compile(r"\bsaid ((?:[A-Z][\w’.-]*,? ?)+)|((?:[A-Z][\w’-]+ )+)said\b")


@dataclass(frozen=True, slots=True)
class Proposal:
    """An entry that is proposed: the questions that may be shown, the best first, and others."""

    id: str
    shown: tuple[Question, ...]
    others: tuple[str, ...]
    cite: tuple[str, ...]

    @property
    def asks(self) -> Asks:
        """What the question that is shown asks for."""
        return self.shown[0].asks

    @property
    def phrasings(self) -> tuple[str, ...]:
        """All ways to ask, the one that is shown first, each once."""
        said = (*(one.text for one in self.shown), *self.others)
        return tuple({exact_key(text): text for text in reversed(said)}.values())[::-1]

    def without(self, phrasings: frozenset[str]) -> Proposal | None:
        """The same without some phrasings; None if none is left that may be shown."""
        shown = tuple(one for one in self.shown if one.text not in phrasings)
        others = tuple(text for text in self.others if text not in phrasings)
        return replace(self, shown=shown, others=others) if shown else None


@dataclass(slots=True)
class _Reader:
    """Goes through an article, sentence by sentence."""

    article: Article
    taken: set[str]
    finder: Finder = field(init=False)
    heading: str = ""
    about: Subject = Subject()
    before: Sentence | None = None
    _names: frozenset[str] = field(init=False)
    _common: frozenset[str] = field(init=False)
    _words: Counter[str] = field(init=False)
    _asked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.finder = Finder(self.article)
        prose = re.sub(r"`[^`]*`", "`", self.article.text)
        self._names = frozenset(re.findall(r"(?<=[a-z,;:] )[A-Z][\w’'-]*", prose))
        self._common = frozenset(re.findall(r"\b[a-z][\w’'-]*", prose))
        texts = (self.article.quote(one) for one in self.article.sentences)
        self._words = Counter(word for text in texts for word in set(map(bare, text.split())))

    def proposals(self) -> Iterator[Proposal]:
        """The proposals, in the order of the article."""
        sentences = self.article.sentences
        for at, sentence in enumerate(sentences):
            text = one_line(_MARKS.sub("", legible(self.article.quote(sentence)))).strip()
            if sentence.kind is Kind.CODE:
                continue
            if sentence.kind is Kind.HEADING or (at == 0 and text[-1:] not in ".!?”\""):
                self.heading, self.about, self.before = text, Subject(), None
                found = self._proposal(list(_of_heading(text)), [], self._under(at))
            elif sentence.kind is Kind.ROW:
                found = self._proposal(list(_of_row(text)), [text], [sentence])
            else:
                found = self._of_sentence(sentence, text)
            if found:
                yield found

    def _of_sentence(self, sentence: Sentence, text: str) -> Proposal | None:
        before = self.before
        if before is None or before.paragraph != sentence.paragraph:
            before, self.about = None, self.about if sentence.kind is Kind.ITEM else Subject()
        self.before = sentence
        asked, self.about = questions(text, self.about, self._is_name)
        if not asked and not _is_talk(text):
            asked = list(self._about(text))
        points_back = before and bare(text.split()[0]) in grammar("pointers")
        return self._proposal(asked, [text], [before, sentence] if before and points_back else [sentence])

    def _is_name(self, word: str) -> bool:
        """Whether a word at the beginning of a sentence keeps its capital."""
        plain = word.strip(",.;:'’“”\"")
        if not plain[:1].isupper() or (len(plain) > 1 and plain[1:] != plain[1:].lower()):
            return True
        term = lexicon().exact(plain.lower())
        known = term is not None and term.kind is TermKind.NAME
        seen = plain in self._names or plain in self.heading.split() or plain in self.article.title
        return known or (seen and plain.lower() not in self._common)

    def _about(self, text: str) -> Iterator[Question]:
        """A question by what is named in a sentence, where none can be turned round."""
        phrases = _noun_phrases(text)
        alone = [one for one in phrases if any(self._words[bare(w)] == 1 for w in one.split())]
        speaker = _SAID.search(text)
        who = (speaker[1] or speaker[2]).strip(" ,.") if speaker else ""
        if who and alone and alone[0] not in who:
            yield Question(Asks.WHO, f"What did {who} say about {alone[0]}?")
        elif len(who.split()) > 1:
            yield Question(Asks.WHO, f"What did {who} say?")
        elif alone and (len(phrases) > 1 or " " in alone[0]):
            named = " and ".join((alone + [one for one in phrases if one not in alone])[:2])
            yield Question(Asks.ABOUT, f"What does the article say about {named}?")

    def _under(self, at: int) -> list[Sentence]:
        """What stands under a heading, as far as one entry may cite."""
        found = []
        for sentence in self.article.sentences[at + 1 :]:
            if sentence.kind is Kind.HEADING or len(found) == MAX_TOGETHER:
                break
            if sentence.kind is not Kind.CODE and not _is_talk(self.article.quote(sentence)):
                found.append(sentence)
        return found

    def _proposal(
        self, asked: Sequence[Question], texts: Iterable[str], cited: Sequence[Sentence]
    ) -> Proposal | None:
        cite = tuple(self.article.quote(one) for one in cited if self._citable(one))
        shown = tuple(one for one in asked if fits(one.text) and self._new(one.text))
        if not shown or not cite or not self._citable(cited[-1]):
            return None
        others = [text for one in shown for text in one.others]
        others += [phrase for text in texts for phrase in _keywords(text)]
        kept = tuple(text for text in others if len(text) <= PHRASING and self._new(text))
        return Proposal(self._id(shown[0].text), shown, kept, cite)

    def _citable(self, sentence: Sentence) -> bool:
        quote = self.article.quote(sentence)
        found = self.finder.find(quote) if len(quote) <= LONGEST else None
        return isinstance(found, Found) and found.sentences == (sentence,)

    def _new(self, text: str) -> bool:
        """Whether nothing has been asked so before; from now on it has."""
        key = exact_key(text)
        new = bool(key) and key not in self._asked
        self._asked.add(key)
        return new

    def _id(self, question: str) -> str:
        """An id of the telling words of a question, that no entry has yet."""
        words = [word for word in re.findall(r"[a-z0-9]+", question.lower()) if len(word) > 1]
        telling = [word for word in words if word not in function()] or words
        base = "-".join(telling[:ID_WORDS])[:56].strip("-") or "entry"
        numbered = (f"{base}-{number}" for number in range(2, len(self.taken) + 3))
        found = next(one for one in (base, *numbered) if one not in self.taken)
        self.taken.add(found)
        return found


def proposals(article: Article, taken: Iterable[str] = ()) -> list[Proposal]:
    """The entries that an article gives by itself, in its order; `taken` are ids of others."""
    found = _Reader(article, set(taken)).proposals()
    return [one for one, _ in zip(found, range(MAX_ENTRIES), strict=False)]


def _of_heading(text: str) -> Iterator[Question]:
    """A heading's own question; none of one that is no question and no step."""
    if text.endswith("?"):
        yield Question(Asks.HEADING, text)
    elif text.lower().startswith("how to "):
        yield Question(Asks.HOW, f"How do I {text[7:]}?", (text.lower(),))
    elif (told := order(text)) and not told[1]:
        yield Question(Asks.HOW, f"How do I {told[0][0].lower()}{told[0][1:]}?", (f"how to {told[0]}",))


def _of_row(text: str) -> Iterator[Question]:
    """What the cells of a row say of the first."""
    cells = [cell.partition(":") for cell in text.strip("| ").split("|") if ":" in cell]
    cells = [(head.strip(), cell.strip()) for head, _, cell in cells]
    for head, cell in cells[1:]:
        be = "are" if head.lower().endswith("s") and not head.lower().endswith("ss") else "is"
        of = cells[0][1] if len(cells[0][1].split()) > 1 else f"{cells[0][0].lower()} {cells[0][1]}"
        yield Question(Asks.WHAT, f"What {be} the {head.lower()} for {of}?", (f"{of} {head}", f"{of} {cell}"))


def _is_talk(text: str) -> bool:
    """Whether a sentence only fills or addresses: an exclamation, a question, a word or two."""
    return text.rstrip("”\"").endswith(("!", "?")) or len(text.split()) < 4


def _keywords(text: str) -> Iterator[str]:
    """The telling words of each stretch of a sentence, and of the whole."""
    for part in (*re.split(r"[,;:] | [–—-] ", text), text):
        words = [word.strip(".?!'’") for word in _KEYWORD.findall(part)]
        telling = [word for word in words if word and word.lower() not in function()]
        if len(telling) > 2:
            yield " ".join(telling)


def _noun_phrases(text: str) -> list[str]:
    """Noun phrases and names that tell something, the most telling first: "the amber colour"."""
    words = text.split()
    found, at = [], 0
    while at < len(words):
        end = _phrase_end(words, at) if words[at][0].islower() or not at else _name_end(words, at)
        said = " ".join(words[at:end]).strip(_SIGNS)
        if end > at and _telling(words[at:end]) and said[:1].isalnum() and said.count("’") < 2:
            opens = not at and bare(words[0]) in DETERMINERS
            found.append(said[0].lower() + said[1:] if opens else said)
        at = max(end, at + 1)
    unique = dict.fromkeys(found)
    return sorted(unique, key=lambda one: min(zipf().get(bare(word), 0.0) for word in one.split()))


def _name_end(words: Sequence[str], at: int) -> int:
    """Where the name ends that begins here."""
    end = at
    while end < len(words) and words[end][:1].isupper():
        end += 1
        if words[end - 1][-1:] in ",;:!?)”\"":
            break
    return end


def _phrase_end(words: Sequence[str], at: int) -> int:
    """Where the noun phrase ends that begins here; here if none surely does."""
    if bare(words[at]) not in {"the", "a", "an"} or words[at][-1:] in ",.;:":
        return at
    end = at + 1
    while end < len(words) and end - at < 5:
        word = bare(words[end])
        acts = is_past(word) or base_form(word) in PLAIN_VERBS | SAYING
        if not word or word in _NO_NOUNS or (end > at + 1 and acts):
            break
        end += 1
        if words[end - 1][-1:] in ",.;:!?)”\"":
            return end
    follows = bare(words[end]) if end < len(words) else ""
    ends = not follows or follows in PREPOSITIONS | AUXILIARIES | {"and", "or", "that", "who"}
    acts = end > at + 2 and base_form(bare(words[end - 1])) in verbs() and follows in PREPOSITIONS
    return end if ends and not acts else at


def _telling(words: Sequence[str]) -> bool:
    plain = [bare(word) for word in words if bare(word) not in DETERMINERS]
    return len(plain) > 1 or any(zipf().get(word, 0.0) < 4.0 for word in plain)
