"""Accepting by keyboard: the program on a real (pseudo) terminal, one key at a time."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import load
from tests.editing.conftest import Members

if sys.platform == "win32":
    pytest.skip("pseudo terminals are Unix's", allow_module_level=True)

import pty

# A terminal that draws: a prompt is shown only once keys are read. It answers no questions itself.
TERMINAL = {
    "TERM": "xterm",
    "PROMPT_TOOLKIT_NO_CPR": "1",
    "PYTHONPATH": str(Path(__file__).parents[2]),
}
PROMPT = "\x1b[0m>"  # a space after it is drawn by moving the cursor
pytestmark = pytest.mark.timeout(60)  # ends the wait for what never comes


class Terminal:
    """A terminal with the program in it: reads what it shows, types what a person would."""

    def __init__(self, *arguments: str) -> None:
        self._master, slave = pty.openpty()
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "bot", *arguments],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env={**os.environ, **TERMINAL},
            start_new_session=True,
        )
        os.close(slave)
        self.shown = ""

    def until(self, words: str) -> None:
        """Wait until these words are shown after all that was waited for before."""
        while words not in self.shown:
            self.shown += os.read(self._master, 65536).decode(errors="replace")
        self.shown = self.shown.split(words, 1)[1]

    def type(self, keys: str) -> None:
        os.write(self._master, keys.encode())

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self._master)


@pytest.fixture
def terminal(members: Members) -> Iterator[Terminal]:
    members.send("is tea served", 2)
    members.send("zzz qqq")
    with closing(Terminal("accept")) as opened:
        yield opened


def test_keys_decide_and_text_can_be_edited(faq: Path, terminal: Terminal) -> None:
    """Single keys need no Return, others do nothing, and the question stands ready to be edited."""
    terminal.until("“is tea served”")
    terminal.until(PROMPT)
    terminal.type("xn")
    terminal.until("Near miss:")
    terminal.type(" to visitors\r")
    terminal.until("[y]es [n]o:")
    terminal.type("y")
    terminal.until("settled and erased: 2.")
    terminal.until(PROMPT)
    terminal.type("q")
    terminal.until("left for another day: 1.")
    assert terminal.process.wait() == 0
    assert load(faq).faqs[0].not_covered[-1] == "is tea served to visitors"


def test_control_d_ends_it_at_any_time(faq: Path, terminal: Terminal) -> None:
    """Whoever has enough leaves, and nothing is lost."""
    before = (faq / "kiln.yaml").read_bytes()
    terminal.until(PROMPT)
    terminal.type("\x04")
    terminal.until("left for another day: 3.")
    assert terminal.process.wait() == 0
    assert (faq / "kiln.yaml").read_bytes() == before
