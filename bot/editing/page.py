"""HTML read: which part of a page is the article, its text to store, and what it says of itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.article.links import LONGEST_TEXT, link_fault
from bot.editing.html_text import BETWEEN, CLOSE, DEEPEST, OPEN, TOLD, Writer
from bot.faq.files import Unreadable

MOSTLY = 0.5  # of a page's text: what holds less is a teaser beside the article
MOST_LINKS = 500

_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='date'"
    " or @name='dcterms.date' or @name='DC.date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//time/@datetime",
)
_LINKED = re.compile(f"{OPEN}(\\d+){BETWEEN}([^\n{OPEN}-{CLOSE}]*){CLOSE}")
_LEFT = re.compile(f"{OPEN}\\d+{BETWEEN}|{CLOSE}")


@dataclass(slots=True)
class Extract:
    """What is found in a document: the text to store, and what the document says of itself.

    `links` are words of the text with the address that each leads to; `left_out` says what of the
    document is not in the text, each with its place.
    """

    text: str
    title: str | None = None
    url: str | None = None
    published: str | None = None
    links: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


def read_page(data: bytes) -> Extract:
    """The article on a saved page. Raises Unreadable if there is none."""
    root = tree_of(data)
    url = _first(root, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    if not re.match(r"https?://", url or "", re.IGNORECASE):
        url = None
    element = _article(root)
    base = _first(root, "//base/@href") or url or ""
    found = extract(element, base=base, around=element.tag == "body")
    titles = ("//meta[@property='og:title']/@content", "string(//title)")
    found.title = found.title or _first(root, *titles)
    published = re.match(r"\d{4}-\d\d-\d\d|.*", _first(root, *_DATES) or "")
    found.url, found.published = url, (published and published[0]) or None
    return found


def tree_of(data: bytes) -> Any:
    """The tree of some HTML. Raises Unreadable if it is empty or too deep."""
    from lxml import etree, html

    try:
        data.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = None  # the page says it, or is in the Latin alphabet
    parser = html.HTMLParser(encoding=encoding, huge_tree=True)
    try:
        root = html.document_fromstring(data.replace(b"\0", b"") if encoding else data, parser)
    except etree.LxmlError:
        raise Unreadable("It is empty. Save the page again.") from None
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > DEEPEST:
            raise Unreadable(f"Its elements are nested more than {DEEPEST} deep. Copy its text.")
    return root


def _first(root: Any, *paths: str) -> str | None:
    """What the first of some paths finds that finds anything."""
    for path in paths:
        found = root.xpath(path)
        text = (found if isinstance(found, str) else next(iter(found), "")).strip()
        if text:
            return " ".join(str(text).split())
    return None


def _article(root: Any) -> Any:
    """The element that holds the article: the only `article`, or else the `main`, or the body."""
    body = root.find("body")
    body = root if body is None else body
    for path in ("//article", "//main | //*[@role='main']"):
        found = [one for one in body.xpath(path) if not any(one.iterancestors("nav", "aside"))]
        within = found[0].iterancestors() if len(found) == 1 else ()
        around = next((one for one in within if one.tag == "main"), body)
        if len(found) == 1 and _said(found[0]) >= MOSTLY * _said(around):
            return found[0]
    return body


def _said(element: Any) -> int:
    """How much an element says to a reader, in characters, without blanks."""
    unsaid = "self::script or self::style or self::nav or self::footer or self::template"
    texts = element.xpath(f".//text()[not(ancestor::*[{unsaid}])]")
    return sum(len("".join(text.split())) for text in texts)


def extract(
    element: Any, *, base: str = "", around: bool = False, numbered: bool = True
) -> Extract:
    """What an element holds, as text to store.

    Args:
        element: The root of the article.
        base: The address that its links start from, if it is known.
        around: Whether it is a whole page, whose head and foot are left out.
        numbered: Whether lines of the document can be told.

    Returns:
        The text with what belongs to it. Raises Unreadable if it is too long.
    """
    writer = Writer(base, around, numbered)
    writer.write(element)
    parts = _LINKED.split(writer.text)
    parts[::3] = (_LEFT.sub("", part) for part in parts[::3])
    places: list[tuple[int, int, str]] = []
    at = 0
    for before, number, words in zip(parts[::3], parts[1::3], parts[2::3], strict=False):
        at += len(before) + len(words)
        places.append((at - len(words), at, writer.links[int(number)]))
    del parts[1::3]
    text = "".join(parts)
    links = _links(text, places, writer.left_out)
    title = _LEFT.sub("", writer.title) if writer.title else None
    return Extract(text, title, links=links, left_out=tuple(writer.left_out))


def _links(
    text: str, places: Sequence[tuple[int, int, str]], left_out: dict[str, None]
) -> dict[str, str]:
    """The address that each words lead to; words that lead to several take those before them."""
    targets: dict[str, set[str]] = {}
    for start, end, address in places:
        targets.setdefault(text[start:end], set()).add(address)
    links: dict[str, str] = {}
    for start, end, address in places:
        words = text[start:end]
        if words == address:
            continue
        if len(targets[words]) > 1:
            words = _longer(text, start, end)
        if len(words) > LONGEST_TEXT:
            words = words[:LONGEST_TEXT].rsplit(" ", 1)[0]
        if not words or link_fault(words, address) or len(links) >= MOST_LINKS:
            left_out[f"the link “{text[start:end][:TOLD]}” to {address[:200]}"] = None
        else:
            links[words] = address
    return links


def _longer(text: str, start: int, end: int) -> str:
    """The words with as many before them, on their line, as tell them from all others."""
    line = text.rfind("\n", 0, start) + 1
    for found in reversed(list(re.finditer(r"\w\S*", text[max(line, start - TOLD) : start]))):
        words = text[max(line, start - TOLD) + found.start() : end]
        if text.find(words) == text.rfind(words):
            return words
    return ""
