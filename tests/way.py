"""The way of a question: which files of the bot it passes, in order.

`python -m tests.way` writes the lists into CONTRIBUTING.md, between the marks for them.
"""

from __future__ import annotations

import ast
import io
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
BEGIN, END = "<!-- way:begin -->", "<!-- way:end -->"


@contextmanager
def traced() -> Iterator[list[str]]:
    """The files of the bot in which a function is called within the block, each once, in order."""
    found: dict[str, None] = {}
    prefix = f"{BOT}/"

    def called(frame: FrameType, event: str, _: object) -> None:
        name = frame.f_code.co_filename
        if event == "call" and name.startswith(prefix):
            found.setdefault(name.removeprefix(prefix))

    files: list[str] = []
    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield files
    finally:
        sys.setprofile(None)
        threading.setprofile(None)  # None takes it back
        files.extend(found)


def way_of_ask() -> list[str]:
    """The way of `footnote ask "who really owns this linkedin"`, once the FAQ is loaded."""
    from bot.answering.answerer import Answerer
    from bot.faq.store import FaqStore
    from bot.terminal.output import lines_of, show

    answerer = Answerer(FaqStore(ROOT / "faq"))
    answerer.ask("when did linkedin start in china")  # so that word lists are read
    out = io.StringIO()
    with traced() as files:
        show(lines_of(answerer.ask("who really owns this linkedin")), out)
    return files


def first_line(file: str) -> str:
    """What a file says that it is for."""
    text = ast.get_docstring(ast.parse((BOT / file).read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


if __name__ == "__main__":
    for f in way_of_ask():
        print(f"- `bot/{f}`: {first_line(f)}")  # noqa: T201 - its whole purpose
