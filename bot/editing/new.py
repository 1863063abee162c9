"""Stubs: the FAQ file of a new article, with a commented entry for each sentence to fill in.

Nothing is invented: the quotes are the article's, the questions are for a person to write.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.article.article import Article, Sentence
from bot.article.quotes import Finder, Found
from bot.article.visible import legible
from bot.faq.articles import MAX_BYTES, decoded
from bot.faq.files import Unreadable, read_bytes
from bot.faq.yaml_reading import read
from bot.matching.lexicon import lexicon
from bot.matching.text import stem
from bot.matching.word_lists import zipf

# A source: an article as somebody hands it in, as text, HTML or Markdown.
#
# Text is taken byte for byte. Of a page only the article is kept, as trafilatura finds it; what is
# extracted is what will be stored and cited, so it should be read once by a person.

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


TERMS = 6  # to a sentence: enough to say what it is about
COMMON = 5.3  # Zipf value from which on a word is of no hint: "time", "people", "make"
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")
ID = 58  # characters of a file's name that make an id; a number follows

_HEAD = """\
# A FAQ to be filled in. For each sentence of the article there is a stub below.
# Choose the sentences that answer something, take the `# ` before the lines of their stubs away,
# give the entry an id that says what it is about, and write its questions: the first is shown to
# people, four or more help to find it. Several sentences may answer one question: put their quotes
# under one `cite`. Delete the stubs that nobody would ask about.
# The file loads once the first entry is filled in; `footnote check --watch` tells what is missing.
"""


def stub_file(source: Source, path: str, *, schema: bool = False) -> str:
    """The text of a FAQ file for an article that lies at `path`, as seen from the file."""
    article = source.article
    finder = Finder(article)
    ranked = _weights(article)
    name = _slug(source.name)
    lines = ["# yaml-language-server: $schema=faq.schema.json", "#"] if schema else []
    lines += [_HEAD, "article:", f"  file: {_quoted(path)}"]
    lines += [_data("title", source.title), _data("url", source.url)]
    lines += [_data("published", source.published), "", "entries:"]
    for sentence in article.sentences:
        lines += ["", *_stub(article, finder, sentence, name, ranked)]
    return "\n".join(lines) + "\n"


def _data(key: str, value: str | None) -> str:
    return f"  {key}: {_quoted(value)}" if value else f"  # {key}:"


def _quoted(text: str) -> str:
    """A text as YAML takes it on one line, whatever it holds."""
    said = json.dumps(legible(text), ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in said)


def _slug(name: str) -> str:
    """The name of a file as the beginning of an id."""
    base = name.rsplit(".", 1)[0].lower()
    return re.sub(r"[^a-z0-9]+", "-", base).strip("-")[:ID].strip("-") or "sentence"


def _stub(
    article: Article, finder: Finder, sentence: Sentence, name: str, weights: dict[str, float]
) -> Iterator[str]:
    quote = article.quote(sentence)
    terms = "; ".join(_terms(quote, weights))
    yield f"  ## Sentence {sentence.number}" + (f": {terms}" if terms else "")
    found = finder.find(quote)
    if not (isinstance(found, Found) and found.sentences == (sentence,)):
        yield "  ## Its words stand in several places: quote a part of a neighbour with it."
    yield f"  # - id: {name}-{sentence.number}"
    yield "  #   questions:"
    yield "  #     - "
    yield "  #   cite:"
    yield f"  #     - {_quoted(quote)}"


def _weights(article: Article) -> dict[str, float]:
    """How telling each stem is: rare in the language, and not in every sentence here."""
    rarity: dict[str, float] = {}
    counts: Counter[str] = Counter()
    for sentence in article.sentences:
        telling = {stemmed: word for word, stemmed in _telling(article.quote(sentence))}
        counts.update(telling.keys())
        rarity |= {stemmed: 1 + COMMON - _common(word) for stemmed, word in telling.items()}
    return {stemmed: rare / counts[stemmed] for stemmed, rare in rarity.items()}


def _telling(text: str) -> Iterator[tuple[str, str]]:
    """The words of a text that say what it is about, as written, with their stems."""
    function = lexicon().function
    for found in _WORD.finditer(text):
        word = found[0].lower()
        if word in function or "'" in word or "’" in word:
            continue
        name = found[0][0].isupper() and not _opens(text, found.start())
        if name or word.isdigit() or (len(word) > 2 and _common(word) < COMMON):
            yield found[0], stem(word)


def _common(word: str) -> float:
    return min(COMMON, zipf().get(word.lower(), 0.0))


def _opens(text: str, start: int) -> bool:
    return not any(character.isalnum() for character in text[:start])


def _terms(text: str, weights: dict[str, float]) -> list[str]:
    """The most telling words of a sentence, in its order, each once."""
    found: dict[str, str] = {}
    for written, stemmed in _telling(text):
        found.setdefault(stemmed, written)
    kept = sorted(found, key=lambda stemmed: -weights[stemmed])[:TERMS]
    return [written for stemmed, written in found.items() if stemmed in kept]
