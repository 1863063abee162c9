"""Every console block of the documents is run, and prints what stands there.

A line that begins with `$ ` is a command; the lines below it are what it prints, where `…` stands
for what is left out, and what an editor types at its prompts. The blocks of a document are one
session in a copy of the shipped FAQ and its article, which git keeps.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import HOME_OF_SHIPPED, ROOT
from tests.editing.conftest import Members
from tests.test_documentation import READMES

BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
DOCUMENTS = [path for path in READMES if BLOCK.search(path.read_text(encoding="utf-8"))]
DAYS_WORK = ROOT / "faq" / "README.md"  # checks the shipped FAQ over and over, which takes a while
GIT = ("git", "-c", "user.name=Editor", "-c", "user.email=editor@example.org")

pytestmark = pytest.mark.skipif(
    not (shutil.which("bash") and shutil.which("git")) or sys.platform == "win32",
    reason="the documents' commands are those of a Unix shell",
)


def steps(document: Path) -> Iterator[tuple[str, str]]:
    """Each command of a document with what stands below it."""
    for block in BLOCK.findall(document.read_text(encoding="utf-8")):
        first, *rest = re.split(r"^\$ ", block, flags=re.MULTILINE)
        assert not first, f"a console block begins with a command: {block}"
        for step in rest:
            command, _, printed = step.partition("\n")
            yield command, printed


def pattern(printed: str) -> re.Pattern[str]:
    """What matches a document's output: `…` alone is any lines, within a line any part of it."""
    parts = re.split(r"^…\n", _trimmed(printed), flags=re.MULTILINE)
    lines = (re.escape(part).replace("…", r"[^\n]*") for part in parts)
    return re.compile(r"(?:[^\n]*\n)*?".join(lines))


def _trimmed(text: str) -> str:
    """The text without white space at the ends of lines, in which nobody sees a difference."""
    return re.sub(r"[ \t\r]+$", "", text, flags=re.MULTILINE)


def printed_by(command: str, expected: str, folder: Path, environment: dict[str, str]) -> str:
    """Run a command; what it prints, with the answers that the document gives to its prompts."""
    lines = iter(expected.splitlines())
    transcript = ""
    with subprocess.Popen(  # noqa: S603 - the documents' own commands
        ["bash", "-c", command],  # noqa: S607 - whichever bash the developer has
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        while chunk := os.read(process.stdout.fileno(), 1 << 16):
            transcript += chunk.decode()
            prompt = transcript.rpartition("\n")[2]
            if prompt.endswith(": "):
                line = next((line for line in lines if line.startswith(prompt)), None)
                assert line is not None, f"nothing stands at the prompt: {transcript}"
                answer = line.removeprefix(prompt) + "\n"
                process.stdin.write(answer.encode())
                process.stdin.flush()
                transcript += answer  # as a terminal shows what is typed
    return transcript


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A newcomer's environment: no setting of ours, and `footnote` on the path."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "footnote"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m bot "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "PYTHONUTF8": "1",
        "HOME": os.environ[HOME_OF_SHIPPED],
        "COLUMNS": "120",
        "FOOTNOTE_RETENTION_DAYS": "3650",  # the questions of these examples stay
    }


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the shipped files under git, with some questions that members have sent."""
    copy = tmp_path / "footnote"
    copy.mkdir()
    for name in ("faq", "seeds"):
        shutil.copytree(ROOT / name, copy / name)
    for words in (["init", "-q"], ["add", "faq", "seeds"], ["commit", "-q", "-m", "The FAQ"]):
        subprocess.run([*GIT, *words], cwd=copy, check=True)  # noqa: S603
    monkeypatch.setenv("FOOTNOTE_RETENTION_DAYS", "3650")
    send_questions(copy)
    return copy


def send_questions(folder: Path) -> None:
    """Let members send the questions of which the editor's guide speaks."""
    from bot.ledger.ledger import Ledger

    ledger = Ledger.open(f"sqlite:///{folder / 'footnote.db'}")
    members = Members(ledger)
    members.send("is linkedin still open in hong kong", 3)
    members.send("does hong kong have linkedin too")
    members.send("who is the ceo of linkedin", 2)
    members.send("so what was linkedins excuse", why="picked", entry="why-paused")
    ledger.close()


@pytest.mark.parametrize(
    "document",
    [
        pytest.param(
            path,
            marks=[pytest.mark.stress] if path == DAYS_WORK else [],
            id=str(path.relative_to(ROOT)),
        )
        for path in DOCUMENTS
    ],
)
def test_the_console_blocks_print_what_stands_there(
    document: Path, folder: Path, environment: dict[str, str]
) -> None:
    """Each command that a document shows prints what stands below it."""
    for command, expected in steps(document):
        printed = _trimmed(printed_by(command, expected, folder, environment))
        assert pattern(expected).fullmatch(printed), f"$ {command}\n{printed}"


@pytest.mark.parametrize(
    ("expected", "printed", "matches"),
    [
        ("one\n…\nfour\n", "one\ntwo\nthree\nfour\n", True),
        ("one\n…\n", "one\n", True),
        ("a … c\n", "a b c\n", True),
        ("a … c\n", "a b\nb c\n", False),
        ("one\n", "one\ntwo\n", False),
        ("", "a warning\n", False),
        ("1.5\n", "1x5\n", False),
    ],
)
def test_only_what_is_marked_may_be_left_out(expected: str, printed: str, matches: bool) -> None:
    """A document's output is compared whole, but for where `…` stands."""
    assert bool(pattern(expected).fullmatch(printed)) is matches
