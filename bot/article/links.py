"""Links: those in an editor's answer, and those to a cited sentence on the article's page.

An answer may hold Markdown links, `[text](https://…)`, and addresses alone, `https://…`. Only web
addresses are linked, and never under a text that could be taken for another address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bot.article.article import Citation

LONGEST_TEXT = 60  # characters; a link with its text finds place on the smallest page of a card
LONGEST_ADDRESS = 240

_LINK = re.compile(
    r"\[(?P<text>[^\[\]\n]+)\]\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)\)"
    r"|<(?P<angle>https?://[^\s<>]+)>"
    r"|(?P<plain>https?://[^\s<>\[\]\"]+)",
    re.IGNORECASE,
)
_ADDRESS = re.compile(  # what in round brackets is written as an address
    r"(?:<|[a-z][a-z0-9+.-]*:|[/#]|www\.|\w[\w-]*\.\w{2,})\S*|.*://.*|", re.IGNORECASE
)
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?", re.IGNORECASE)
_ADDRESSLIKE = re.compile(r"\w[.。]\w|://|\bwww\b", re.IGNORECASE)
_UNUSUAL = re.compile(r"[<>\"\\^`{|}\[\]]")
_KEPT = "%/:?#@!$&'*+,;=~-._"


@dataclass(frozen=True, slots=True)
class Link:
    """A link at `[start, end)` of an answer; `text` is empty where it is an address alone."""

    start: int
    end: int
    text: str
    address: str

    @property
    def masked(self) -> bool:
        """Whether the text alone may be shown, because nobody takes it for another address."""
        folded = unicodedata.normalize("NFKD", self.text)
        visible = "".join(mark for mark in folded if unicodedata.category(mark)[0] not in "CM")
        return bool(self.text) and not _ADDRESSLIKE.search(visible)


def pieces(answer: str) -> Iterator[str | Link]:
    """The answer's stretches of text and its links, in order."""
    at = 0
    for link in links(answer):
        yield answer[at : link.start]
        yield link
        at = link.end
    yield answer[at:]


def quote_pieces(quote: str, targets: Sequence[tuple[str, str]]) -> Iterator[str | Link]:
    """A quote's stretches of text and those of its words that are links in its article."""
    known = {words: address for words, address in targets if words in quote}
    longest = sorted(known, key=len, reverse=True)
    at = 0
    for found in re.finditer("|".join(map(re.escape, longest)), quote) if known else ():
        one = Link(*found.span(), found[0], quote_address(known[found[0]]))
        if one.masked and not _within_word(quote, one):
            yield quote[at : one.start]
            yield one
            at = one.end
    yield quote[at:]


def _within_word(text: str, one: Link) -> bool:
    """Whether a link would begin or end within a word."""
    edges = text[max(0, one.start - 1) : one.start + 1], text[one.end - 1 : one.end + 1]
    return any(len(edge) == 2 and edge.isalnum() for edge in edges)


def quote_address(address: str) -> str:
    """An address as it may stand in a link."""
    return quote(address, safe=_KEPT)


def plain(answer: str) -> str:
    """The answer as plain text: `text (https://…)`."""
    return "".join(one if isinstance(one, str) else _open(one) for one in pieces(answer))


def spoken(answer: str) -> str:
    """What the answer says, without the addresses."""
    return "".join(one if isinstance(one, str) else one.text for one in pieces(answer))


def _open(link: Link) -> str:
    return f"{link.text} ({link.address})" if link.text else link.address


def links(answer: str) -> tuple[Link, ...]:
    """The sound links of an answer, in order; all else is text."""
    return tuple(found for found in _scanned(answer) if isinstance(found, Link))


def link_faults(answer: str) -> tuple[tuple[str, str], ...]:
    """The problem and the mend of each link that is not sound."""
    return tuple(found for found in _scanned(answer) if not isinstance(found, Link))


def _scanned(answer: str) -> Iterator[Link | tuple[str, str]]:
    if "://" not in answer and "](" not in answer:
        return
    for found in _LINK.finditer(answer):
        text, target = found["text"] or "", found["target"]
        if target is None:
            target = found["angle"] or _trimmed(found["plain"])
        elif not _ADDRESS.fullmatch(target):
            continue
        elif target.startswith("<") and target.endswith(">"):
            target = target[1:-1]
        end = found.end() if found["plain"] is None else found.start() + len(target)
        wrong = link_fault(text, target) if found["text"] else _wrong_address(target)
        yield wrong or Link(found.start(), end, text, quote_address(target))


def link_fault(text: str, address: str) -> tuple[str, str] | None:
    """What is wrong with a link, and the mend; None if it is sound."""
    return _wrong_text(text) or _wrong_address(address)


def _trimmed(address: str) -> str:
    """An address alone without the marks of the sentence around it."""
    while address[-1] in ".,;:!?'*_~" or (
        address[-1] == ")" and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address


def _wrong_text(text: str) -> tuple[str, str] | None:
    shown = f"The link “{text}”"
    if text.strip().isdecimal():
        return f"{shown} reads as a marker.", "Put a blank between the marker and the bracket."
    if not any(mark.isprintable() and not mark.isspace() for mark in text):
        return "A link has no text that can be seen.", "Write a text between its [ and ]."
    if len(text) > LONGEST_TEXT:
        mend = f"Shorten it to {LONGEST_TEXT}."
        return f"The text of a link has {len(text)} characters.", mend
    return None


def _wrong_address(address: str) -> tuple[str, str] | None:
    """What is wrong with a web address, and the mend; None if it is sound."""
    shown = "".join(mark if mark.isprintable() else "\N{REPLACEMENT CHARACTER}" for mark in address)
    said = f"The link leads to “{shown[:80]}”"
    if not re.match(r"https?://", address, re.IGNORECASE):
        return f"{said}, which is no web address.", "Begin it with https:// or http://."
    if not address.isprintable() or " " in address or _UNUSUAL.search(address):
        return f"{said}, which holds marks that no address has.", "Write them as %20 and the like."
    if len(quote(address, safe=_KEPT)) > LONGEST_ADDRESS:
        return f"{said}, and so on.", f"An address may have {LONGEST_ADDRESS} characters."
    return _wrong_host(address, said)


def _wrong_host(address: str, said: str) -> tuple[str, str] | None:
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return f"{said}, which can't be read.", "Check the address in a browser."
    if "@" in parts.netloc:
        return f"{said}, which holds a user's name.", "Take out what stands before the @."
    if not _HOST.fullmatch(host):
        mend = "Write the site's name in plain letters (of another script: as xn--…)."
        return f"{said}, whose site can't be read.", mend
    return None


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
