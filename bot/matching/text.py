"""Normalises text and splits it into words: whatever is compared goes through here, both sides.

Words keep their offsets in the typed text, so that a correction or a highlight can point at what
the member wrote.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import accumulate, takewhile
from typing import NamedTuple, TypeVar, overload
from weakref import proxy

import Stemmer

from bot.matching.identifiers import Read, latin, plain, read

T = TypeVar("T")
A = TypeVar("A", bound=Hashable)


class Word(NamedTuple):
    """A normalised word and the span ``[start, end)`` of the typed text that it was read from.

    A contraction is opened into several words that share one span.
    """

    text: str
    start: int
    end: int


_QUOTES = str.maketrans(dict.fromkeys("‘’‛ʼ`´′", "'") | dict.fromkeys("“”„‟″", '"'))

_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)")
_STRETCH = re.compile(r"\S+")

# Endings after an apostrophe, opened wherever they stand.
_ENDINGS = {"re": "are", "ve": "have", "ll": "will", "d": "would", "m": "am"}

# "'s" is "is" after these and a possessive after everything else.
_IS_AFTER = frozenset(
    {
        "what",
        "who",
        "where",
        "when",
        "why",
        "how",
        "it",
        "that",
        "this",
        "there",
        "here",
        "he",
        "she",
    }
)

# People type these without the apostrophe. Words that are also words of their own ("well", "were",
# "ill", "shell", "id", "wed", "hell") are not opened.
_WITHOUT_APOSTROPHE = {
    "whats": "what is", "whos": "who is", "wheres": "where is", "whens": "when is",
    "whys": "why is", "hows": "how is", "thats": "that is", "theres": "there is",
    "im": "i am", "ive": "i have", "youre": "you are", "youve": "you have",
    "theyre": "they are", "theyve": "they have", "weve": "we have",
    "dont": "do not", "doesnt": "does not", "didnt": "did not", "cant": "can not",
    "cannot": "can not", "couldnt": "could not", "wont": "will not", "wouldnt": "would not",
    "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not",
    "hasnt": "has not", "havent": "have not", "hadnt": "had not", "shouldnt": "should not",
}  # fmt: skip


def words(text: str) -> tuple[Word, ...]:
    """The words of ``text``: NFKC, lower case, letters without accents, contractions opened.

    An identifier is one word. Every span lies inside ``text`` and spans never run backwards.
    """
    if text.isascii():
        found = _placed(text.lower())
    else:
        flat, origins = _flattened(text)
        found = [(word, origins[at][0], origins[end - 1][1]) for word, at, end in _placed(flat)]
    return tuple(map(Word._make, found))


def tokens(text: str) -> list[str]:
    """The words of ``text`` without their spans: what :func:`words` reads, for less."""
    flat = text.lower() if text.isascii() else _flattened(text)[0]
    return [word[0] for stretch in flat.split() for word in _read(stretch)]


def _placed(flat: str) -> list[Read]:
    """The words of a flattened text, with their spans there."""
    return [
        (word, at + start, at + end)
        for stretch in _STRETCH.finditer(flat)
        for at in (stretch.start(),)
        for word, start, end in _read(stretch[0])
    ]


@lru_cache(maxsize=8_192)
def _read(stretch: str) -> tuple[Read, ...]:
    """The words of a stretch without white space; texts repeat most of them."""
    return tuple(
        (part, start, end)
        for word, start, end in read(stretch.replace("`", "'"))
        for part in _opened(word)
    )


def length(text: str) -> int:
    """How many characters ``text`` has in NFKC: up to 18 for one; folding may double a few."""
    return len(text) if text.isascii() else len(unicodedata.normalize("NFKC", text))


def beginning(text: str, most: int) -> str:
    """As much of the beginning of ``text`` as has at most so many characters once normalised.

    Whoever bounds what is typed bounds it by this or by :func:`ending`: one character may stand
    for a whole sentence.
    """
    text = text[:most]
    return text if length(text) <= most else text[: _within(text, most)]


def ending(text: str, most: int) -> str:
    """As much of the end of ``text`` as has at most so many characters once normalised."""
    text = text[-most:]
    return text if length(text) <= most else text[len(text) - _within(text[::-1], most) :]


def _within(text: str, most: int) -> int:
    """How many characters, each normalised by itself, have at most so many together."""
    sums = accumulate(len(unicodedata.normalize("NFKC", character)) for character in text)
    return sum(1 for _ in takewhile(lambda total: total <= most, sums))


@lru_cache(maxsize=128)  # one message is normalised in several places
def normalise(text: str) -> str:
    """The words of ``text`` with single spaces between: equal results mean equal questions."""
    return joined(text)


@lru_cache(maxsize=16_384)  # the words of all but a large FAQ; a stem takes 200 bytes
def stem(word: str) -> str:
    """The English stem of a normalised word (Snowball's second Porter stemmer)."""
    # A stemmer keeps state while it works: one for each call that misses the cache is the price
    # of being safe in threads, and costs microseconds.
    stemmed: str = Stemmer.Stemmer("english", 0).stemWord(word)
    return stemmed


def _opened(word: str) -> tuple[str, ...]:
    """The words in a word: ``don't`` is ``do`` and ``not``, a possessive loses its ending."""
    if "'" not in word:
        return tuple(_WITHOUT_APOSTROPHE.get(word, word).split())
    opened = _WITHOUT_APOSTROPHE.get(word.replace("'", ""))
    if opened is not None:
        return tuple(opened.split())
    head, *tails = word.split("'")
    return (head, *(part for tail in tails for part in _ending(head, tail)))


def _ending(head: str, tail: str) -> tuple[str, ...]:
    if tail == "s":
        return ("is",) if head in _IS_AFTER else ()
    return (_ENDINGS.get(tail, tail),)


def _flattened(text: str) -> tuple[str, list[tuple[int, int]]]:
    """``text`` in NFKC, lower case, folded, with straight quotes; each character's typed span."""
    flat: list[str] = []
    origins: list[tuple[int, int]] = []
    for start, end in _clusters(text):
        kept = _flat(text[start]) if end - start == 1 else _flattened_piece(text[start:end])
        flat += kept
        origins += [(start, end)] * len(kept)
    return latin("".join(flat), [text[start] for start, _ in origins]), origins


def _flattened_piece(typed: str) -> str:
    """A character with its accents."""
    return plain(unicodedata.normalize("NFKC", typed.translate(_QUOTES)).lower())


_flat = lru_cache(maxsize=2_048)(_flattened_piece)  # of characters alone: texts repeat them


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans of a character with the accents typed after it: they are normalised together."""
    starts = [
        i for i, character in enumerate(text) if i == 0 or not unicodedata.combining(character)
    ]
    return list(zip(starts, [*starts[1:], len(text)], strict=True))


def is_identifier(word: str) -> bool:
    """Whether a normalised word is an identifier: it holds a digit, or signs within or before it.

    A number or an ordinal by itself is none: it counts, and names nothing.
    """
    if not word or word.isalpha() or word.isdigit():
        return False
    return not _ORDINAL.fullmatch(word)


def shape(word: str) -> str:
    """What an identifier looks like: its letters and digits by their kind, with its signs.

    Versions look alike however long they are; so do `pkg1` and `tool12`.
    """
    kinds = re.sub(r"[0-9]+", "9", re.sub(r"[^\W\d_]+", "a", word))
    return re.sub(r"(?:\.9)+", ".9", kinds)


def bare(word: str) -> str:
    """An identifier without the signs that people leave out; those that tell things apart stay."""
    if word.isalnum():
        return word
    return re.sub(r"(?<!\d)\.|\.(?!\d)|(?<!\d)[-_]|[-_](?!\d)|[/@~]", "", word)


# When two texts are the same, word for word: what an exact match goes by.
#
# Signs that belong to a word count, for C, C++ and C# are three things, and so are net and .NET;
# marks that merely end or join what is said do not, nor do Discord's marks of emphasis. Of a text
# without any word, such as a row of emoji, every sign counts. A résumé is none of what resume
# means, though whoever asks for the one may type the other: letters count as they were written.

_SIGN = re.compile(r"[^\w\s'\"‘’“”`´?!,;:()\[\]{}<>…*_~|\\.–—-]|\.(?=\w)")
"""A sign that tells words apart; a full stop only before a letter or a digit."""


_UNSEEN = frozenset({"Mn", "Me", "Cf"})
"""Categories of characters that show nothing of their own: how an emoji looks, joiners, accents."""


def exact_key(text: str, words: str | None = None) -> str:
    """Equal for texts that are the same, word for word and sign for sign; empty for nothing.

    Normalised `words` that are known need not be read.
    """
    words = normalise(text) if words is None else words
    flat = (
        text
        if text.isascii()
        else "".join(
            one
            for one in unicodedata.normalize("NFKC", text)
            if unicodedata.category(one) not in _UNSEEN
        )
    )
    signs = [*_SIGN.findall(flat), *_folded(flat)] if words else flat.split()
    return f"{words}\0{''.join(signs)}" if signs else words


def _folded(text: str) -> list[str]:
    """The letters that are read as others."""
    return [] if text.isascii() else [one for one in text.lower() if plain(one) != one]


def remembering(most: int, method: Callable[[A], T]) -> Callable[[A], T]:
    """A bound method that remembers its results, for its object to keep as a field.

    `functools.lru_cache` alone would hold the object that holds it, and so keep it alive.

    Args:
        most: How many results are remembered; the one unused for longest is dropped.
        method: A bound method of one hashable argument.

    Returns:
        A function of the same argument, valid as long as the method's object lives.
    """
    owner, function = proxy(method.__self__), method.__func__  # type: ignore[attr-defined]  # bound
    return lru_cache(maxsize=most)(partial(function, owner))


class OncePerText:
    """A function of a text that is worked out once for each.

    Args:
        make: The function.
        known: What it gave for some texts before; only what is asked for again is kept.
    """

    def __init__(self, make: Callable[[str], str], known: Mapping[str, str] | None = None) -> None:
        self._make = make
        self._before = known or {}
        self.known: dict[str, str] = {}

    def __call__(self, text: str) -> str:
        """What the function gives for a text."""
        found = self.known.get(text)
        if found is None:
            found = self._before.get(text)
            self.known[text] = found = self._make(text) if found is None else found
        return found

    def settle(self) -> None:
        """Forget the texts that were not asked for."""
        self._before = {}


def joined(text: str) -> str:
    """The same as `normalise`, which it does not remember."""
    return " ".join(tokens(text))


class Lazy(Sequence[T]):
    """A sequence whose items are made when they are first asked for.

    Args:
        size: How many there are.
        make: Makes the one at a place.
    """

    def __init__(self, size: int, make: Callable[[int], T]) -> None:
        self._make = make
        self._items: list[T | None] = [None] * size

    def __len__(self) -> int:
        return len(self._items)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        """The item at a place of 0 or above; made twice where two threads ask at once."""
        if isinstance(at, slice):
            return [self[one] for one in range(*at.indices(len(self)))]
        found = self._items[at]
        if found is None:
            found = self._items[at] = self._make(at)
        return found

    def with_item(self, at: int, item: T) -> Lazy[T]:
        """The same with another item at a place."""
        found = Lazy(len(self), self._make)
        found._items = [*self._items[:at], item, *self._items[at + 1 :]]
        return found

    def forget(self) -> None:
        """Let all go that was made; it is made again where it is asked for."""
        self._items = [None] * len(self._items)
