"""Lines on a terminal, in colours; in a pipe, the lines alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from bot.core.visible import harmless
from bot.faces.terminal.lines import Line, Style

if TYPE_CHECKING:
    from rich.console import Console

__all__ = ["console_on", "harmless", "show"]

_STYLES: dict[Style, str] = {
    "question": "bold",
    "answer": "bold",
    "quote": "green",
    "source": "dim",
    "hint": "cyan",
    "option": "cyan",
    "none": "",
}


def show(lines: Iterable[Line], out: TextIO) -> None:
    """Write lines, without characters that a terminal obeys; on a terminal in colours."""
    if not out.isatty():  # what a pipe carries is mostly shown on a terminal in the end
        out.writelines(f"{harmless(line.text)}\n" for line in lines)
        out.flush()
        return
    console = console_on(out)
    from rich.text import Text

    for line in lines:
        console.print(Text(harmless(line.text), style=_STYLES[line.style]))


def console_on(out: TextIO) -> Console:
    """A console that takes every text literally."""
    from rich.console import Console

    width = None if out.isatty() else 120
    return Console(file=out, markup=False, highlight=False, emoji=False, width=width)
