"""What `footnote check` prints: for people, for machines, for GitHub."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import Fault
from bot.faq.store import look
from bot.terminal.check import _findings, _show_changes, annotation
from bot.terminal.main import run
from tests.conftest import FAQ, Folder


def test_warnings_fail_only_if_strict(folder: Folder) -> None:
    """Warnings leave the status at 0, with --strict at 1; an error is 1 always."""
    path = str(folder())
    assert run(["check", "--faq", path]) == 0
    assert run(["check", "--strict", "--faq", path]) == 1
    broken = str(folder(kiln=FAQ.replace("Mara Lindqvist built it in", "Sara built it in")))
    assert run(["check", "--faq", broken]) == 1


def test_people_see_place_severity_and_mend(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line for each finding, and one at the end that sums up."""
    path = folder()
    run(["check", "--faq", str(path)])
    *lines, last = capsys.readouterr().out.splitlines()
    place = f"{path}/kiln.yaml:15:7: warning: [who-built] Only 3 phrasings."
    assert any(line.startswith(place) for line in lines)
    assert last.endswith(f"{len(lines)} warnings.")


def test_machines_get_everything(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """One JSON object: findings with their severity, counts, and what the FAQ holds."""
    run(["check", "--json", "--faq", str(folder())])
    record = json.loads(capsys.readouterr().out)
    assert record["errors"] == 0
    assert record["warnings"] == len(record["faults"])
    assert {fault["severity"] for fault in record["faults"]} == {"warning"}
    assert record["summary"]["entries"] == 3


def test_github_shows_them_at_the_line(
    folder: Folder,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An annotation names the file from the repository's root, line and column."""
    folder()
    monkeypatch.chdir(tmp_path)
    run(["check", "--format", "github", "--faq", str(tmp_path / "faq")])
    out = capsys.readouterr().out
    start = "::warning file=faq/kiln.yaml,title=Footnote%3A who-built,line=15,col=7::Only 3"
    assert start in out


def test_an_annotation_is_escaped() -> None:
    """Per cent signs, line ends, colons and commas can't end an annotation early."""
    fault = Fault("a,b:c.yaml", 0, 0, "100% of\r\nit: is", "a, b", "x")
    assert annotation(fault) == (
        "::error file=a%2Cb%3Ac.yaml,title=Footnote%3A x::100%25 of%0D%0Ait: is a, b"
    )


def test_a_warning_is_accepted_by_its_mark(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """A warning ends with its mark; --accept writes it to the file, which else stays as it is."""
    path = folder(kiln=FAQ.replace("id: who-built", "id: who-built # proposed"))
    run(["check", "--faq", str(path)])
    *lines, _, counted = capsys.readouterr().out.splitlines()
    assert counted.startswith("1 entry proposed by a program")
    marks = [line[-5:-1] for line in lines]
    assert (
        run(["check", "--strict", "--faq", str(path), *(f"--accept={mark}" for mark in marks)]) == 0
    )
    assert "all proved" in capsys.readouterr().out
    kept = (path / "kiln.yaml").read_text()
    assert f"    questions: # fine: {marks[1]}\n" in kept
    for mark in marks:
        kept = kept.replace(f" # fine: {mark}", "")
    assert kept == FAQ.replace("id: who-built", "id: who-built # proposed")
    assert run(["check", "--faq", str(path), "--accept", "ffff"]) == 3
    assert "No warning has the mark ffff" in capsys.readouterr().err


def test_a_save_tells_what_is_new_and_what_is_gone(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was found before is not told again, though its line has moved."""
    before = _findings(look(folder()), every=False)
    more = FAQ.replace("entries:\n", "# moved\nentries:\n")
    more = more.replace("- kiln temperature", "- kiln temperature\n      - heat of the kiln")
    more = more.replace("degrees [1].", "degrees in Porto [1].")
    _show_changes(before, _findings(look(folder(kiln=more)), every=False))
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(": ")[0] for line in lines[:-1]] == ["new", "gone"]
    assert "“Porto”" in lines[0]
    assert "[how-hot] Only 3 phrasings" in lines[1]
    assert lines[2].endswith("4 warnings.")


def test_watching_checks_each_save(folder: Folder) -> None:
    """With --watch each saved version is checked, until an interrupt ends it with status 130."""
    path = folder()
    command = [
        sys.executable,
        "-m",
        "bot",
        "check",
        "--watch",
        "--format",
        "json",
        "--faq",
        str(path),
    ]
    process = subprocess.Popen(  # noqa: S603 - our own program
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    try:
        first = json.loads(process.stdout.readline())
        (path / "kiln.yaml").write_text(FAQ.replace("Mara L", "Sara L"), encoding="utf-8")
        second = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGINT)
        assert process.wait() == 130
    finally:
        process.kill()
        process.stdout.close()
    assert (first["errors"], second["errors"]) == (0, 2)
