"""Finding an editor's quote in an article: up to white space and the shape of quotes and dashes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice, takewhile

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from bot.article.article import Article, Sentence
from bot.article.visible import UNSEEN

Ints = NDArray[np.intp]

# The text most like another among many, found in bounded time.

COMPARED = 5_000_000_000  # pairs of characters: some seconds
LONGEST = 600  # characters of a text that are compared with the others
CANDIDATES = 8  # texts that share a word, or twice as many, where not all can be compared


class Nearest:
    """Finds the text that is most like another, among many.

    The first searches compare all of each. Once they have done as much as a person waits for, only
    texts are compared that share the rarest words.
    """

    def __init__(
        self, texts: Sequence[str], scorer: Callable[..., float], most: int | None = None
    ) -> None:
        self._texts = texts
        self._scorer = scorer
        self._most = COMPARED if most is None else most
        self._length = sum(map(len, texts))
        self._compared = 0

    def of(self, text: str) -> int:
        """The number of the text that is most like this one; of equal ones the first."""
        text = text[:LONGEST]
        self._compared += len(text) * self._length
        all_of_them = self._compared <= self._most
        among = range(len(self._texts)) if all_of_them else self._sharing(text)
        choices = [self._texts[number] for number in among]
        return among[process.extractOne(text, choices, scorer=self._scorer)[2]]

    def _sharing(self, text: str) -> list[int]:
        """Some texts that share the rarest of this one's words; the first of all if none does."""
        sharing = [self._holders.get(word, []) for word in dict.fromkeys(_words(text))]
        found: set[int] = set()
        for numbers in sorted(sharing, key=len):
            found.update(numbers[:CANDIDATES])
            if len(found) >= CANDIDATES:
                break
        return sorted(found) or [0]

    @cached_property
    def _holders(self) -> dict[str, list[int]]:
        """The texts that hold each word."""
        found: dict[str, list[int]] = {}
        for number, text in enumerate(self._texts):
            for word in dict.fromkeys(_words(text)):
                found.setdefault(word, []).append(number)
        return found


def _words(text: str) -> list[str]:
    return text.lower().split()


# Where a string stands in a long text, for many strings: a search without reading the text.


class Suffixes:
    """The places of a text in the alphabetical order of what begins there (a suffix array).

    Built in n log² n at worst by doubling: sorted by one letter, by two, by four. A search takes
    about as many comparisons as the text's length has binary digits. (Manber and Myers 1993.)
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._order = _sorted(text)

    def starts(self, wanted: str, most: int) -> list[int]:
        """The first places, in order and at most so many, where `wanted`, not empty, stands."""
        length = len(wanted)

        def begun(start: int) -> str:
            return self._text[start : start + length]

        first = bisect_left(self._order, wanted, key=begun)
        after = bisect_right(self._order, wanted, lo=first, key=begun)
        return [int(place) for place in np.sort(self._order[first:after])[:most]]


def _sorted(text: str) -> Ints:
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    rank = np.unique(letters, return_inverse=True)[1].astype(np.int64)
    width, count = 1, len(rank)
    while True:
        behind = np.zeros(count, dtype=np.int64)
        behind[: max(0, count - width)] = rank[width:] + 1
        keys = rank * (count + 1) + behind
        order = np.argsort(keys, kind="stable")
        ranked = keys[order]
        new = np.cumsum(np.diff(ranked, prepend=ranked[:1]) != 0)
        rank[order] = new
        width *= 2
        if not count or new[-1] == count - 1:
            return order


PLACES = 9  # of a quote that stands in several; more tell an editor nothing
READ = 50_000_000  # characters that are searched one by one before the text is put in order
WORDS = 5_000  # of two texts whose difference is shown
SMALL = 10_000  # pairs of words

_SHAPES = str.maketrans(
    dict.fromkeys("“”„‟«»″", '"') | dict.fromkeys("‘’‚‛′`´‹›ʼ", "'") | dict.fromkeys("‐‑‒–—―−", "-")
)
# An editor can't see whether these were copied; the four have no width.
_UNSEEN = UNSEEN | set("\u200b\u2060\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class Found:
    """The quote stands in the article once, in these sentences."""

    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Twice:
    """The quote stands in several places: the sentences in which each begins."""

    sentences: tuple[Sentence, ...]

    def __str__(self) -> str:
        numbers = ", ".join(str(sentence.number) for sentence in self.sentences)
        return f"stands in several places (sentences {numbers})"


@dataclass(frozen=True, slots=True)
class Missing:
    """The quote is not in the article; `nearest` is the sentence most like it, if there is any."""

    nearest: Sentence | None
    difference: str

    def __str__(self) -> str:
        if self.nearest is None:
            return "The article has no sentence."
        return f"Nearest is sentence {self.nearest.number}: {self.difference}"


class Finder:
    """Finds quotes in one article, which is folded once."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self._text, self._places = _fold(article.text)
        self._ends = [sentence.end for sentence in article.sentences]
        self._results: dict[str, Found | Twice | Missing] = {}
        self._read = 0

    def find(self, quote: str) -> Found | Twice | Missing:
        """Where the quote stands: once, several times, or nowhere."""
        folded = _fold(quote)[0].strip()
        if folded not in self._results:
            self._results[folded] = self._find(folded)
        return self._results[folded]

    def _find(self, folded: str) -> Found | Twice | Missing:
        starts = self._starts(folded) if folded else []
        places = [self._touched(start, start + len(folded)) for start in starts]
        places = [touched for touched in places if touched]  # the mark of a line is no quote
        if not places:
            return self._missing(folded)
        if len(places) > 1:
            return Twice(tuple(touched[0] for touched in places))
        return Found(places[0])

    def _starts(self, folded: str) -> list[int]:
        if self._read > READ:
            return self._suffixes.starts(folded, PLACES)
        starts: list[int] = []
        start = self._text.find(folded)
        while start >= 0 and len(starts) < PLACES:
            starts.append(start)
            start = self._text.find(folded, start + 1)
        self._read += len(self._text) if start < 0 else start
        return starts

    @cached_property
    def _suffixes(self) -> Suffixes:
        return Suffixes(self._text)

    def _touched(self, start: int, end: int) -> tuple[Sentence, ...]:
        first, last = self._places[start], self._places[end - 1]
        sentences, number = self.article.sentences, bisect_right(self._ends, first)
        touched = takewhile(lambda one: one.start <= last, islice(sentences, number, None))
        return tuple(touched)

    @cached_property
    def _nearest(self) -> Nearest:
        quotes = map(self.article.quote, self.article.sentences)
        return Nearest([_fold(quote)[0] for quote in quotes], fuzz.partial_ratio)

    def _missing(self, folded: str) -> Missing:
        if not self.article.sentences:
            return Missing(None, "")
        sentence = self.article.sentences[self._nearest.of(folded)]
        return Missing(sentence, difference(folded, self.article.quote(sentence)))


def difference(quote: str, sentence: str) -> str:
    """What differs, word by word: `[-only in the quote-]` and `{+only in the sentence+}`.

    What the sentence has before and after the quoted part is left out. Of very long texts the
    beginnings are compared.
    """
    mine, theirs = quote.split()[:WORDS], sentence.split()[:WORDS]
    changes = steps([_fold(word)[0] for word in mine], [_fold(word)[0] for word in theirs])
    shown = []
    for place, (kind, a, b, c, d) in enumerate(changes):
        if kind == "equal":
            shown.append(" ".join(mine[a:b]))
            continue
        if b > a:
            shown.append(f"[-{' '.join(mine[a:b])}-]")
        if d > c and not (kind == "insert" and place in (0, len(changes) - 1)):
            shown.append(f"{{+{' '.join(theirs[c:d])}+}}")
    return " ".join(shown)


def steps(mine: list[str], theirs: list[str]) -> list[tuple[str, int, int, int, int]]:
    """What leads from one list of words to the other; equal stretches are kept together.

    The library that sees to that takes the cube of the length where words repeat, so that long
    texts are compared by the fewest changes alone.
    """
    if len(mine) * len(theirs) <= SMALL:
        return [*SequenceMatcher(None, mine, theirs, autojunk=False).get_opcodes()]
    return [
        (one.tag, one.src_start, one.src_end, one.dest_start, one.dest_end)
        for one in Levenshtein.opcodes(mine, theirs)
    ]


def plain(text: str) -> str:
    """The text as quotes are compared: with single spaces, plain quotation marks and dashes."""
    return _fold(text)[0].strip()


def _fold(text: str) -> tuple[str, list[int]]:
    """The text with single spaces and plain quotes, and the place of each character."""
    folded: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text.translate(_SHAPES)):
        if character in _UNSEEN:
            continue
        if character.isspace():
            if folded and folded[-1] == " ":
                continue
            character = " "  # noqa: PLW2901 - all white space is one kind here
        folded.append(character)
        places.append(place)
    return "".join(folded), places
