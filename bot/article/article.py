"""An article: its text, its numbered sentences, and citations that are slices of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.article.sentences import Kind, paragraphs, units
from bot.article.span import Span

__all__ = ["Article", "Citation", "Kind", "Sentence"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered span of an article; `number` is 1-based, `paragraph` 0-based.

    A heading, a list item, a row of a table and a block of code are each one "sentence" too.
    """

    number: int
    span: Span
    paragraph: int
    kind: Kind = Kind.SENTENCE


@dataclass(frozen=True, slots=True)
class Article:
    """One source text; `name` is the base name of its file."""

    name: str
    text: str = field(repr=False)
    title: str
    url: str | None
    published: str | None
    sentences: tuple[Sentence, ...] = field(repr=False, compare=False)

    @classmethod
    def of(
        cls,
        name: str,
        text: str,
        *,
        title: str = "",
        url: str | None = None,
        published: str | None = None,
    ) -> Article:
        """The article of a text; without a title its file's name serves."""
        kinds, spans = zip(*units(text), strict=True) if text.strip() else ((), ())
        places = zip(spans, paragraphs(text, spans), kinds, strict=True)
        numbered = tuple(Sentence(number, *place) for number, place in enumerate(places, start=1))
        return cls(name, text, title or name, url, published, numbered)

    def quote(self, sentence: Sentence) -> str:
        """The sentence as it stands in the article, character for character."""
        return sentence.span.of(self.text)

    def cite(self, number: int) -> Citation:
        """The citation of the sentence with this 1-based number; IndexError beyond the last."""
        if number < 1:
            raise IndexError(number)
        return Citation(self, self.sentences[number - 1])


@dataclass(frozen=True, slots=True)
class Citation:
    """A sentence of an article, quoted. It holds a place, never words."""

    article: Article
    sentence: Sentence

    @property
    def quote(self) -> str:
        """The article's own slice."""
        return self.article.quote(self.sentence)

    @property
    def number(self) -> int:
        """The 1-based number of the sentence in its article."""
        return self.sentence.number

    @property
    def start(self) -> int:
        """The first code point of the quote in the article, 0-based."""
        return self.sentence.span.start

    @property
    def end(self) -> int:
        """The code point after the quote."""
        return self.sentence.span.end
