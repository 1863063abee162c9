"""Reading a document: an article as somebody hands it in, as text, HTML or Markdown.

Text is taken byte for byte. Of a page only the article is kept, as trafilatura finds it; what is
extracted is what will be stored and cited, so it should be read once by a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.article.article import Article
from bot.faq.articles import MAX_BYTES, decoded
from bot.faq.files import Unreadable, read_bytes
from bot.faq.yaml_reading import read

PAGES = frozenset({".html", ".htm", ".xhtml"})
MARKDOWN = frozenset({".md", ".markdown"})
EXTRA = "It needs the extra: pip install -e '.[html]'."


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes to store under `name`, and what a page says of itself."""

    name: str
    data: bytes
    title: str | None = None
    url: str | None = None
    published: str | None = None

    @property
    def article(self) -> Article:
        """The article that these bytes make. Raises Unreadable if they make none."""
        article = Article.of(
            self.name,
            decoded(self.data),
            title=self.title or "",
            url=self.url,
            published=self.published,
        )
        if not article.sentences:
            raise Unreadable("It holds no sentence. Name a file with the article's text.")
        return article


def read_source(path: Path) -> Source:
    """The article in a file. Raises Unreadable, also for what needs an extra."""
    data = read_bytes(path, MAX_BYTES)
    suffix = path.suffix.lower()
    if suffix in PAGES:
        return _of_page(path, data)
    if suffix in MARKDOWN:
        return _of_markdown(path, decoded(data))
    return Source(path.name, data)


def _of_page(path: Path, data: bytes) -> Source:
    try:
        from trafilatura import bare_extraction
    except ImportError:
        raise Unreadable(f"HTML can't be read yet. {EXTRA}") from None
    found = bare_extraction(data, with_metadata=True, include_comments=False)
    text = getattr(found, "text", None)
    if found is None or not text:
        raise Unreadable("No article was found in this page. Copy its text into a .txt file.")
    title, url, published = (getattr(found, name, None) for name in ("title", "url", "date"))
    return Source(f"{path.stem}.txt", _stored(text), title, url, published)


def _of_markdown(path: Path, text: str) -> Source:
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise Unreadable(f"Markdown can't be read yet. {EXTRA}") from None
    head, body = _front_matter(text)
    blocks, title = [], head.get("title")
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline":
            said = "".join(_said(child.type, child.content) for child in token.children or [])
            blocks.append(said)
            if title is None and before is not None and before.tag == "h1":
                title = said
        elif token.type in ("fence", "code_block"):
            blocks.append(token.content.rstrip())
    data = _stored("\n\n".join(block for block in blocks if block.strip()))
    return Source(f"{path.stem}.txt", data, title, head.get("url"), head.get("date"))


def _said(kind: str, content: str) -> str:
    """What a piece of a Markdown paragraph says to a reader; markup and pictures say nothing."""
    if kind in ("text", "code_inline"):
        return content
    return "\n" if kind in ("softbreak", "hardbreak") else ""


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """The texts in the block between two lines of dashes at the top, and the rest."""
    if not text.startswith("---\n") or "\n---\n" not in text[3:]:
        return {}, text
    head, body = text[4:].split("\n---\n", 1)
    value = read("front matter", head.encode()).value
    pairs = value.items() if isinstance(value, dict) else ()
    return {key: said for key, said in pairs if isinstance(said, str) and said}, body


def _stored(text: str) -> bytes:
    return f"{text.strip()}\n".encode()
