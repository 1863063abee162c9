"""Finding an editor's quote in an article: up to white space and the shape of quotes and dashes."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher

from rapidfuzz import fuzz, process

from bot.core.article import Article, Sentence
from bot.core.visible import UNSEEN

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
        self._article = article
        self._text, self._places = _fold(article.text)
        self._sentences = [_fold(article.quote(sentence))[0] for sentence in article.sentences]

    def find(self, quote: str) -> Found | Twice | Missing:
        """Where the quote stands: once, several times, or nowhere."""
        folded = _fold(quote)[0].strip()
        starts = self._starts(folded) if folded else []
        if not starts:
            return self._missing(folded)
        if len(starts) > 1:
            return Twice(tuple(self._touched(start, start + 1)[0] for start in starts))
        return Found(self._touched(starts[0], starts[0] + len(folded)))

    def _starts(self, folded: str) -> list[int]:
        starts: list[int] = []
        start = self._text.find(folded)
        while start >= 0 and len(starts) < 9:  # more places tell an editor nothing
            starts.append(start)
            start = self._text.find(folded, start + 1)
        return starts

    def _touched(self, start: int, end: int) -> tuple[Sentence, ...]:
        first, last = self._places[start], self._places[end - 1]
        return tuple(
            sentence
            for sentence in self._article.sentences
            if sentence.span.start <= last and first < sentence.span.end
        )

    def _missing(self, folded: str) -> Missing:
        if not self._sentences:
            return Missing(None, "")
        best = process.extractOne(folded, self._sentences, scorer=fuzz.partial_ratio)
        sentence = self._article.sentences[best[2]]
        return Missing(sentence, difference(folded, self._article.quote(sentence)))


def difference(quote: str, sentence: str) -> str:
    """What differs, word by word: `[-only in the quote-]` and `{+only in the sentence+}`.

    What the sentence has before and after the quoted part is left out.
    """
    mine, theirs = quote.split(), sentence.split()
    steps = SequenceMatcher(
        None, [_fold(word)[0] for word in mine], [_fold(word)[0] for word in theirs], autojunk=False
    ).get_opcodes()
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
