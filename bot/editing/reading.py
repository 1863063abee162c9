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
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.article.article import Article
from bot.editing.page import Extract, extract, read_page, tree_of
from bot.faq.articles import MAX_BYTES, article_of, decoded
from bot.faq.files import Unreadable, read_bytes
from bot.faq.yaml_reading import read

if TYPE_CHECKING:
    from markdown_it.token import Token

EXTRA = "It needs the extra: pip install -e '.[documents]'."
UNPACKED = 20 * 1024 * 1024  # bytes of the texts within a Word document
BRACKETS = 5_000  # in a paragraph of Markdown: the library looks for the end of each
NESTED = 200  # blocks of Markdown within each other, counted twice

_TAG = re.compile(r"</?([A-Za-z][\w-]*)[^>]*>")


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes to store under `name`, and what a document says of itself, as in `Extract`."""

    name: str
    data: bytes
    title: str | None = None
    url: str | None = None
    published: str | None = None
    links: dict[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()

    @property
    def article(self) -> Article:
        """The article that these bytes make. Raises Unreadable if they make none."""
        about = {"url": self.url, "published": self.published, "links": self.links}
        return article_of(self.name, self.data, title=self.title or "", **about)


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
    if not found.text.strip():
        raise Unreadable("No text was found in it. Copy its text into a .txt file.")
    about = {one.name: getattr(found, one.name) for one in fields(found) if one.name != "text"}
    return Source(f"{path.stem}.txt", f"{found.text.strip()}\n".encode(), **about)


def _of_markdown(data: bytes) -> Extract:
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
    found = extract(tree_of(html.encode()).find("body"), base=said.get("url", ""), numbered=False)
    return replace(found, **({"title": found.title} | said))


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


def _of_word(data: bytes) -> Extract:
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
    found = extract(tree_of(f"<body>{html.value}</body>".encode()).find("body"), numbered=False)
    ignored = [one.message for one in html.messages if "ignored" in one.message]
    return replace(found, left_out=(*found.left_out, *dict.fromkeys(ignored)))


def _of_pdf(data: bytes) -> Extract:
    from bot.editing.pdf_text import read_pdf

    return read_pdf(data)


_READERS: dict[str, Callable[[bytes], Extract]] = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), read_page),
    **dict.fromkeys((".md", ".markdown"), _of_markdown),
    ".docx": _of_word,
    ".pdf": _of_pdf,
}
