"""A page: the tree of its HTML, which part of it is the article, and what it says of itself."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from bot.editing.extract import Extract, extract
from bot.editing.html_text import DEEPEST
from bot.faq.files import Unreadable

MOSTLY = 0.5  # of a page's text: what holds less is a teaser beside the article

_DATES = (
    "//meta[@property='article:published_time' or @itemprop='datePublished' or @name='date'"
    " or @name='dcterms.date' or @name='DC.date']/@content",
    "//time[@itemprop='datePublished' or @pubdate]/@datetime",
    "//article//time/@datetime",
)


@dataclass(frozen=True, slots=True)
class Page:
    """What is found on a page."""

    extract: Extract
    title: str | None
    url: str | None
    published: str | None


def read_page(data: bytes, url: str | None = None) -> Page:
    """The article on a saved page. Raises Unreadable if there is none."""
    root = tree_of(data)
    address = _first(root, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    url = url or (address if re.match(r"https?://", address or "", re.IGNORECASE) else None)
    base = _first(root, "//base/@href") or url or ""
    element = _article(root)
    found = extract(element, base=base, around=element.tag == "body")
    titles = ("//meta[@property='og:title']/@content", "string(//title)")
    title = found.title or _first(root, *titles)
    published = re.match(r"\d{4}-\d\d-\d\d|.*", _first(root, *_DATES) or "")
    return Page(found, title, url, (published and published[0]) or None)


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
