"""Tables of a document as lines: each cell beside the head of its column."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.faq.files import Unreadable

WIDEST = 100  # columns that one cell may span
MOST_CELLS = 500_000

Row = dict[int, tuple[int, str]]  # for each column, the first one that its cell spans, and its text


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The head of each column, and the rows; a cell that spans rows stands in each of them."""

    heads: list[str]
    rows: list[dict[int, str]]

    @classmethod
    def of(cls, element: Any, said: Callable[[Any], str]) -> Table | None:
        """The table of an element; None if it only lays out a page.

        Args:
            element: The `table` of the tree.
            said: What a cell says, on one line.
        """
        trs = [one for one in element.iter("tr") if next(one.iterancestors("table")) is element]
        cells = [[one for one in row if one.tag in ("td", "th")] for row in trs]
        single = all(len(row) < 2 for row in cells) and not any(_heads(row) for row in cells)
        if single or element.get("role") in ("presentation", "none"):
            return None
        grid = _grid(cells, said)
        above = next((n for n, row in enumerate(cells) if row and not _heads(row)), 0)
        heads = [_joined(grid[:above], column) for column in range(_width(grid))]
        return cls(heads, [_once(row) for row in grid[above:]])

    def lines(self) -> Iterator[str]:
        """The rows as they are stored."""
        for row in self.rows:
            cells = [_beside(self.heads[column], text) for column, text in row.items() if text]
            if cells:
                yield f"| {' | '.join(cells)}"


def _heads(row: list[Any]) -> bool:
    """Whether a row holds the heads of the columns: by its element, its cells, or all in bold."""
    return bool(row) and (
        next(row[0].iterancestors("thead"), None) is not None
        or all(one.tag == "th" or _bold(one) for one in row)
    )


def _bold(cell: Any) -> bool:
    bold = "".join("".join(one.itertext()) for one in cell.iter("strong", "b"))
    return bool(bold.strip()) and "".join(bold.split()) == "".join("".join(cell.itertext()).split())


def _grid(cells: list[list[Any]], said: Callable[[Any], str]) -> list[Row]:
    """What stands in each column of each row."""
    grid: list[Row] = [{} for _ in cells]
    filled = 0
    for number, row in enumerate(cells):
        column = 0
        for cell in row:
            while column in grid[number]:
                column += 1
            text, wide = said(cell), min(_span(cell, "colspan"), WIDEST)
            filled += wide * min(_span(cell, "rowspan"), len(grid) - number)
            if filled > MOST_CELLS:
                raise Unreadable("A table is too large. Divide it.")
            for below in grid[number : number + _span(cell, "rowspan")]:
                below.update(dict.fromkeys(range(column, column + wide), (column, text)))
            column += wide
    return grid


def _span(cell: Any, name: str) -> int:
    text = cell.get(name) or "1"
    return max(1, int(text)) if text.isascii() and text.isdecimal() and len(text) < 6 else 1


def _width(grid: list[Row]) -> int:
    return 1 + max((column for row in grid for column in row), default=-1)


def _joined(rows: list[Row], column: int) -> str:
    """The head of a column, which may have several lines."""
    return " ".join(dict.fromkeys(row[column][1] for row in rows if column in row))


def _once(row: Row) -> dict[int, str]:
    """The row in its order; what spans several columns stands once."""
    return {at: text for at, (first, text) in sorted(row.items()) if at == first}


def _beside(head: str, text: str) -> str:
    return f"{head.rstrip(':')}: {text}" if head else text
