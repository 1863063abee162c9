"""The lexicon: what words are about, read from the data files beside the code, for any article.

A word or a phrase of up to four words is a term of one kind: a name, something asked for, content,
or chat. Terms that share a concept explain one another. A term that stands in files of two kinds
has the concepts of both, and counts as the lighter: "book" is a thing, but people also book.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from bot.matching.word_lists import Line, lines, rows

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


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All terms, each by the numbers of the lines that it stands in.

    `openers` has for each first word and each second the lengths of the phrases that they open,
    `above` the classes that a class belongs to, and `class_words` for a word such as "country" the
    classes that it stands for.
    """

    lines: Sequence[Line] = field(repr=False)
    places: Mapping[str, Sequence[int]] = field(repr=False)
    function: frozenset[str] = field(repr=False)
    openers: Mapping[str, Mapping[str, Sequence[int]]] = field(repr=False)
    above: Mapping[str, frozenset[str]] = field(repr=False)
    class_words: Mapping[str, frozenset[str]] = field(repr=False)

    def exact(self, text: str) -> Term | None:
        """The term of a word or phrase as it stands."""
        return _term(text) if text in self else None

    def term(self, word: str) -> Term | None:
        """The term of a single word: itself, or the first of its base forms that is one."""
        return next((_term(form) for form in (word, *bases(word)) if form in self), None)

    def phrase(self, words: Sequence[str]) -> Term | None:
        """The term of several words, as they stand or with each in a base form."""
        text = " ".join(words)
        if text not in self.places:
            text = " ".join([_simple(word) for word in words])
        return _term(text) if text in self.places else None

    def lengths(self, first: str, second: str) -> Sequence[int]:
        """The lengths of the phrases that two words may open, longest first; () for most."""
        return _lengths(first, second)

    def __contains__(self, text: str) -> bool:
        return text in self.places or text in self.function


@lru_cache(maxsize=8_192)
def _term(text: str) -> Term:
    """What a text means that is in the lexicon, by all of its lines; of two kinds the lighter."""
    known = lexicon()
    if text in known.function:
        return Term(text, TermKind.FUNCTION, frozenset())
    found = [known.lines[number] for number in known.places[text]]
    kind = max(map(_kind, found), key=LIGHTNESS.__getitem__)
    # The lines of chat only order words that say nothing: they are no concepts.
    meant = frozenset(f"{FILES[one.file].name}:{one.name}" for one in found if one.file != CHAT)
    classes = frozenset(one.class_name for one in found if one.class_name)
    return Term(text, kind, meant, classes.union(*(known.above.get(c, ()) for c in classes)))


def _kind(line: Line) -> TermKind:
    return TermKind.CONTENT if line.section.startswith(LIGHT) else FILES[line.file]


@lru_cache(maxsize=8_192)
def _lengths(first: str, second: str) -> Sequence[int]:
    openers = lexicon().openers
    for opener in dict.fromkeys((first, _simple(first))):
        after = openers.get(opener)
        found = after and (after.get(second) or after.get(_simple(second)))
        if found:
            return found
    return ()


_FUNCTION_FORMS = frozenset({"does", "did", "is", "are", "was", "has", "had", "as", "us", "this"})


@lru_cache(maxsize=8_192)
def _simple(word: str) -> str:
    """The form in which a word stands in the lexicon's phrases."""
    if word in _FUNCTION_FORMS:
        return word
    known = lexicon()
    return next((form for form in bases(word) if form in known.openers or form in known), word)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the data files, read once."""
    listed = [line for file in FILES for line in lines(file)]
    function = frozenset(word for row in rows("function.txt") for word in row.split())
    places: dict[str, list[int]] = {}
    for number, line in enumerate(listed):
        for member in line.members:
            places.setdefault(member, []).append(number)
    headings = list({line.section: line for line in listed if line.class_name}.values())
    above = {
        one.class_name: frozenset(
            filter(None, (listed[n].class_name for n in places.get(one.class_name, ())))
        )
        for one in headings
    }
    return Lexicon(listed, places, function, _openers(places), above, _class_words(headings))


def _openers(terms: Iterable[str]) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for words in (text.split(" ") for text in terms if " " in text):
        lengths = found.setdefault(words[0], {}).setdefault(words[1], [])
        if len(words) not in lengths:
            lengths.append(len(words))
            lengths.sort(reverse=True)
    return found


def _class_words(headings: Iterable[Line]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for one in headings:
        for word in one.class_words:
            found[word] = found.get(word, frozenset()) | {one.class_name}
    return found
