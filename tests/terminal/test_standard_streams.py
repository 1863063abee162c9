"""Standard streams in every state in which a shell may hand them over."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.exit_status import ExitStatus
from tests.conftest import FAQ, ROOT, Folder, Footnote

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
    "command",
    [
        "footnote ask --json <&-",
        "footnote chat <&-",
        "footnote ask kiln >&-",
        "footnote ask --json kiln <&- >&- 2>&-",
    ],
)
def test_closed_streams_are_empty(checkout: Path, command: str) -> None:
    """A standard stream that is closed is an empty one, never a traceback."""
    status, _, err = shell(command, checkout)
    assert (status, err) == (ExitStatus.DONE, b"")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_reported(checkout: Path) -> None:
    """Output that can't be written is reported in words, with a status of its own."""
    status, _, err = shell("footnote ask --json kiln >/dev/full", checkout)
    assert status == ExitStatus.FAULTS
    assert err.startswith(b"The output: There is no space left on the disk.")


def test_a_reader_that_leaves_is_no_failure(checkout: Path) -> None:
    """When whoever reads the output leaves early, the command ends quietly with status 0."""
    line = 'yes "who built the kiln" | head -500 | footnote ask --json | head -1 >/dev/null; '
    status, _, err = shell(f"{line} exit ${{PIPESTATUS[2]}}", checkout)
    assert (status, err) == (0, b"")


def test_any_encoding_shows_everything(checkout: Path) -> None:
    """What a terminal's encoding lacks is escaped; the JSON is UTF-8 under every locale."""
    asked = "how often do they fire “today”?"
    status, out, _ = shell("footnote sentences", checkout, PYTHONIOENCODING="ascii")
    assert status == 0
    assert QUOTE.encode("ascii", "backslashreplace") in out
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    first = shell(f"footnote ask --json '{asked}'", checkout, **plain)
    assert first == shell(f"footnote ask --json '{asked}'", checkout, PYTHONUTF8="1")
    assert json.loads(first[1])["question"] == asked


def test_bytes_that_are_no_text_are_questions_too(checkout: Path) -> None:
    """Bytes that are not UTF-8, in an argument or typed into a chat, end nothing."""
    status, out, _ = shell(r"footnote ask --json $'kiln \xff'", checkout)
    assert (status, json.loads(out)["question"]) == (0, "kiln \N{REPLACEMENT CHARACTER}")
    chat = r"printf 'kiln \xff\n' | footnote chat"
    status, out, err = shell(chat, checkout, PYTHONIOENCODING="utf-8:strict")
    assert (status, err) == (0, b"")
    assert b"Goodbye!" in out


def test_faults_command_no_terminal(folder: Folder, footnote: Footnote) -> None:
    """Control characters of a faulty file don't reach a terminal with its faults."""
    folder(kiln=FAQ + '"\\e[2Jkey": x\n')
    said = footnote("ask", "x", status=ExitStatus.UNUSABLE).err
    assert "The key `\N{REPLACEMENT CHARACTER}[2Jkey` is unknown." in said


# A long stream of questions: steady memory, no line lost, the same output twice.

QUESTIONS = (
    "who owns linkedin",
    "wen did linkedn strat in chnia",
    "is the freeze permanent, and who reported the pressure?",
    "what is the ceo paid",
    "🔥 <@1> **hi**",
    "",
)


def stream(lines: int, folder: Path) -> tuple[int, int, str]:
    """Peak memory in KiB, lines out, and a digest of what came out, for so many lines in."""
    given = folder / f"{lines}.txt"
    asked = (f"{QUESTIONS[n % len(QUESTIONS)]} {n % 97}\n" for n in range(lines))
    given.write_text("".join(asked), encoding="utf-8")
    out = folder / f"{lines}.jsonl"
    with given.open("rb") as questions, out.open("wb") as replies:
        command = [sys.executable, "-m", "bot", "ask", "--json"]
        child = subprocess.Popen(command, cwd=ROOT, stdin=questions, stdout=replies)  # noqa: S603
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = status
    assert status == 0
    written = out.read_bytes()
    for number, line in enumerate(written.splitlines()):
        assert json.loads(line)["question"].endswith(f" {number % 97}")
    return usage.ru_maxrss, written.count(b"\n"), hashlib.sha256(written).hexdigest()


@pytest.mark.stress
@pytest.mark.timeout(900)
def test_ten_thousand_questions(tmp_path: Path) -> None:
    """Ten thousand lines are answered in bounded memory, none lost, twice the same."""
    few, *_ = stream(1_000, tmp_path)
    many, lines, digest = stream(10_000, tmp_path)
    assert lines == 10_000
    assert many < few * 1.1
    assert stream(10_000, tmp_path)[1:] == (lines, digest)
