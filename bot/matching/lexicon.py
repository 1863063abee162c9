"""The lexicon: what words and phrases are about, read from the word lists, for any article.

A word or a phrase of up to four words is a term of one kind: a name, something asked for, content,
or chat. Terms that share a concept explain one another. A term that stands in files of two kinds
has the concepts of both, and counts as the lighter: "book" is a thing, but people also book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from typing import ClassVar

from bot.matching.parts import ByteCache, Parts
from bot.matching.text import Lazy, normalise
from bot.matching.word_lists import WordListLine, function, grammar, lines

# Forms: the words that a word may be a form of, by regular endings or by the list of others.

_ENDINGS = (
    ("ss", ()),
    ("us", ()),
    ("ies", ("y", "ie")),
    ("es", ("e", "")),
    ("s", ("",)),
    ("ied", ("y", "ie")),
    ("ed", ("", "e")),
    ("ying", ("y", "ie")),
    ("ing", ("", "e")),
    ("ily", ("y",)),
    ("ly", ("", "le")),
)


def bases(word: str) -> tuple[str, ...]:
    """The words that `word` may be a form of, the likeliest first; () if it stands for itself."""
    base = _irregular().get(word)
    if base is None:
        return _regular(word)
    return () if base == word else (base,)


@lru_cache(maxsize=8_192)
def _regular(word: str) -> tuple[str, ...]:
    if len(word) < 4 or not word.isascii():
        return ()
    for ending, stems in _ENDINGS:
        if word.endswith(ending):
            root = word[: -len(ending)]
            found = [root + tail for tail in stems if len(root + tail) > 1]
            if ending in ("ed", "ing") and len(root) > 2 and root[-1] == root[-2]:
                found.insert(0, root[:-1])
            return tuple(found)
    return ()


@lru_cache(maxsize=1)
def _irregular() -> Mapping[str, str]:
    listed = list(lines("irregular.txt"))
    forms = {
        form: line.name for line in listed if line.section == "forms" for form in line.members[1:]
    }
    return forms | {line.name: line.name for line in listed if line.section == "its own"}


LONGEST = 4  # words of the longest member
LIGHT = "~"  # opens a section of names that weigh no more than content, such as weekdays


class TermKind(Enum):
    """What a term does for a question, the strongest first."""

    NAME = "name"
    ASKED = "asked for"
    CONTENT = "content"
    CHAT = "chat"
    FUNCTION = "function word"


CHAT = "chat.txt"
LIGHTNESS = {kind: place for place, kind in enumerate(TermKind)}


@dataclass(frozen=True, slots=True)
class Term:
    """A member of the lexicon: `concepts` are its lines, `classes` what it is one of."""

    text: str
    kind: TermKind
    concepts: frozenset[str]
    classes: frozenset[str] = frozenset()


FILES: Mapping[str, TermKind] = {
    "names.txt": TermKind.NAME,
    **{
        f"asked/{name}.txt": TermKind.ASKED
        for name in ("business", "home", "public", "tech", "world")
    },
    **{
        f"content/{name}.txt": TermKind.CONTENT
        for name in ("business", "general", "home", "public", "tech", "verbs", "world")
    },
    CHAT: TermKind.CHAT,
}


class Lexicon:
    """All terms, read from the data files.

    Attributes:
        places: The numbers of the lines that each term stands in.
        function: The function words.
        class_words: For a word such as "country" the classes that it stands for.
    """

    def __init__(self, parts: Parts) -> None:
        """From the word lists, or from what was worked out from these before."""
        self.function = function()
        self.exact = lru_cache(maxsize=8_192)(self._exact)
        self.lengths = lru_cache(maxsize=8_192)(self._lengths)
        self._simple = lru_cache(maxsize=8_192)(self._simplified)
        read = cache(lambda: [line for file in FILES for line in lines(file)])
        self.places = parts.plain("places", lambda: _places(read()))
        self._openers = parts.plain("openers", lambda: _openers(self.places))
        rows = parts.plain("lines", lambda: [[one.file, one.section, one.name] for one in read()])
        self._lines = Lazy(len(rows), lambda at: _line(*rows[at]))
        self._above, class_words = parts.plain("classes", lambda: _classes(read(), self.places))
        self.class_words = {word: frozenset(names) for word, names in class_words.items()}

    def __contains__(self, text: str) -> bool:
        return text in self.places or text in self.function

    def _exact(self, text: str) -> Term | None:
        """The term of a word or phrase as it stands, by all its lines; of two kinds the lighter."""
        if text in self.function:
            return Term(text, TermKind.FUNCTION, frozenset())
        found = [self._lines[number] for number in self.places.get(text, ())]
        if not found:
            return None
        kind = max(map(_kind, found), key=LIGHTNESS.__getitem__)
        # The lines of chat only order words that say nothing: they are no concepts.
        concepts = (f"{FILES[one.file].name}:{one.name}" for one in found if one.file != CHAT)
        classes = frozenset(one.class_name for one in found if one.class_name)
        above = classes.union(*(self._above.get(one, ()) for one in classes))
        return Term(text, kind, frozenset(concepts), above)

    def term(self, word: str) -> Term | None:
        """The term of a single word: itself, or the first of its base forms that is one."""
        return next((self.exact(form) for form in (word, *bases(word)) if form in self), None)

    def kind(self, word: str) -> TermKind | None:
        """What a single word does for a question; None where it is no term."""
        term = self.term(word)
        return term.kind if term else None

    def phrase(self, words: Sequence[str]) -> Term | None:
        """The term of several words, as they stand or with each in a base form."""
        text = " ".join(words)
        if text not in self.places:
            text = " ".join([self._simple(word) for word in words])
        return self.exact(text) if text in self.places else None

    def _lengths(self, first: str, second: str) -> Sequence[int]:
        """The lengths of the phrases that two words may open, longest first; () for most."""
        for opener in dict.fromkeys((first, self._simple(first))):
            after = self._openers.get(opener)
            found = after and (after.get(second) or after.get(self._simple(second)))
            if found:
                return found
        return ()

    def _simplified(self, word: str) -> str:
        """The form in which a word stands in phrases."""
        if word in _FUNCTION_FORMS:
            return word
        return next((one for one in bases(word) if one in self._openers or one in self), word)


_FUNCTION_FORMS = frozenset({"does", "did", "is", "are", "was", "has", "had", "as", "us", "this"})


def _kind(line: WordListLine) -> TermKind:
    return TermKind.CONTENT if line.section.startswith(LIGHT) else FILES[line.file]


def _line(file: str, section: str, name: str) -> WordListLine:
    """A line of which nobody asks for the members or the number any more."""
    return WordListLine(file, 0, section, name, ())


def _places(listed: Iterable[WordListLine]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, line in enumerate(listed):
        for member in line.members:
            found.setdefault(member, []).append(number)
    return found


def _classes(
    listed: Sequence[WordListLine], places: Mapping[str, Sequence[int]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The classes above each class, and for words that stand for classes, which."""
    above: dict[str, list[str]] = {}
    words: dict[str, list[str]] = {}
    for one in {line.section: line for line in listed if line.class_name}.values():
        names = (listed[number].class_name for number in places.get(one.class_name, ()))
        above[one.class_name] = sorted({*filter(None, names)})
        for word in one.class_words:
            words.setdefault(word, []).append(one.class_name)
    return above, words


def _openers(terms: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    """For each first word and each second the lengths of the phrases that they open."""
    found: dict[str, dict[str, list[int]]] = {}
    for words in (text.split(" ") for text in terms if " " in text):
        lengths = found.setdefault(words[0], {}).setdefault(words[1], [])
        if len(words) not in lengths:
            lengths.append(len(words))
            lengths.sort(reverse=True)
    return found


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the data files, read once."""
    return Lexicon(_Kept.parts)


class _Kept:
    parts: ClassVar[Parts] = Parts()


def recall_lexicon(memory: ByteCache) -> None:
    """Let what was worked out from the word lists before serve, if nothing does yet."""
    if not lexicon.cache_info().currsize:
        _Kept.parts = Parts.recalled(memory, "lexicon")
        lexicon()
        _Kept.parts.keep(memory, "lexicon")
        _Kept.parts = Parts()


@lru_cache(maxsize=1)
def _words_of_terms() -> frozenset[str]:
    return frozenset(part for text in lexicon().places for part in text.split())


class WordsOfTerms:
    """The words that stand in a term."""

    def __contains__(self, word: object) -> bool:
        return word in _words_of_terms()


# How a question asks: by which question word, and what its answer therefore holds.


LONGEST_CUE = 5  # words of the longest cue
REACH = 3  # words between "what" and the noun that says what is wanted ("what exact date")

NOUNS: Mapping[str, str] = {
    **dict.fromkeys(("date", "day", "year", "month", "weekday", "time", "century"), "when"),
    **dict.fromkeys(("percent", "percentage", "number", "share", "amount", "count"), "how many"),
    **dict.fromkeys(("city", "place", "town", "street", "address", "location"), "where"),
    **dict.fromkeys(("person", "people", "author", "reporter"), "who"),
    **dict.fromkeys(("reason", "motive", "cause", "excuse", "explanation"), "why"),
    **dict.fromkeys(("price", "fee", "cost"), "how many"),
}
"""What "what" and "which" ask for, by the noun that follows them."""

YES_NO = "whether"


def asks(words: Sequence[str]) -> str:
    """The way a text asks: by its first question word or phrase.

    Args:
        words: Normalised words.

    Returns:
        The name of a line of `questions.txt` such as "when" or "how many", ``YES_NO`` where a yes
        or no is the answer, "" for a text that does not ask.
    """
    opened = _opener(words)
    for at in range(len(words)):
        found = _cue(words, at)
        if found is None:
            continue
        if opened and at and words[at - 1] not in grammar("indirect"):
            continue
        return _narrowed(words, at, found)
    return YES_NO if opened else ""


@lru_cache(maxsize=4_096)
def only_asks(text: str) -> bool:
    """Whether a word or phrase, normalised, does nothing but ask: "how do i", "when"."""
    return " ".join(text.split()) in _cues()


def _opener(words: Sequence[str]) -> bool:
    """Whether the text opens with a verb that asks for yes or no, greetings aside."""
    for word in words[:4]:
        if word in grammar("verbs"):
            return True
        term = lexicon().exact(word)
        if term is None or term.kind is not TermKind.CHAT:
            return False
    return False


def _cue(words: Sequence[str], at: int) -> str | None:
    if words[at] not in _cue_openers():
        return None
    cues = _cues()
    for length in range(min(LONGEST_CUE, len(words) - at), 0, -1):
        found = cues.get(" ".join(words[at : at + length]))
        if found is not None:
            return found
    return None


def _narrowed(words: Sequence[str], at: int, found: str) -> str:
    if found == "how" and at + 1 < len(words) and not _acts(words[at + 1]):
        return "how many"  # "how heavy", "how big": a quantity
    if found not in ("what", "which"):
        return found
    following = words[at + 1 : at + 1 + REACH]
    return next((NOUNS[word] for word in following if word in NOUNS), found)


def _acts(word: str) -> bool:
    """Whether "how" before this word asks for a way of doing."""
    return word in grammar("verbs") or word in grammar("pointers") or word in grammar("after how")


@lru_cache(maxsize=1)
def _cues() -> Mapping[str, str]:
    return {normalise(m): line.name for line in lines("questions.txt") for m in line.members}


@lru_cache(maxsize=1)
def _cue_openers() -> frozenset[str]:
    """The first words of all cues: most words open none."""
    return frozenset(cue.partition(" ")[0] for cue in _cues())
