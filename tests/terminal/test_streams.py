"""Standard streams in every state in which a shell may hand them over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.exit_status import ExitStatus
from bot.terminal.main import run
from tests.conftest import FAQ, Folder

QUOTE = "“We fire twice a month,” she said."


def shell(command: str, cwd: Path, **environment: str) -> tuple[int, bytes, bytes]:
    """Run a shell's line in which `footnote` is the program."""
    done = subprocess.run(  # noqa: S603 - our own program
        ["bash", "-c", f'footnote() {{ "{sys.executable}" -m bot "$@"; }}; {command}'],  # noqa: S607 - by its name
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("command", "status"),
    [
        ("footnote ask --json <&-", 0),
        ("footnote chat <&-", 0),
        ("footnote ask kiln >&-", 0),
        ("footnote ask --json kiln <&- >&- 2>&-", 0),
    ],
)
def test_closed_streams_are_empty(folder: Folder, command: str, status: int) -> None:
    """A standard stream that is closed is an empty one, never a traceback."""
    done = shell(command, folder().parent)
    assert (done[0], done[2]) == (status, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told(folder: Folder) -> None:
    """Output that can't be written is told in words, with a status of its own."""
    status, _, told = shell("footnote ask --json kiln >/dev/full", folder().parent)
    assert status == ExitStatus.FAULTS
    assert told.startswith(b"The output: There is no space left on the disk.")


def test_a_reader_that_leaves_is_no_failure(folder: Folder) -> None:
    """When whoever reads the output leaves early, the command ends quietly with status 0."""
    line = 'yes "who built the kiln" | head -500 | footnote ask --json | head -1 >/dev/null; '
    status, _, told = shell(f"{line} exit ${{PIPESTATUS[2]}}", folder().parent)
    assert (status, told) == (0, b"")


def test_any_encoding_shows_everything(folder: Folder) -> None:
    """What a terminal's encoding lacks is escaped; the JSON is UTF-8 under every locale."""
    asked = "how often do they fire “today”?"
    status, out, _ = shell("footnote sentences", folder().parent, PYTHONIOENCODING="ascii")
    assert status == 0
    assert QUOTE.encode("ascii", "backslashreplace") in out
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    first = shell(f"footnote ask --json '{asked}'", folder().parent, **plain)
    assert first == shell(f"footnote ask --json '{asked}'", folder().parent, PYTHONUTF8="1")
    assert json.loads(first[1])["question"] == asked


def test_bytes_that_are_no_text_are_questions_too(folder: Folder) -> None:
    """Bytes that are not UTF-8, in an argument or typed into a chat, end nothing."""
    status, out, _ = shell(r"footnote ask --json $'kiln \xff'", folder().parent)
    assert (status, json.loads(out)["question"]) == (0, "kiln \N{REPLACEMENT CHARACTER}")
    chat = r"printf 'kiln \xff\n' | footnote chat"
    status, out, told = shell(chat, folder().parent, PYTHONIOENCODING="utf-8:strict")
    assert (status, told) == (0, b"")
    assert b"Goodbye!" in out


def test_faults_command_no_terminal(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Control characters of a faulty file don't reach a terminal with its faults."""
    path = folder(kiln=FAQ + '"\\e[2Jkey": x\n')
    assert run(["ask", "--faq", str(path), "x"]) == ExitStatus.UNUSABLE
    assert "The key `\N{REPLACEMENT CHARACTER}[2Jkey` is unknown." in capsys.readouterr().err
