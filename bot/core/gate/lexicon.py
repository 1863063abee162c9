"""The lexicon: what words are about, read from the data files beside the code, for any article.

A word or a phrase of up to four words is a term of one kind: a name, something asked for, content,
or chat. Terms that share a concept explain one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from bot.core.shipped import shipped

LONGEST = 4  # words of the longest member
LIGHT = "~"  # opens a section of names that weigh no more than content, such as weekdays


class Kind(Enum):
    """What a term does for a question, the strongest first."""

    NAME = "name"
    ASKED = "asked for"
    CONTENT = "content"
    CHAT = "chat"
    FUNCTION = "function word"


@dataclass(frozen=True, slots=True)
class Term:
    """A member of the lexicon: `concepts` are its lines, `classes` what it is one of."""

    text: str
    kind: Kind
    concepts: frozenset[str]
    classes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a data file: a concept, its members (its name among them) and its section."""

    file: str
    number: int
    section: str
    name: str
    members: tuple[str, ...]


FILES: Mapping[str, Kind] = {
    "names.txt": Kind.NAME,
    "asked.txt": Kind.ASKED,
    "content.txt": Kind.CONTENT,
    "chat.txt": Kind.CHAT,
}


def lines(name: str) -> Iterator[Line]:
    """The lines of a data file with their sections; comments and blanks are left out."""
    section = ""
    for number, raw in enumerate(shipped(name).splitlines(), start=1):
        text = raw.strip()
        if not text or text.startswith("#"):
            continue
        if text.startswith("["):
            section = text.strip("[]")
            continue
        head, _, rest = text.partition(": ")
        members = [head, *rest.split(", ")] if rest else [head]
        yield Line(name, number, section, head, tuple(members))


@lru_cache(maxsize=32)
def grammar(name: str) -> frozenset[str]:
    """A list of words that the grammar of a question needs, by its name."""
    return next(frozenset(line.members[1:]) for line in lines("grammar.txt") if line.name == name)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All terms by their text, and for each first word the lengths of the phrases it opens."""

    terms: Mapping[str, Term] = field(repr=False)
    openers: Mapping[str, tuple[int, ...]] = field(repr=False)
    irregular: Mapping[str, str] = field(repr=False)

    def term(self, word: str) -> Term | None:
        """The term of a single word: itself, or the first of its base forms that is one."""
        for base in (word, *bases(word, self.irregular)):
            found = self.terms.get(base)
            if found is not None:
                return found
        return None

    def phrase(self, words: tuple[str, ...]) -> Term | None:
        """The term of several words, as they stand or with each in a base form."""
        found = self.terms.get(" ".join(words))
        if found is not None:
            return found
        return self.terms.get(" ".join([_simple(word) for word in words]))

    def lengths(self, word: str) -> tuple[int, ...]:
        """The lengths of the phrases that a word may open, longest first; () for most words."""
        found = self.openers.get(word)
        return found if found is not None else self.openers.get(_simple(word), ())


_FUNCTION_FORMS = frozenset({"does", "did", "is", "are", "was", "has", "had", "as", "us", "this"})


@lru_cache(maxsize=65_536)
def _simple(word: str) -> str:
    """The form in which a word stands in the lexicon's phrases."""
    if word in _FUNCTION_FORMS:
        return word
    known = lexicon()
    forms = bases(word, known.irregular)
    return next((form for form in forms if form in known.openers or form in known.terms), word)


@lru_cache(maxsize=65_536)
def _regular(word: str) -> tuple[str, ...]:
    """What a word may be a regular form of, the likeliest first."""
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


def bases(word: str, irregular: Mapping[str, str]) -> tuple[str, ...]:
    """The words that `word` may be a form of; () for one that stands for itself."""
    base = irregular.get(word)
    if base is None:
        return _regular(word)
    return () if base == word else (base,)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The lexicon of the data files, read once."""
    terms: dict[str, Term] = {}
    for word in shipped("function.txt").split("\n", 1)[1].split():
        terms[word] = Term(word, Kind.FUNCTION, frozenset())
    for file, kind in FILES.items():
        for line in lines(file):
            _enter(terms, line, kind)
    return Lexicon(terms, _openers(terms), _irregular())


def _enter(terms: dict[str, Term], line: Line, kind: Kind) -> None:
    concept = f"{kind.name[0]}:{line.name}"
    classes = frozenset({f"class {line.section.partition(':')[0]}"} if kind is Kind.NAME else ())
    if line.section.startswith(LIGHT):
        kind = Kind.CONTENT
    for member in line.members:
        known = terms.get(member)
        concepts = frozenset({concept}) | (known.concepts if known else frozenset())
        terms[member] = Term(member, kind, concepts, classes)


def _openers(terms: Mapping[str, Term]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for text in terms:
        if " " in text:
            found.setdefault(text.split(" ", 1)[0], set()).add(text.count(" ") + 1)
    return {word: tuple(sorted(lengths, reverse=True)) for word, lengths in found.items()}


def _irregular() -> dict[str, str]:
    forms: dict[str, str] = {}
    for line in lines("irregular.txt"):
        if line.section == "forms":
            forms.update(dict.fromkeys(line.members[1:], line.name))
    own = {line.name for line in lines("irregular.txt") if line.section == "its own"}
    return forms | {word: word for word in own}
