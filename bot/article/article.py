"""An article: its text, its numbered sentences, citations that are slices of it, links to these."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from bot.article.sentences import Kind, Span, paragraphs, units

__all__ = ["Article", "Citation", "Kind", "Sentence", "breaks_off", "fragment", "link"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered stretch of an article; `number` is 1-based, `paragraph` 0-based.

    `start` is the first code point of it in the article, 0-based, `end` the one after the last.
    A heading, a list item, a row of a table and a block of code are each one "sentence" too.
    `lead` is the number of the sentence that introduces this one, as “You need:” does the items
    of a list, or an item those of the list in it.
    """

    number: int
    start: int
    end: int
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
        starts, ends = [one.start for one in spans], [one.end for one in spans]
        places = zip(starts, ends, numbers, kinds, leads, strict=True)
        numbered = tuple(Sentence(number, *place) for number, place in enumerate(places, start=1))
        linked = tuple((links or {}).items())
        return cls(name, text, title or name, url, published, numbered, linked)

    def quote(self, sentence: Sentence) -> str:
        """The sentence as it stands in the article, character for character."""
        return self.text[sentence.start : sentence.end]

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
        return self.sentence.start

    @property
    def end(self) -> int:
        """The code point after the quote."""
        return self.sentence.end


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


# Text fragments: links that open a page at a sentence, for the browsers that know them.
#
# The syntax is that of the WICG draft "URL Fragment Text Directives": `#:~:text=prefix-,start,end`.
# The first place that matches wins, so that a link is only made when the first place in the article
# is the sentence itself.

LONGEST = 512  # characters of a whole link: what Discord takes for a button, and pleasant elsewhere
WORDS = 4  # at each end to begin with; more are taken while they don't lead to the sentence
MOST_WORDS = 24
PREFIX_WORDS = 6
WINDOW = 2_000  # characters at each end of a long sentence in which these words are looked for
LARGE = 500_000  # characters of an article in which no browser is sent to look, nor do we

_WORD = re.compile(r"\w+(?:[^\s\w]\w+)*")
_BREAK = re.compile(r"\n")

Place = tuple[int, int]
Directive = tuple[Place | None, Place, Place | None]


def link(citation: Citation, longest: int = LONGEST) -> str | None:
    """The page's address, at the sentence where that can be said; None without a fitting address.

    Only http and https addresses are linked.
    """
    url = citation.article.url
    if url is None or not re.match(r"https?://[^\s<>()]+$", url) or len(url) > longest:
        return None
    directive = fragment(citation)
    if directive is None:
        return url
    full = f"{url}{'' if '#' in url else '#'}:~:text={directive}"
    return full if len(full) <= longest else url


def fragment(citation: Citation) -> str | None:
    """The text directive that leads to the sentence and nowhere else; None if there is none."""
    text = citation.article.text
    if len(text) > LARGE:
        return None
    for prefix, start, end in _directives(text, citation.start, citation.end):
        if _found(text, prefix, start, end) == (start[0], (end or start)[1]):
            ends = ",".join(_encoded(text, one) for one in (start, end) if one)
            return f"{_encoded(text, prefix)}-,{ends}" if prefix else ends
    return None


def _directives(text: str, begin: int, close: int) -> Iterator[Directive]:
    """Prefix, start and end to try, the shortest first, each a place within one line."""
    if close - begin <= 2 * WINDOW:
        words = _words(text, begin, close)
    else:  # those at its beginning and at its end, without those that the windows cut
        first, last = _words(text, begin, begin + WINDOW), _words(text, close - WINDOW, close)
        words = first[:-1] + last[1:]
    earliest = max(0, begin - WINDOW)
    line = text.rfind("\n", earliest, begin) + 1 or earliest
    before = _words(text, line, begin)[-PREFIX_WORDS:]
    prefixes = [None, (before[0][0], before[-1][1])] if before else [None]
    counts = range(min(WORDS, len(words)), min(MOST_WORDS, len(words)) + 1) if words else ()
    for prefix in prefixes:
        for count in counts:
            yield prefix, *_ends(text, words, count)


def _words(text: str, begin: int, close: int) -> list[Place]:
    return [found.span() for found in _WORD.finditer(text, begin, close)]


def _ends(text: str, words: list[Place], count: int) -> tuple[Place, Place | None]:
    whole = (words[0][0], words[-1][1])
    if len(words) < 2 * count and not _BREAK.search(text, *whole):
        return whole, None
    first = [word for word in words[:count] if not _BREAK.search(text, words[0][0], word[1])]
    last = [word for word in words[-count:] if not _BREAK.search(text, word[0], words[-1][1])]
    return (first[0][0], first[-1][1]), (last[0][0], last[-1][1])


def _found(text: str, prefix: Place | None, start: Place, end: Place | None) -> Place | None:
    """Where a browser goes: to the first start (behind its prefix) and the first end after it."""
    lead = _pattern(text, prefix) + r"\W+" if prefix else ""
    found = re.search(f"{lead}(?P<start>{_pattern(text, start)})", text, re.IGNORECASE)
    if found is None or end is None:
        return found.span("start") if found else None
    tail = re.compile(_pattern(text, end), re.IGNORECASE).search(text, found.end("start"))
    return (found.start("start"), tail.end()) if tail else None


def _pattern(text: str, place: Place) -> str:
    words = text[place[0] : place[1]].split()
    return r"\b" + r"\s+".join(re.escape(word) for word in words) + r"\b"


def _encoded(text: str, place: Place) -> str:
    words = " ".join(text[place[0] : place[1]].split())
    return quote(words, safe="").replace("-", "%2D")
