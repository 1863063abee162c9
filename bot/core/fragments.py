"""Text fragments: links that open a page at a sentence, for the browsers that know them.

The syntax is that of the WICG draft "URL Fragment Text Directives": `#:~:text=prefix-,start,end`.
The first place that matches wins, so that a link is only made when the first place in the article
is the sentence itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

from bot.core.article import Citation

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
            return _written(text, prefix, start, end)
    return None


def _directives(text: str, begin: int, close: int) -> Iterator[Directive]:
    """Prefix, start and end to try, the shortest first, each a place within one line."""
    words = _words(text, begin, close)
    before = _last_line_words(text, begin)[-PREFIX_WORDS:]
    prefix = (before[0][0], before[-1][1]) if before else None
    counts = range(min(WORDS, len(words)), min(MOST_WORDS, len(words)) + 1) if words else ()
    for lead in (None, prefix) if prefix else (None,):
        for count in counts:
            yield lead, *_ends(text, words, count)


def _words(text: str, begin: int, close: int) -> list[Place]:
    """The words of a sentence; of a very long one those at its beginning and at its end."""
    if close - begin <= 2 * WINDOW:
        return [found.span() for found in _WORD.finditer(text, begin, close)]
    first = [found.span() for found in _WORD.finditer(text, begin, begin + WINDOW)]
    last = [found.span() for found in _WORD.finditer(text, close - WINDOW, close)]
    return first[:-1] + last[1:]  # without those that the windows cut


def _ends(text: str, words: list[Place], count: int) -> tuple[Place, Place | None]:
    whole = (words[0][0], words[-1][1])
    if len(words) < 2 * count and not _BREAK.search(text, *whole):
        return whole, None
    first = [word for word in words[:count] if not _BREAK.search(text, words[0][0], word[1])]
    last = [word for word in words[-count:] if not _BREAK.search(text, word[0], words[-1][1])]
    return (first[0][0], first[-1][1]), (last[0][0], last[-1][1])


def _last_line_words(text: str, begin: int) -> list[Place]:
    line = text.rfind("\n", max(0, begin - WINDOW), begin) + 1 or max(0, begin - WINDOW)
    return [found.span() for found in _WORD.finditer(text, line, begin)]


def _found(text: str, prefix: Place | None, start: Place, end: Place | None) -> Place | None:
    """Where a browser goes: to the first start (behind its prefix) and the first end after it."""
    head = _pattern(text, start)
    if prefix:
        head = _pattern(text, prefix) + r"\W+" + f"(?P<start>{head})"
    else:
        head = f"(?P<start>{head})"
    found = re.search(head, text, re.IGNORECASE)
    if found is None or end is None:
        return found.span("start") if found else None
    tail = re.compile(_pattern(text, end), re.IGNORECASE).search(text, found.end("start"))
    return (found.start("start"), tail.end()) if tail else None


def _pattern(text: str, place: Place) -> str:
    words = text[place[0] : place[1]].split()
    return r"\b" + r"\s+".join(re.escape(word) for word in words) + r"\b"


def _written(text: str, prefix: Place | None, start: Place, end: Place | None) -> str:
    parts = [_encoded(text, start)]
    if prefix:
        parts.insert(0, _encoded(text, prefix) + "-")
    if end:
        parts.append(_encoded(text, end))
    return ",".join(parts)


def _encoded(text: str, place: Place) -> str:
    words = " ".join(text[place[0] : place[1]].split())
    return quote(words, safe="").replace("-", "%2D")
