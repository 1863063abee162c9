"""An article: its text, its numbered sentences, and citations that are slices of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.article.sentences import Kind, Span, paragraphs, units

__all__ = ["Article", "Citation", "Kind", "Sentence", "breaks_off"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered span of an article; `number` is 1-based, `paragraph` 0-based.

    A heading, a list item, a row of a table and a block of code are each one "sentence" too.
    `lead` is the number of the sentence that introduces this one, as “You need:” does the items
    of a list, or an item those of the list in it.
    """

    number: int
    span: Span
    paragraph: int
    kind: Kind = Kind.SENTENCE
    lead: int | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One source text; `name` is the base name of its file.

    `links` are words of it, each with the web address that it leads to.
    """

    name: str
    text: str = field(repr=False)
    title: str
    url: str | None
    published: str | None
    sentences: tuple[Sentence, ...] = field(repr=False, compare=False)
    links: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @classmethod
    def of(
        cls,
        name: str,
        text: str,
        *,
        title: str = "",
        url: str | None = None,
        published: str | None = None,
        links: Mapping[str, str] | None = None,
    ) -> Article:
        """The article of a text; without a title its file's name serves."""
        found = list(units(text))
        kinds, spans = [kind for kind, _ in found], [span for _, span in found]
        leads = tuple(_leads(text, kinds, spans))
        numbers = _together(paragraphs(text, spans), kinds, leads)
        places = zip(spans, numbers, kinds, leads, strict=True)
        numbered = tuple(Sentence(number, *place) for number, place in enumerate(places, start=1))
        linked = tuple((links or {}).items())
        return cls(name, text, title or name, url, published, numbered, linked)

    def quote(self, sentence: Sentence) -> str:
        """The sentence as it stands in the article, character for character."""
        return sentence.span.of(self.text)

    def heading_of(self, sentence: Sentence) -> Sentence | None:
        """The heading right above a list, a table or code; without it “Breakfast” says nothing."""
        if sentence.kind in (Kind.SENTENCE, Kind.HEADING):
            return None
        above = reversed(self.sentences[: sentence.number - 1])
        other = next((one for one in above if one.kind is not sentence.kind), None)
        return other if other and other.kind is Kind.HEADING else None

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
    def lead(self) -> Citation | None:
        """The citation of what introduces the sentence; None if nothing does."""
        number = self.sentence.lead
        return None if number is None else self.article.cite(number)

    @property
    def leads(self) -> tuple[str, ...]:
        """What introduces the sentence, from the outermost on."""
        if lead := self.lead:
            return (*lead.leads, lead.quote)
        heading = self.article.heading_of(self.sentence)
        return (self.article.quote(heading),) if heading else ()

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


def breaks_off(kind: Kind, text: str) -> bool:
    """Whether prose ends without a stop: a heading without its mark, or what leads in a list."""
    return kind is Kind.SENTENCE and text[-1:].isalnum()


def _together(
    numbers: Sequence[int], kinds: Sequence[Kind], leads: Sequence[int | None]
) -> Iterator[int]:
    """The paragraphs, renumbered: those of a list or a table, with what introduces it, are one."""
    joined = 0
    for at, (number, kind, lead) in enumerate(zip(numbers, kinds, leads, strict=True)):
        same = kind in (Kind.ITEM, Kind.ROW) and at and (kind is kinds[at - 1] or lead == at)
        joined += bool(same and number != numbers[at - 1])
        yield number - joined


def _leads(text: str, kinds: Sequence[Kind], spans: Sequence[Span]) -> Iterator[int | None]:
    """The number of the sentence that introduces each one.

    What ends in a colon, or breaks off without a stop, introduces what is no sentence of prose
    after it: an item, with the others of its list, a row, code. An item introduces the items that
    stand deeper than itself. Bullets after numbers, and numbers after bullets, are another list.
    """
    around: list[tuple[int, int, bool]] = []  # indent and number of each open item; is it numbered?
    before = first = rows = None  # what leads in just before, and before the list, the table
    end = indent = 0
    for number, (kind, span) in enumerate(zip(kinds, spans, strict=True), start=1):
        *breaks, line = f"{text[end : span.start]}.".splitlines()
        indent = len(line) - len(line.lstrip()) if breaks or number == 1 else indent
        rows = before or rows if kind is Kind.ROW else None
        lead = rows or (before if kind is Kind.CODE else None)
        if kind is Kind.ITEM:
            first = first if around else before
            numbered, same = text[span.start].isdigit(), True
            while around and around[-1][0] >= indent:
                same = around.pop()[2] is numbered
            if not (around or same):
                first = before
            lead = around[-1][1] if around else first
            around.append((indent, number, numbered))
        elif kind in (Kind.SENTENCE, Kind.HEADING) and not (around and indent > around[0][0]):
            around.clear()
        colon = text.endswith(":", span.start, span.end)
        before = number if colon or breaks_off(kind, span.of(text)) else None
        end = span.end
        yield lead
