"""A long stream of questions: steady memory, no line lost, the same output twice."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
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
    given.write_text(
        "".join(f"{QUESTIONS[n % len(QUESTIONS)]} {n % 97}\n" for n in range(lines)),
        encoding="utf-8",
    )
    out = folder / f"{lines}.jsonl"
    with given.open("rb") as questions, out.open("wb") as replies:
        child = subprocess.Popen(
            [sys.executable, "-m", "bot", "ask", "--json"],
            cwd=ROOT,
            stdin=questions,
            stdout=replies,
        )
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
