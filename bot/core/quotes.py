"""Finding an editor's quote in an article: up to white space and the shape of quotes and dashes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import islice, takewhile

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from bot.core.article import Article, Sentence
from bot.core.nearest import Nearest
from bot.core.suffixes import Suffixes
from bot.core.visible import UNSEEN

PLACES = 9  # of a quote that stands in several; more tell an editor nothing
READ = 50_000_000  # characters that are searched one by one before the text is put in order
WORDS = 5_000  # of two texts whose difference is told
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
        self._ends = [sentence.span.end for sentence in article.sentences]
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
        if not starts:
            return self._missing(folded)
        if len(starts) > 1:
            return Twice(tuple(self._touched(start, start + 1)[0] for start in starts))
        return Found(self._touched(starts[0], starts[0] + len(folded)))

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
        touched = takewhile(lambda one: one.span.start <= last, islice(sentences, number, None))
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
    steps = _steps([_fold(word)[0] for word in mine], [_fold(word)[0] for word in theirs])
    shown = []
    for place, (kind, a, b, c, d) in enumerate(steps):
        if kind == "equal":
            shown.append(" ".join(mine[a:b]))
            continue
        if b > a:
            shown.append(f"[-{' '.join(mine[a:b])}-]")
        if d > c and not (kind == "insert" and place in (0, len(steps) - 1)):
            shown.append(f"{{+{' '.join(theirs[c:d])}+}}")
    return " ".join(shown)


def _steps(mine: list[str], theirs: list[str]) -> list[tuple[str, int, int, int, int]]:
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
