"""Reading a document: an article as somebody hands it in, as text, Markdown, HTML, Word or PDF.

Text is taken byte for byte. Of any other document the text is extracted, in which the marks of
Markdown at the start of a line tell headings, list items, rows of tables and code; it is what will
be stored and cited, so it should be read once by a person.
"""

from __future__ import annotations

import io
import re
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.article.visible import LONGEST_TEXT, link_fault
from bot.editing.html_text import BETWEEN, CLOSE, DEEPEST, OPEN, TOLD, Source, Writer
from bot.faq.articles import MAX_BYTES, decoded
from bot.faq.files import Unreadable, read_bytes
from bot.faq.yaml_reading import read

if TYPE_CHECKING:
    from markdown_it.token import Token

EXTRA = "It needs the extra: pip install -e '.[documents]'."
UNPACKED = 20 * 1024 * 1024  # bytes of the texts within a Word document
BRACKETS = 5_000  # in a paragraph of Markdown: the library looks for the end of each
NESTED = 200  # blocks of Markdown within each other, counted twice

_TAG = re.compile(r"</?([A-Za-z][\w-]*)[^>]*>")


def read_source(path: Path) -> Source:
    """The article in a file. Raises Unreadable, also for what needs an extra."""
    data = read_bytes(path, MAX_BYTES)
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        return Source(path.name, data)
    try:
        found = reader(data)
    except Unreadable:
        raise
    except ImportError as error:
        needed = f"Such a document can't be read yet ({error.name} is missing). {EXTRA}"
        raise Unreadable(needed) from None
    except Exception as error:  # noqa: BLE001 - a broken document makes the libraries raise anything
        broken = f"It is broken ({type(error).__name__}). Save it anew, or copy its text."
        raise Unreadable(broken) from None
    text = found.data.decode().strip()
    if not text:
        raise Unreadable("No text was found in it. Copy its text into a .txt file.")
    return replace(found, name=f"{path.stem}.txt", data=f"{text}\n".encode())


# A page of HTML: which part of it is the article, and what it says of itself.

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


def read_page(data: bytes) -> Source:
    """The article on a saved page. Raises Unreadable if there is none."""
    root = _tree_of(data)
    url = _first(root, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    if not re.match(r"https?://", url or "", re.IGNORECASE):
        url = None
    element = _article(root)
    base = _first(root, "//base/@href") or url or ""
    found = _extract(element, base=base, around=element.tag == "body")
    titles = ("//meta[@property='og:title']/@content", "string(//title)")
    title = found.title or _first(root, *titles)
    published = re.match(r"\d{4}-\d\d-\d\d|.*", _first(root, *_DATES) or "")
    return replace(found, title=title, url=url, published=(published and published[0]) or None)


def _tree_of(data: bytes) -> Any:
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


def _extract(
    element: Any, *, base: str = "", around: bool = False, numbered: bool = True
) -> Source:
    """What an element holds, as text to store. Raises Unreadable if it is too long.

    `base` is the address that its links start from; the head and foot `around` the article of a
    whole page are left out; lines are told where they are `numbered`.
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
    return Source("", text.encode(), title, links=links, left_out=tuple(writer.left_out))


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


# Markdown, Word and PDF.


def _of_markdown(data: bytes) -> Source:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    said, body, line = _front_matter(decoded(data).removeprefix("\ufeff").replace("\r\n", "\n"))
    parser = MarkdownIt("commonmark", {"maxNesting": NESTED}).enable(["table", "strikethrough"])
    parser.use(deflist_plugin).use(footnote_plugin, inline=False)
    if any(block.count("[") > BRACKETS for block in re.split(r"\n\s*\n", body)):
        raise Unreadable(f"A paragraph of it holds more than {BRACKETS:,} brackets. Divide it.")
    env: dict[str, object] = {}
    tokens = parser.parse(body, env)
    _place(tokens, line)
    html = f"<body>{parser.renderer.render(tokens, parser.options, env)}</body>"
    found = _extract(_tree_of(html.encode()).find("body"), base=said.get("url", ""), numbered=False)
    title, url = said.get("title", found.title), said.get("url")
    return replace(found, title=title, url=url, published=said.get("published"))


def _place(tokens: Iterable[Token], line: int) -> None:
    """Say at which line each block stands; what only looks like a tag, as `<name>`, is text."""
    from lxml.html import defs

    for token in tokens:
        if token.level >= NESTED - 2:
            raise Unreadable(f"Its blocks are nested more than {NESTED // 2} deep. Flatten it.")
        place = token.map[0] + line if token.map else 0
        if token.type == "html_block":
            token.content = f"<!--line {place}-->{token.content}"
        elif token.map and token.nesting >= 0:
            token.attrSet("data-line", str(place))
        for child in token.children or ():
            tag = _TAG.fullmatch(child.content) if child.type == "html_inline" else None
            if tag and tag[1].lower() not in defs.tags:
                child.type = "text"


_KEYS = {
    "title": ("title",),
    "url": ("url", "canonical", "canonical_url", "canonicalURL", "permalink", "link"),
    "published": ("date", "published", "publishDate", "pubDate"),
}


def _front_matter(text: str) -> tuple[dict[str, str], str, int]:
    """What the block at the top says (YAML between `---`, TOML between `+++`), and the rest.

    Returns:
        The title, address and date as far as they are given; the body; its first line's number.
    """
    found = re.match(r"(?ms)(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", text)
    if not found:
        return {}, text, 1
    value: object
    if found[1] == "---":
        value = read("front matter", found[2].encode()).value
    else:
        try:
            value = tomllib.loads(found[2])
        except tomllib.TOMLDecodeError as error:
            raise Unreadable(f"Its front matter is not sound TOML: {error}.") from None
    pairs = value if isinstance(value, dict) else {}
    texts = {key: str(one) for key, one in pairs.items() if not isinstance(one, dict | list)}
    said = {
        name: given
        for name, keys in _KEYS.items()
        if (given := next(filter(None, map(texts.get, keys)), None))
    }
    if not re.match(r"https?://", said.get("url", ""), re.IGNORECASE):
        said.pop("url", None)
    return said, text[found.end() :], text.count("\n", 0, found.end()) + 1


def _of_word(data: bytes) -> Source:
    import mammoth

    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        texts = [one for one in packed.infolist() if one.filename.endswith((".xml", ".rels"))]
        if sum(one.file_size for one in texts) > UNPACKED:
            raise Unreadable(f"It unpacks to more than {UNPACKED:,} bytes. Copy its text.")
        if any(b"<!DOCTYPE" in packed.read(one) for one in texts):
            raise Unreadable("It defines entities of its own, which no Word document does.")
    html = mammoth.convert_to_html(
        io.BytesIO(data),
        style_map="p[style-name='Title'] => h1:fresh",
        convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
    )
    found = _extract(_tree_of(f"<body>{html.value}</body>".encode()).find("body"), numbered=False)
    ignored = [one.message for one in html.messages if "ignored" in one.message]
    return replace(found, left_out=(*found.left_out, *dict.fromkeys(ignored)))


def _of_pdf(data: bytes) -> Source:
    from bot.editing.pdf_text import read_pdf

    return read_pdf(data)


# What each gives has no name yet.
_READERS: dict[str, Callable[[bytes], Source]] = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_page),
    **dict.fromkeys((".md", ".markdown"), _of_markdown),
    ".docx": _of_word,
    ".pdf": _of_pdf,
}
