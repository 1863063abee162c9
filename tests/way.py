"""The way of a question: which files of the bot it passes, in order.

`python -m tests.way` writes the two ways into CONTRIBUTING.md, between the marks for them.
"""

from __future__ import annotations

import ast
import asyncio
import contextlib
import io
import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from pathlib import Path
from types import FrameType

from bot.answering.answerer import Answerer
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.sandbox import Sandbox, World
from bot.terminal.output import lines_of, show
from tests.conftest import compiled
from tests.discord.server import Server, Starter, build_server

ROOT = Path(__file__).parents[1]
BOT = ROOT / "bot"
INSIDE = str(BOT) + os.sep
CONTRIBUTING = ROOT / "CONTRIBUTING.md"
BEGIN, END = "<!-- way:begin -->", "<!-- way:end -->"
FIRST, QUESTION = "when did linkedin start in china", "who really owns this linkedin"

_led_to = ContextVar("led to", default=False)
"""Whether a call that begins it led here; tasks and threads have it from where they were begun."""

Called = Callable[[str, str], bool]  # of a file and a function: whether one begins or ends with it


def _at_once(_file: str, _function: str) -> bool:
    return True


def _never(_file: str, _function: str) -> bool:
    return False


@contextlib.contextmanager
def passed(begins: Called = _at_once, ends: Called = _never) -> Iterator[list[str]]:
    """Collects the files of the bot whose functions are called within the block.

    Args:
        begins: The call with which collecting begins.
        ends: The call before which it ends.

    Yields:
        A list that holds the files, relative to `bot/`, in order once the block is left. What
        the sandbox does is left out: it stands for Discord.
    """
    found: dict[str, None] = {}
    running: bool | None = None  # None before it began, False once it has ended

    def called(frame: FrameType, event: str, _argument: object) -> None:
        nonlocal running
        if event != "call" or running is False:
            return
        file, function = frame.f_code.co_filename, frame.f_code.co_name
        if begins(file, function):
            running = True
            _led_to.set(True)
        elif running and ends(file, function):
            running = False
        if running and _led_to.get() and file.startswith(INSIDE):
            found[file] = None

    files: list[str] = []
    threading.setprofile(called)
    sys.setprofile(called)
    try:
        yield files
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
        _led_to.set(False)
        names = (Path(file).relative_to(BOT).as_posix() for file in found)
        files.extend(name for name in names if not name.startswith("sandbox/"))


def _loaded() -> FaqStore:
    """The shipped FAQ, with all that is made when it is first asked for."""
    store = FaqStore(ROOT / "faq", memory=compiled())
    for section in store.current.sections:
        _ = [*section.scorer.profiles, *section.scorer.claims], section.uncited
    return store


def way_of_ask() -> list[str]:
    """The way of `footnote ask`, from the loaded FAQ to the lines on the terminal."""
    answerer = Answerer(_loaded())
    answerer.ask(FIRST)  # so that word lists are read
    with passed() as files:
        show(lines_of(answerer.ask(QUESTION)), io.StringIO())
    return files


async def way_of_message() -> list[str]:
    """The way of a message in Discord, from `on_message` to the card that is sent."""
    world = World()
    room = build_server(world)
    with tempfile.TemporaryDirectory() as folder:
        store = _loaded()
        ledger = Ledger.open(f"sqlite:///{folder}/ledger.db")
        async with Sandbox(world) as sandbox:
            place = Server(sandbox, *room)
            started = await Starter(place, store, ledger, Path(folder) / "run")()
            try:
                await place.asked(FIRST)
                while started.client.work.busy:  # noqa: ASYNC110  it tells no test of its end
                    await asyncio.sleep(0.01)
                with passed(_is_on_message, _sends_message) as files:
                    # Threads that were started before are not followed.
                    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor())
                    await place.asked(QUESTION)
            finally:
                await started.stop()
                ledger.close()
    return files


def _is_on_message(file: str, function: str) -> bool:
    return function == "on_message" and file.startswith(str(BOT))


def _sends_message(file: str, function: str) -> bool:
    return function == "send_message" and file.endswith("discord/http.py")


def as_list(files: Sequence[str]) -> str:
    """The files with what each is for, as a numbered list in Markdown."""
    return "\n".join(
        f"{number}. [`{file}`](bot/{file}): {first_line(BOT / file)}"
        for number, file in enumerate(files, start=1)
    )


def first_line(path: Path) -> str:
    """What a module says that it is for."""
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    return docstring.partition("\n\n")[0].replace("\n", " ")


def section() -> str:
    """Both ways, as they stand in CONTRIBUTING.md."""
    return (
        f"{BEGIN}\n`footnote ask`, from the loaded FAQ to the lines on the terminal:\n\n"
        f"{as_list(way_of_ask())}\n\nA message in Discord, from `on_message` to the card:\n\n"
        f"{as_list(asyncio.run(way_of_message()))}\n{END}"
    )


def main() -> None:
    """Write the section, and print it."""
    text = CONTRIBUTING.read_text(encoding="utf-8") if CONTRIBUTING.exists() else ""
    head, _, rest = text.partition(BEGIN)
    if not rest:
        head = f"{text}\n## The way of a question\n\n".lstrip()
    found = section()
    CONTRIBUTING.write_text(f"{head}{found}{rest.partition(END)[2] or chr(10)}", encoding="utf-8")
    sys.stdout.write(f"{found}\n")


if __name__ == "__main__":
    main()
