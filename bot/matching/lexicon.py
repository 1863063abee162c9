"""The lexicon: what words and phrases are about, read from the word lists, for any article.

A word or a phrase of up to four words is a term of one kind: a name, something asked for, content,
or chat. Terms that share a concept explain one another. A term that stands in files of two kinds
has the concepts of both, and counts as the lighter: "book" is a thing, but people also book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from functools import cache, cached_property, lru_cache
from itertools import chain
from typing import ClassVar, NamedTuple

import numpy as np

from bot.matching.parts import Array, ByteCache, Parts
from bot.matching.text import normalise
from bot.matching.word_lists import (
    WordListLine,
    by_start,
    classes,
    first_words,
    function,
    grammar,
    lines,
    openers_of,
    places_of,
    zipf,
)

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
KINDS = tuple(TermKind)
LIGHTNESS = {kind: place for place, kind in enumerate(KINDS)}


class Term(NamedTuple):
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
        places: The number of each term.
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
        placed = cache(lambda: places_of(read()))
        terms = parts.texts("terms", lambda: [*placed()])
        self.places = dict(zip(terms, range(len(terms)), strict=True))
        ends = parts.array("ends", lambda: np.cumsum([0, *map(len, placed().values())]))
        held = parts.array("held", lambda: np.array([*chain.from_iterable(placed().values())]))
        self._held: tuple[Array, Array] = ends, held
        self._lines = parts.texts("lines", lambda: [*map(_line, read())])
        opened = cache(lambda: openers_of(placed()))
        openers = parts.texts("openers", lambda: [*opened()])
        lengths = parts.texts("lengths", lambda: [*opened().values()])
        self._openers = dict(zip(openers, lengths, strict=True))
        self._first = frozenset(parts.texts("first", lambda: [*first_words(opened())]))
        self._above, class_words = parts.plain("classes", lambda: classes(read(), placed()))
        self.class_words = {word: frozenset(names) for word, names in class_words.items()}
        words = chain.from_iterable(map(str.split, self.places))
        self._words = parts.texts("words", lambda: [" ".join(dict.fromkeys(words))])
        self._english = parts.texts("english", lambda: [*map(" ".join, _english(self.places))])

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that stand in a term."""
        return frozenset(self._words[0].split(" "))

    @cached_property
    def english(self) -> Mapping[str, str]:
        """Its single words and those of which it is known how common they are, by their start."""
        return dict(row.split(" ", 1) for row in self._english)

    def __contains__(self, text: str) -> bool:
        return text in self.places or text in self.function

    def _exact(self, text: str) -> Term | None:
        """The term of a word or phrase as it stands, by all its lines; of two kinds the lighter."""
        if text in self.function:
            return Term(text, TermKind.FUNCTION, frozenset())
        at = self.places.get(text)
        if at is None:
            return None
        ends, held = self._held
        found = [self._lines[one].split("\t") for one in held[ends[at] : ends[at + 1]].tolist()]
        kind = KINDS[max(int(lightness) for lightness, _, _ in found)]
        concepts = frozenset(concept for _, concept, _ in found if concept)
        classes = frozenset(name for _, _, name in found if name)
        above = classes.union(*(self._above.get(one, ()) for one in classes))
        return Term(text, kind, concepts, above)

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
            if opener in self._first:
                found = self._openers.get(f"{opener} {second}")
                found = found or self._openers.get(f"{opener} {self._simple(second)}")
                if found:
                    return tuple(map(int, found))
        return ()

    def _simplified(self, word: str) -> str:
        """The form in which a word stands in phrases."""
        if word in _FUNCTION_FORMS:
            return word
        return next((one for one in bases(word) if one in self._first or one in self), word)


_FUNCTION_FORMS = frozenset({"does", "did", "is", "are", "was", "has", "had", "as", "us", "this"})


def _line(line: WordListLine) -> str:
    """What is kept of a line: how light its kind is, its concept, and the class it belongs to."""
    kind = TermKind.CONTENT if line.section.startswith(LIGHT) else FILES[line.file]
    # The lines of chat only order words that say nothing: they are no concepts.
    concept = "" if line.file == CHAT else f"{FILES[line.file].name}:{line.name}"
    return f"{LIGHTNESS[kind]}\t{concept}\t{line.class_name}"


def _english(terms: Iterable[str]) -> Iterable[tuple[str, str]]:
    single = {text for text in terms if " " not in text and text.isalpha()}
    return by_start(single.union(zipf())).items()


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


class WordsOfTerms:
    """The words that stand in a term."""

    def __contains__(self, word: object) -> bool:
        return word in lexicon().words


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
