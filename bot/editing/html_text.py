"""HTML as the text that is stored: a line for each paragraph, heading, list item and table row.

Markdown and Word documents come here as HTML too, so that there is one reader. Whatever a person
reads on the page is kept; what is left out is told with its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any, ClassVar
from urllib.parse import urljoin

from bot.article.article import Article
from bot.article.sentences import blocks
from bot.editing.elements import (
    BLOCK,
    definition_parts,
    number,
    only_contents,
    raw_text,
    table_lines,
)
from bot.faq.articles import MAX_BYTES, article_of
from bot.faq.files import Unreadable

DEEPEST = 250  # elements within each other; no page that people write comes near
TOLD = 60  # characters of what is left out

# Around the words of a link, with its number, until the text is whole.
OPEN, BETWEEN, CLOSE = "\ue000", "\ue001", "\ue002"
_NO_MARKS = dict.fromkeys(map(ord, f"{OPEN}{BETWEEN}{CLOSE}\xad\u200b\u2060\ufeff"))
_SPACE = re.compile(r"\s+")
_UNSAID = frozenset({"script", "style", "template", "head", "noscript", "rp", "wbr", "hr"})
_NO_TEXT = re.compile(
    r"nav|button|select|textarea|input|iframe|object|embed|video|audio|canvas|svg|del|s|strike"
)
# Classes of what is not for readers: for screen readers alone, for those who edit, not in print.
_FOR_OTHERS = re.compile(r"\b(?:sr-only|visually-hidden|mw-editsection|no-?print)\b")
_AROUND = frozenset({"header", "footer", "aside"})  # left out where they stand around the article
_ROLES = frozenset({"navigation", "search", "dialog", "alertdialog", "menu", "menubar", "toolbar"})
_ORDINAL = re.compile(r"[^\W\d_]{2,}|[™®©]")  # as in 1st: raised, but no power


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes to store under `name`, and what a document says of itself.

    `links` are words of the text with the address that each leads to; `left_out` says what of the
    document is not in the text, each with its place.
    """

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


@dataclass(slots=True)
class Writer:
    """Writes the text of elements, line by line, in the order of the document.

    `around` says that the element holds a whole page, not only its article.
    """

    base: str = ""
    around: bool = False
    numbered: bool = True  # whether lines can be told
    title: str | None = None
    links: list[str] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)
    _lines: list[str] = field(default_factory=list)
    _inline: list[str] = field(default_factory=list)
    _group: object = None  # of the last line: lines of a list or a table stand close together
    _list: object = None
    _mark: str = ""  # of an item that has no line yet
    _depth: int = 0
    _level: int = 1
    _line: int = 0
    _size: int = 0

    @property
    def text(self) -> str:
        """What was written."""
        self._flush()
        return "\n".join(self._lines)

    def write(self, element: Any) -> None:
        """Write what an element holds, itself left aside."""
        self._line = int(element.get("data-line") or self._line)
        self._say(element.text)
        for child in element:
            self._element(child)
            self._say(child.tail)

    def _say(self, text: str | None) -> None:
        if text:
            self._inline.append(_SPACE.sub(" ", text.translate(_NO_MARKS)))

    def _flush(self) -> None:
        """End a paragraph: each of its lines is one of the text."""
        said = "".join(self._inline)
        self._inline.clear()
        group = object()
        for line in said.split("\n"):
            if words := _SPACE.sub(" ", line).strip():
                self._put(words, group)

    def _put(self, words: str, group: object) -> None:
        """Write a line, an empty one before it unless it belongs to the group of the last."""
        if self._mark:
            words, group = f"{'  ' * (self._depth - 1)}{self._mark}{words}", self._list
            self._mark = ""
        elif self._depth:
            words = f"{'  ' * self._depth}{words}"
        if self._lines and group is not self._group:
            self._lines.append("")
        self._lines.append(words)
        self._group = group
        self._size += len(words)
        if self._size > MAX_BYTES:
            raise Unreadable(f"Its text is longer than {MAX_BYTES:,} characters. Divide it.")

    def _element(self, element: Any) -> None:
        tag = element.tag
        if not isinstance(tag, str):  # a comment; those of Markdown say where they stand
            found = re.fullmatch(r"line (\d+)", element.text or "")
            self._line = int(found[1]) if found else self._line
            return
        if tag in _UNSAID:
            if tag == "hr":
                self._flush()
        elif self._is_left_out(element, tag):
            self._leave_out(element)
        elif BLOCK.fullmatch(tag):
            self._flush()
            self._BLOCKS.get(tag, Writer.write)(self, element)
            self._flush()
        else:
            self._INLINE.get(tag, Writer.write)(self, element)

    # What is left out.

    def _is_left_out(self, element: Any, tag: str) -> bool:
        if tag == "input" and element.get("type") == "checkbox":
            self._say("[x] " if element.get("checked") is not None else "[ ] ")
            return False
        return (
            bool(_NO_TEXT.fullmatch(tag) or _FOR_OTHERS.search(element.get("class") or ""))
            or element.get("hidden") not in (None, "until-found")
            or bool(re.search(r"display:\s*none", element.get("style") or ""))
            or (self.around and tag in _AROUND and element.find(".//h1") is None)
            or (tag in ("ul", "ol") and only_contents(element))
            or element.get("role") in _ROLES
        )

    def _leave_out(self, element: Any, what: str = "") -> None:
        said = what or _SPACE.sub(" ", " ".join(element.itertext())).strip()
        if not said and element.tag in ("button", "input", "svg", "nav"):
            return
        line = self._line or (self.numbered and element.sourceline)
        place = f"line {line}: " if line else ""
        shown = f" “{said[:TOLD]}{'…' if len(said) > TOLD else ''}”" if said else ""
        self.left_out[f"{place}<{element.tag}>{shown}"] = None

    # Within a line.

    def _link(self, element: Any) -> None:
        before, href = len(self._inline), (element.get("href") or "").strip()
        self.write(element)
        words = _SPACE.sub(" ", "".join(self._inline[before:])).strip()
        if href.startswith("#") and not any(mark.isalnum() for mark in words):
            del self._inline[before:]  # leads to the heading that it stands in, or back to a note
        elif words and (address := self._address(href)):
            self._inline.insert(before, f"{OPEN}{len(self.links)}{BETWEEN}")
            self._inline.append(CLOSE)
            self.links.append(address)

    def _address(self, href: str) -> str | None:
        try:
            address = urljoin(self.base, href)
        except ValueError:
            return None
        return address if re.match(r"https?://", address, re.IGNORECASE) else None

    def _raised(self, element: Any) -> None:
        said = "".join(element.itertext()).strip()
        notes = [one for one in element.iter("a") if "#" in (one.get("href") or "")]
        if notes or re.fullmatch(r"\[[^\]]*\]", said):
            self._leave_out(element)
        elif said:
            power = said if re.fullmatch(r"[\w.,+−-]+", said) else f"({said})"
            self._say(said if _ORDINAL.fullmatch(said) else f"^{power}")

    def _lowered(self, element: Any) -> None:
        said = "".join(element.itertext()).strip()
        digits = "".join(self._inline)[-1:].isdigit()
        self._say(f"_{said}" if said and digits else said)

    def _quoted(self, element: Any) -> None:
        self._say("“")
        self.write(element)
        self._say("”")

    def _picture(self, element: Any) -> None:
        said = (element.get("alt") or "").strip()
        if said and not any(mark.isalnum() for mark in said):
            self._say(said)  # an emoji
        else:
            self._leave_out(element, said)

    def _break(self, _element: Any) -> None:
        self._inline.append("\n")

    # Lines and blocks of their own.

    def _flat(self, element: Any) -> str:
        """What an element says, on one line."""
        within = Writer(self.base, self.around, self.numbered, "", self.links, self.left_out)
        within._line = self._line
        within.write(element)
        text = within.text
        parts = [" ".join(span.of(text).split()) for _, span in blocks(text)]
        ended = [one if one[-1] in ".,:;!?" else f"{one};" for one in parts[:-1]]
        return " ".join([*ended, *parts[-1:]])

    def _heading(self, element: Any) -> None:
        level = min(6, self._level + 1) if element.tag == "summary" else int(element.tag[1])
        if words := self._flat(element):
            self._level = level
            self.title = words if self.title is None else self.title
            self._put(words if self._mark else f"{'#' * level} {words}", object())

    def _details(self, element: Any) -> None:
        before = self._level
        self.write(element)
        self._flush()
        self._level = before

    def _items(self, element: Any) -> None:
        self._list = self._list if self._depth else element
        at = number(element.get("start"), 1)
        for child in element:
            if child.tag != "li":
                self._element(child)
                continue
            at = number(child.get("value"), at)
            self._item(child, f"{at}. " if element.tag == "ol" else "- ")
            at += 1

    def _item(self, element: Any, mark: str = "- ") -> None:
        self._settle()
        self._depth += 1
        self._mark = mark
        self.write(element)
        self._flush()
        self._settle()
        self._depth -= 1

    def _settle(self) -> None:
        """Write the mark of an item that has no words of its own, if it says anything."""
        said = self._mark.strip("- ")
        if said and not re.fullmatch(r"\d+\.", said):
            self._mark = "- "
            self._put(said, None)
        self._mark = ""

    def _definitions(self, element: Any) -> None:
        self._list = self._list if self._depth else element
        terms: list[str] = []
        defined = False
        for child in definition_parts(element):
            if child.tag == "dt":
                terms = [self._flat(child)] if defined else [*terms, self._flat(child)]
                defined = False
            else:
                term = ", ".join(filter(None, terms))
                self._item(child, f"- {term}{'' if term[-1:] in ('', ':', '?') else ':'} ")
                defined = True
        if terms and not defined:
            self._put(f"- {', '.join(terms)}", self._list)
        for child in element:
            if child.tag not in ("dt", "dd", "div"):
                self._element(child)
            self._say(child.tail)

    def _code(self, element: Any) -> None:
        said = dedent(raw_text(element).translate(_NO_MARKS).strip("\n")).rstrip()
        if not said:
            return
        self._settle()
        longest = max(map(len, re.findall(r"`+", said)), default=0)
        fence = "`" * max(3, longest + 1)
        depth, self._depth = self._depth, 0  # code keeps its own white space
        self._put(f"{fence}\n{said}\n{fence}", object())
        self._depth = depth

    def _table(self, element: Any) -> None:
        rows = table_lines(element, self._flat)
        if rows is None:
            self.write(element)
            return
        self._settle()
        for caption in element.findall("caption"):
            self._put(self._flat(caption), object())
        depth, self._depth = self._depth, 0
        for row in rows:
            self._put(row, rows)
        self._depth = depth

    _INLINE: ClassVar[dict[str, Callable[[Writer, Any], None]]] = {
        "a": _link,
        "sup": _raised,
        "sub": _lowered,
        "q": _quoted,
        "img": _picture,
        "br": _break,
    }
    _BLOCKS: ClassVar[dict[str, Callable[[Writer, Any], None]]] = {
        "li": _item,
        "dl": _definitions,
        "pre": _code,
        "table": _table,
        "details": _details,
        **dict.fromkeys(("ul", "ol", "menu"), _items),
        **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "summary"), _heading),
    }
