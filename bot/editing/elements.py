"""What single elements of HTML are and hold, and tables as lines: each cell beside its head."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from bot.faq.files import Unreadable

WIDEST = 100  # columns that one cell may span
MOST_CELLS = 500_000

BLOCK = re.compile(
    r"address|article|aside|blockquote|body|caption|center|dd|details|dialog|div|dl|dt|fieldset"
    r"|figcaption|figure|footer|form|h[1-6]|header|hgroup|html|legend|li|main|menu|ol|p|pre|search"
    r"|section|summary|table|tbody|td|tfoot|th|thead|tr|ul"
)


def number(text: str | None, otherwise: int, digits: int = 3) -> int:
    """The number that an attribute gives, if it has no more digits than that."""
    return int(text) if text and re.fullmatch(rf"[0-9]{{1,{digits}}}", text) else otherwise


def only_contents(element: Any) -> bool:
    """Whether a list only leads to places of the same page: a table of contents."""
    links = [one for one in element.iter("a") if (one.get("href") or "").startswith("#")]
    said = sum(len("".join(one.itertext()).strip()) for one in links)
    return len(links) > 1 and said >= len("".join("".join(element.itertext()).split()))


_EDGE = "\ue003"  # of a block in code


def raw_text(element: Any) -> str:
    """What code says, with its own white space; each block in it begins and ends a line."""
    for one in element.iterdescendants():
        if one.tag == "br":
            one.tail = f"\n{one.tail or ''}"
        elif isinstance(one.tag, str) and BLOCK.fullmatch(one.tag):
            one.text, one.tail = f"{_EDGE}{one.text or ''}", f"{_EDGE}{one.tail or ''}"
    said = "".join(element.itertext())
    return re.sub(f"\n?{_EDGE}+(?:\n{_EDGE}*)?", "\n", said)


def definition_parts(element: Any) -> list[Any]:
    """The terms and definitions of a list, those apart that the parser put into each other."""
    parts = [one for one in element.iter("dt", "dd") if next(one.iterancestors("dl")) is element]
    for one in parts:
        if one.getparent().tag in ("dt", "dd"):
            one.getparent().remove(one)
    return parts


Row = dict[int, tuple[int, str]]  # for each column, the first one that its cell spans, and its text


def table_lines(element: Any, said: Callable[[Any], str]) -> list[str] | None:
    """The rows of a table as they are stored; None if it only lays out a page.

    A cell that spans rows stands in each of them, one that spans columns stands once; `said` is
    what a cell says, on one line.
    """
    trs = [one for one in element.iter("tr") if next(one.iterancestors("table")) is element]
    cells = [[one for one in row if one.tag in ("td", "th")] for row in trs]
    single = all(len(row) < 2 for row in cells) and not any(map(_is_head, cells))
    if single or element.get("role") in ("presentation", "none"):
        return None
    grid = _grid(cells, said)
    above = next((n for n, row in enumerate(cells) if row and not _is_head(row)), 0)
    heads: defaultdict[int, dict[str, None]] = defaultdict(dict)  # one may have several lines
    for row in grid[:above]:
        for column, (_, text) in row.items():
            heads[column][text] = None
    lines = []
    for row in grid[above:]:
        shown = [
            f"{head.rstrip(':')}: {text}" if (head := " ".join(heads[column])) else text
            for column, (first, text) in sorted(row.items())
            if text and column == first
        ]
        lines += [f"| {' | '.join(shown)}"] if shown else []
    return lines


def _is_head(row: list[Any]) -> bool:
    """Whether a row holds the heads of the columns: by its element, its cells, or all in bold."""
    return bool(row) and (
        next(row[0].iterancestors("thead"), None) is not None
        or all(one.tag == "th" or _is_bold(one) for one in row)
    )


def _is_bold(cell: Any) -> bool:
    bold, said = (
        "".join("".join("".join(one.itertext()) for one in some).split())
        for some in (cell.iter("strong", "b"), [cell])
    )
    return bool(bold) and bold == said


def _grid(cells: list[list[Any]], said: Callable[[Any], str]) -> list[Row]:
    """What stands in each column of each row."""
    grid: list[Row] = [{} for _ in cells]
    filled = 0
    for at, row in enumerate(cells):
        column = 0
        for cell in row:
            while column in grid[at]:
                column += 1
            wide, high = (max(1, number(cell.get(n), 1, 5)) for n in ("colspan", "rowspan"))
            text, wide = said(cell), min(wide, WIDEST)
            filled += wide * min(high, len(grid) - at)
            if filled > MOST_CELLS:
                raise Unreadable("A table is too large. Divide it.")
            for below in grid[at : at + high]:
                below.update(dict.fromkeys(range(column, column + wide), (column, text)))
            column += wide
    return grid
