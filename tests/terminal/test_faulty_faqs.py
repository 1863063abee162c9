"""A sound FAQ is built by every command; one that can't be is named in words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.answering.knowledge import Knowledge
from bot.errors import MOST_SHOWN
from bot.exit_status import ExitStatus
from bot.terminal.main import run
from tests.conftest import Folder
from tests.templates import how_to

HEAD = "article: {file: ../seeds/kiln.txt}\nentries:\n"


def faq_of(entries: list[tuple[str, ...]]) -> str:
    """A FAQ file whose entries all cite the same sentence."""
    lines = [
        f"  - {{id: e-{number}, questions: {json.dumps(texts)}, cite: [Mara Lindqvist built it]}}"
        for number, texts in enumerate(entries)
    ]
    return HEAD + "\n".join(lines) + "\n"


@pytest.mark.parametrize("entries", [how_to(30), how_to(110, 1)], ids=["four each", "one each"])
def test_a_faq_of_one_template_is_served(
    entries: list[tuple[str, ...]], folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """How-to entries after one template are checked and asked as any others are."""
    path = folder(kiln=faq_of(entries))
    assert run(["check", "--json", "--faq", str(path)]) in (ExitStatus.DONE, ExitStatus.FAULTS)
    record = json.loads(capsys.readouterr().out)
    assert record["summary"]["entries"] == len(entries)
    assert run(["ask", "--json", "--faq", str(path), entries[17][0], entries[29][-1]]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["ranking"][0]["entry"] for one in records] == ["e-17", "e-29"]
    assert all(0.0 <= row["score"] <= 1.0 for one in records for row in one["ranking"])


@pytest.mark.parametrize(
    ("command", "status"), [(["ask", "kiln"], ExitStatus.UNUSABLE), (["check"], ExitStatus.FAULTS)]
)
def test_what_can_not_be_built_is_named(
    command: list[str],
    status: ExitStatus,
    folder: Folder,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """An unforeseen exception while building ends a command with words and a status."""

    def fails(*_: object) -> Knowledge:
        raise ZeroDivisionError

    monkeypatch.setattr(Knowledge, "build", fails)
    assert run([*command, "--faq", str(folder())]) == status
    output = "".join(capsys.readouterr())
    assert "This version can't be built: ZeroDivisionError" in output
    assert "report it" in output
    assert "Traceback" not in output


@pytest.fixture
def faulty(folder: Folder) -> Path:
    """A FAQ with more faults than anybody mends at once."""
    entry = "  - {id: Bad, questions: [how], cite: [nothing], oops: 1}\n"
    return folder(kiln=HEAD + entry * 3 * MOST_SHOWN)


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_first_faults_are_printed(
    form: str, faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A check prints the first hundred faults and how many more there are, or with --all all."""
    counts = []
    for more in ([], ["--all"]):
        assert run(["check", "--format", form, "--faq", str(faulty), *more]) == ExitStatus.FAULTS
        out = capsys.readouterr().out
        counts.append(len(json.loads(out)["faults"]) if form == "json" else out.count("oops"))
        if form == "json":
            assert json.loads(out)["errors"] == json.loads(out)["more"] + counts[-1]
        else:
            assert ("more. `footnote check --all`" in out) is (not more)
    assert counts[0] <= MOST_SHOWN < 3 * MOST_SHOWN <= counts[1]


def test_other_commands_print_the_first_faults(
    faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """So does a command that can't go on, and says how to see them all."""
    assert run(["ask", "--faq", str(faulty), "kiln"]) == ExitStatus.UNUSABLE
    *lines, more, last = capsys.readouterr().err.splitlines()
    assert len(lines) == MOST_SHOWN
    assert "more. `footnote check --all` tells them all" in more
    assert "faults in the FAQ" in last


def test_a_fault_is_printed_in_bounds(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A text of any length in a file makes no message longer than a few pages."""
    for text in (f"  - {{id: {'A' * 10**6}}}\n", f"  - {{{'k' * 10**6}: 1}}\n"):
        run(["check", "--faq", str(folder(kiln=HEAD + text))])
        assert 0 < len(capsys.readouterr().out) < 40_000
