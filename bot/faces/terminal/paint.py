"""Lines on a terminal, in colours; in a pipe, the lines alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from bot.faces.terminal.lines import Line, Style

if TYPE_CHECKING:
    from rich.console import Console

_STYLES: dict[Style, str] = {
    "question": "bold",
    "answer": "bold",
    "quote": "green",
    "source": "dim",
    "hint": "cyan",
    "option": "cyan",
    "none": "",
}
# A terminal acts on these; an article or a question may hold them.
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")
_CONTROLS.pop(ord("\n"))
_CONTROLS.pop(ord("\t"))


def show(lines: Iterable[Line], out: TextIO) -> None:
    """Write lines; on a terminal in colours and without control characters."""
    if not out.isatty():
        out.writelines(f"{line.text}\n" for line in lines)
        out.flush()
        return
    console = console_on(out)
    from rich.text import Text

    for line in lines:
        console.print(Text(harmless(line.text), style=_STYLES[line.style]))


def harmless(text: str) -> str:
    """The text with control characters, which a terminal would obey, made visible."""
    return text.replace("\r\n", "\n").translate(_CONTROLS)


def console_on(out: TextIO) -> Console:
    """A console that takes every text literally."""
    from rich.console import Console

    width = None if out.isatty() else 120
    return Console(file=out, markup=False, highlight=False, emoji=False, width=width)
