"""PDF as the text that is stored: its lines joined into paragraphs, larger letters as headings."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Any

from bot.editing.html_text import TOLD, Source
from bot.faq.articles import MAX_BYTES
from bot.faq.files import Unreadable
from bot.matching.word_lists import zipf

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

MOST_PAGES = 2_000
LONGEST_PAGE = 2_000_000  # bytes of what draws it
MOST_STRINGS = 20_000  # on a page; one that sets each letter by itself has some thousands
HEADING = 1.15  # times the size of the text
GAP = 1.35  # times the usual distance of lines: between paragraphs
FULL = 0.7  # of the longest line's letters: what is shorter ends a paragraph

_BULLET = re.compile(r"[•◦‣▪●○–*-]\s+")
_STARTS = re.compile(r"- |\(?(?:\d{1,3}|[A-Za-z]|[ivx]{1,5})[.)]\s")
_PAGE_NUMBER = re.compile(
    r"(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?|[-–]\s*\d{1,4}\s*[-–]", re.IGNORECASE
)
_HYPHEN = re.compile(r"(\w+)-\Z")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, the size of its letters and its height on the page."""

    text: str
    size: float
    height: float
    page: int


def read_pdf(data: bytes) -> Source:
    """The text of a PDF. Raises Unreadable if it has none, is locked or broken."""
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted and not _opened(reader):
        raise Unreadable("It is locked with a password. Save it without one.")
    if len(reader.pages) > MOST_PAGES:
        raise Unreadable(f"It has more than {MOST_PAGES:,} pages. Divide it.")
    pages = list(_pages(reader))
    left_out: dict[str, None] = {}
    lines = [line for page in _without_margins(pages, left_out) for line in page]
    if not lines:
        raise Unreadable(
            "It holds no text, perhaps pictures of it. Copy its text into a .txt file."
        )
    said = (reader.metadata.title if reader.metadata else None) or ""
    text = "\n\n".join(_paragraphs(lines))
    first = re.search(r"(?m)^#+ (.*)", text)
    title = (first and first[1]) or said.strip() or None
    return Source("", text.encode(), title, left_out=tuple(left_out))


def _opened(reader: PdfReader) -> bool:
    from pypdf.errors import DependencyError

    try:
        return bool(reader.decrypt(""))
    except DependencyError:  # a newer lock, which takes a library for keys
        return False


def _pages(reader: PdfReader) -> Iterator[list[Line]]:
    size = 0
    for number, page in enumerate(reader.pages, start=1):
        contents = page.get_contents()
        drawn = contents.get_data() if contents is not None else b""
        if len(drawn) > LONGEST_PAGE or len(re.findall(rb"T[jJ]\b", drawn)) > MOST_STRINGS:
            raise Unreadable(f"Its page {number} is too large. Copy its text into a .txt file.")
        lines = _lines(page, number)
        size += sum(len(line.text) for line in lines)
        if size > MAX_BYTES:
            raise Unreadable(f"Its text is longer than {MAX_BYTES:,} characters. Divide it.")
        yield lines


def _lines(page: PageObject, number: int) -> list[Line]:
    """The lines of a page in the order in which they are drawn."""
    lines: list[Line] = []
    parts: list[str] = []
    place = (0.0, 0.0)

    def end() -> None:
        if text := " ".join("".join(parts).split()):
            lines.append(Line(_BULLET.sub("- ", text, count=1), *place, number))
        parts.clear()

    def visit(text: str, cm: Any, tm: Any, _font: Any, size: float) -> None:
        nonlocal place
        for part in text.splitlines(keepends=True):
            if not any(map(str.strip, parts[:1])) and part.strip():
                parts.clear()
                scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[1]) or 1.0
                place = (round(size * scale, 1), tm[5] * cm[3] + cm[5])
            parts.append(part)
            if part.endswith("\n"):
                end()

    page.extract_text(visitor_text=visit)
    end()
    return lines


def _without_margins(
    pages: Sequence[list[Line]], left_out: dict[str, None]
) -> Iterable[list[Line]]:
    """The pages without the lines that stand at the top or foot of most of them."""
    ends = Counter(_shape(line) for page in pages for line in {*page[:1], *page[-1:]})
    often = {shape for shape, count in ends.items() if count > max(1, len(pages) // 2)}
    for page in pages:
        kept = list(page)
        for at in (0, -1):
            if kept and (_shape(kept[at]) in often or _PAGE_NUMBER.fullmatch(kept[at].text)):
                line = kept.pop(at)
                left_out[f"page {line.page}: “{line.text[:TOLD]}”"] = None
        yield kept


def _shape(line: Line) -> str:
    return re.sub(r"\d+", "#", line.text)


def _paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """Headings, items and paragraphs, each on one line."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    usual = sizes.most_common(1)[0][0]
    larger = sorted({line.size for line in lines if line.size >= HEADING * usual}, reverse=True)
    gaps = [one.height - two.height for one, two in pairwise(lines) if one.page == two.page]
    gap = median([one for one in gaps if one > 0] or [0.0])
    widest = max(len(line.text) for line in lines if line.size not in larger)
    said = ""
    for before, line in zip([None, *lines], lines, strict=False):
        if before and _runs_on(before, line, gap, widest):
            said = _joined(said, line.text)
            continue
        if before:
            yield said
        level = larger.index(line.size) + 1 if line.size in larger else 0
        said = f"{'#' * min(level, 6)} {line.text}" if level else line.text
    yield said


def _runs_on(before: Line, line: Line, gap: float, widest: int) -> bool:
    """Whether a paragraph, or a heading, goes on from one line to the next."""
    if before.size != line.size or _STARTS.match(line.text):
        return False
    if before.page != line.page:
        return before.text[-1] not in '.!?:;”")' and line.text[0].islower()
    near = before.height - line.height <= GAP * max(gap, 1.2 * line.size)
    return near and (len(before.text) >= FULL * widest or line.text[0].islower())


def _joined(said: str, text: str) -> str:
    """A line after what was said; a word that was divided between them is made whole."""
    divided, rest = _HYPHEN.search(said), re.match(r"[a-z]+", text)
    if divided and rest:
        whole = (divided[1] + rest[0]).lower() in zipf()
        return f"{said[:-1] if whole else said}{text}"
    return f"{said} {text}"
