"""What `footnote check` prints, for people, machines and GitHub, of sound and faulty FAQs."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from bot.answering.knowledge import Knowledge
from bot.errors import MOST_SHOWN, Fault
from bot.exit_status import ExitStatus
from bot.faq.store import look
from bot.terminal.check import _findings, _show_changes, annotation
from tests.conftest import FAQ, Folder, Footnote
from tests.templates import how_to


def test_warnings_fail_only_if_strict(folder: Folder, footnote: Footnote) -> None:
    """Warnings leave the status at 0, with --strict at 1; an error is 1 always, and named."""
    footnote("check")
    footnote("check", "--strict", status=ExitStatus.FAULTS)
    folder(kiln=FAQ.replace("Mara Lindqvist built it in", "Sara built it in"))
    broken = footnote("check", status=ExitStatus.FAULTS)
    assert "The quote is not in the article." in broken.out


def test_people_see_place_severity_and_mend(footnote: Footnote) -> None:
    """A line for each finding, and one at the end that sums up."""
    *lines, last = footnote("check").out.splitlines()
    place = "faq/kiln.yaml:15:7: warning: [who-built] Only 3 phrasings."
    assert any(line.startswith(place) for line in lines)
    assert last.endswith(f"{len(lines)} warnings.")


def test_machines_get_everything(footnote: Footnote) -> None:
    """One JSON object: findings with their severity, counts, and what the FAQ holds."""
    record = json.loads(footnote("check", "--json").out)
    assert (record["errors"], record["warnings"]) == (0, len(record["faults"]))
    assert {fault["severity"] for fault in record["faults"]} == {"warning"}
    assert record["summary"]["entries"] == 3


def test_github_shows_them_at_the_line(footnote: Footnote) -> None:
    """An annotation names the file from the repository's root, line and column."""
    start = "::warning file=faq/kiln.yaml,title=Footnote%3A who-built,line=15,col=7::Only 3"
    assert start in footnote("check", "--format", "github").out


def test_an_annotation_is_escaped() -> None:
    """Per cent signs, line ends, colons and commas can't end an annotation early."""
    fault = Fault("a,b:c.yaml", 0, 0, "100% of\r\nit: is", "a, b", "x")
    assert annotation(fault) == (
        "::error file=a%2Cb%3Ac.yaml,title=Footnote%3A x::100%25 of%0D%0Ait: is a, b"
    )


def test_a_warning_is_accepted_by_its_mark(folder: Folder, footnote: Footnote) -> None:
    """A warning ends with its mark; --accept writes it to the file, which else stays as it is."""
    before = FAQ.replace("id: who-built", "id: who-built # proposed")
    file = folder(kiln=before) / "kiln.yaml"
    *lines, _, counted = footnote("check").out.splitlines()
    assert counted.startswith("1 entry proposed by a program")
    marks = [line[-5:-1] for line in lines]
    accepted = footnote("check", "--strict", *(f"--accept={mark}" for mark in marks))
    assert "all proved" in accepted.out
    kept = file.read_text()
    assert f"    questions: # fine: {marks[1]}\n" in kept
    for mark in marks:
        kept = kept.replace(f" # fine: {mark}", "")
    assert kept == before
    unknown = footnote("check", "--accept", "ffff", status=ExitStatus.UNUSABLE)
    assert "No warning has the mark ffff" in unknown.err


def test_a_save_tells_what_is_new_and_what_is_gone(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was found before is not told again, though its line has moved."""
    before = _findings(look(folder()), every=False)
    more = FAQ.replace("entries:\n", "# moved\nentries:\n")
    more = more.replace("- kiln temperature", "- kiln temperature\n      - heat of the kiln")
    more = more.replace("degrees [1].", "degrees in Porto [1].")
    _show_changes(before, _findings(look(folder(kiln=more)), every=False))
    new, gone, last = capsys.readouterr().out.splitlines()
    assert new.startswith("new: ")
    assert "“Porto”" in new
    assert gone.startswith("gone: ")
    assert "[how-hot] Only 3 phrasings" in gone
    assert last.endswith("4 warnings.")


def test_watching_checks_each_save(folder: Folder) -> None:
    """With --watch each saved version is checked, until an interrupt ends it with status 130."""
    path = folder()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "check", "--watch", "--format", "json"],
        cwd=path.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
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


# --- A sound FAQ is built by every command; one that can't be is named in words ---

HEAD = "article: {file: ../seeds/kiln.txt}\nentries:\n"
FAULTY = HEAD + "  - {id: Bad, questions: [how], cite: [nothing], oops: 1}\n" * 3 * MOST_SHOWN
"""A FAQ with more faults than anybody mends at once."""


@pytest.mark.parametrize("entries", [how_to(30), how_to(110, 1)], ids=["four each", "one each"])
def test_a_faq_of_one_template_is_served(
    entries: list[tuple[str, ...]], folder: Folder, footnote: Footnote
) -> None:
    """How-to entries after one template are checked and asked as any others are."""
    lines = [
        f"  - {{id: e-{number}, questions: {json.dumps(texts)}, cite: [Mara Lindqvist built it]}}\n"
        for number, texts in enumerate(entries)
    ]
    folder(kiln=HEAD + "".join(lines))
    checked = footnote("check", "--json")
    assert json.loads(checked.out)["summary"]["entries"] == len(entries)
    asked = footnote("ask", "--json", entries[17][0], entries[29][-1])
    records = [json.loads(line) for line in asked.out.splitlines()]
    assert [one["ranking"][0]["entry"] for one in records] == ["e-17", "e-29"]
    assert all(0.0 <= row["score"] <= 1.0 for one in records for row in one["ranking"])


@pytest.mark.parametrize(
    ("words", "status"), [(["ask", "kiln"], ExitStatus.UNUSABLE), (["check"], ExitStatus.FAULTS)]
)
def test_what_can_not_be_built_is_named(
    words: list[str], status: ExitStatus, footnote: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unforeseen exception while building ends a command with words and a status."""
    monkeypatch.setattr(Knowledge, "build", lambda *_: 1 / 0)
    printed = "".join(footnote(*words, status=status))
    assert "This version can't be built: ZeroDivisionError" in printed
    assert "report it" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize("form", ["text", "json", "github"])
def test_the_first_faults_are_printed(form: str, folder: Folder, footnote: Footnote) -> None:
    """A check prints the first hundred faults and how many more there are, or with --all all."""
    folder(kiln=FAULTY)
    few = footnote("check", "--format", form, status=ExitStatus.FAULTS).out
    every = footnote("check", "--format", form, "--all", status=ExitStatus.FAULTS).out
    if form == "json":
        some, record = json.loads(few), json.loads(every)
        assert (some["more"], record["more"]) == (some["errors"] - len(some["faults"]), 0)
    else:
        assert "more. `footnote check --all`" in few
        assert "more. `footnote check --all`" not in every
    assert few.count("oops") <= MOST_SHOWN < 3 * MOST_SHOWN <= every.count("oops")


def test_other_commands_print_the_first_faults(folder: Folder, footnote: Footnote) -> None:
    """So does a command that can't go on, and says how to see them all."""
    folder(kiln=FAULTY)
    asked = footnote("ask", "kiln", status=ExitStatus.UNUSABLE)
    *lines, more, last = asked.err.splitlines()
    assert len(lines) == MOST_SHOWN
    assert "more. `footnote check --all` tells them all" in more
    assert "faults in the FAQ" in last


@pytest.mark.parametrize("entry", [f"id: {'A' * 10**6}", f"{'k' * 10**6}: 1"])
def test_a_fault_is_printed_in_bounds(entry: str, folder: Folder, footnote: Footnote) -> None:
    """A text of any length in a file makes no message longer than a few pages."""
    folder(kiln=f"{HEAD}  - {{{entry}}}\n")
    assert 0 < len(footnote("check", status=ExitStatus.FAULTS).out) < 40_000
