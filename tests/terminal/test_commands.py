"""The commands as a shell meets them: output, exit status, streams."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import __version__
from bot.article.visible import first_unseen
from bot.exit_status import ExitStatus
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder

LABELS = """\
sentences:
  - "The kiln reached 1,240 degrees on Friday."
  - "Mara Lindqvist built it in 2019."
items:
  - {id: a, kind: direct, question: "How hot did the kiln get?", must: [1], ok: []}
  - {id: b, kind: direct, question: "Who built the kiln?", must: [1], ok: []}
  - {id: c, kind: unanswerable-near, question: how much did the kiln cost, must: [], ok: []}
"""


def program(arguments: Sequence[str], cwd: Path, given: bytes = b"") -> tuple[int, str, str]:
    """Run the program as a process of its own."""
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        input=given,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_ask_prints_a_cited_answer(checkout: Path) -> None:
    """`ask` finds `faq/` in the working directory and prints an answer with its citation."""
    status, out, _ = program(["ask", "who built the kiln"], checkout)
    assert status == 0
    assert "[1] Mara Lindqvist built it in 2019." in out


def test_ask_takes_unquoted_words_for_one_question(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question that was left unquoted is still one question."""
    assert run(["ask", "--faq", str(folder()), "who", "built", "the", "kiln"]) == 0
    assert capsys.readouterr().out.count("Mara Lindqvist built it") == 1


def test_ask_json_answers_each_argument(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """`ask --json` gives one object per argument."""
    run(["ask", "--faq", str(folder()), "--json", "who built the kiln", "kiln?"])
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first["entry"] == "who-built"
    assert second["question"] == "kiln?"
    assert first["id"] is second["id"] is None


def test_ask_json_reads_a_stream_and_goes_on_after_a_bad_line(checkout: Path) -> None:
    """Each line of standard input gets its object; a bad one gives status 1 at the end."""
    given = b'who built the kiln\n\n{"id": 7, "question": "kiln temperature"}\n{"id": 8}\nbye\n'
    status, out, _ = program(["ask", "--json"], checkout, given)
    plain, blank, obj, bad, last = map(json.loads, out.splitlines())
    assert status == 1
    assert plain["reply"] == "answer"
    assert blank["reply"] == "not_covered"
    assert (obj["id"], obj["entry"]) == (7, "how-hot")
    assert (bad["id"], "error" in bad) == (8, True)
    assert last["question"] == "bye"


def test_the_same_stream_gives_the_same_bytes(checkout: Path) -> None:
    """The same questions and the same FAQ give the same bytes, none lost."""
    given = "".join(f"how hot is kiln number {n} 🔥 & who made it?\n" for n in range(50)).encode()
    first = program(["ask", "--json"], checkout, given)
    assert first == program(["ask", "--json"], checkout, given)
    assert first[1].count("\n") == 50


def test_faults_end_ask_with_status_3(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """A faulty FAQ is unusable: every fault on standard error, no traceback, status 3."""
    assert run(["ask", "--faq", str(folder(kiln=FAQ.replace("2019", "2020"))), "x"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert "faq/kiln.yaml:" in err
    assert "Nearest is sentence 2" in err
    assert "Traceback" not in err


def test_a_missing_faq_ends_with_status_3(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """If there is no FAQ, the message names `--faq` and `FAQ_PATH`."""
    monkeypatch.chdir(tmp_path)
    assert run(["ask", "x"]) == 3
    err = capsys.readouterr().err
    assert "--faq" in err
    assert "FAQ_PATH" in err


def test_wrong_settings_are_named_together(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A wrong value is named together with all the others; the environment wins over `.env`."""
    monkeypatch.chdir(folder().parent)
    Path(".env").write_text("FOOTNOTE_QUESTION_LENGTH=3\nFOOTNOTE_COOLDOWN_MEMBER=0\n", "utf-8")
    monkeypatch.setenv("TEST_GUILD_ID", "mine")
    monkeypatch.setenv("FOOTNOTE_COOLDOWN_MEMBER", "5")
    assert run(["ask", "x"]) == ExitStatus.UNUSABLE
    err = capsys.readouterr().err
    assert "FOOTNOTE_QUESTION_LENGTH" in err
    assert "TEST_GUILD_ID" in err
    assert "COOLDOWN_MEMBER" not in err


def test_check_proves_or_names_faults(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """`check` exits 1 on a fault and names it."""
    assert (
        run(["check", "--faq", str(folder(kiln=FAQ.replace("2019", "2020")))]) == ExitStatus.FAULTS
    )
    assert "The quote is not in the article." in capsys.readouterr().out


def test_eval_scores_by_kind(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`eval` says what became of each labelled question."""
    (tmp_path / "labels.yaml").write_text(LABELS, encoding="utf-8")
    assert run(["eval", str(tmp_path / "labels.yaml"), "--faq", str(folder()), "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [item["outcome"] for item in record["items"]] == ["right", "wrong", "silent"]
    counts = record["kinds"]["direct"]
    assert (counts["questions"], counts["right"], counts["wrong"], counts["denied"]) == (2, 1, 1, 0)


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (LABELS.replace("1,240", "1,241"), "2:5: Sentence 1 is in none of the articles"),
        (LABELS.replace("must: [1]", "must: [3]"), "5:5: There is no sentence 3. Number from 1"),
        (LABELS.replace("must: [1]", "entry: how-hto"), "5:73: No entry has the id `how-hto`. "
         "Write `how-hot`?"),
        (LABELS.replace("must: [1]", "entry: [xyz]"), "5:73: No entry has the id `xyz`. Name the"),
        (LABELS.replace("must: [1], ", ""), "5:5: items.0: It needs either `entry`"),
        (LABELS.replace("must: [1]", "must: [], entry: how-hot"), "5:5: items.0: It needs either"),
        ("items: [{question: how hot, must: [1]}]", "1:9: There is no sentence 1. List them"),
        ("items: [{must: [1]}]", "1:9: items.0.question: Field required."),
        ("items: [", "2:1: This is not YAML"),
    ],
)  # fmt: skip
def test_eval_names_what_is_wrong_with_the_labels(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str], labels: str, said: str
) -> None:
    """Labels that stand for nothing are refused with line and mend."""
    (tmp_path / "labels.yaml").write_text(labels, encoding="utf-8")
    assert run(["eval", str(tmp_path / "labels.yaml"), "--faq", str(folder())]) == ExitStatus.FAULTS
    assert f"labels.yaml:{said}" in capsys.readouterr().err


def test_eval_takes_entries_for_labels(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry answers that is named; no other does, though it cites the same sentence."""
    (tmp_path / "labels.yaml").write_text(
        "items:\n- {question: Who built the kiln?, entry: who-built}\n"
        "- {question: Who built the kiln?, entry: how-often}\n"
        "- {question: Who built the kiln?, entry: [how-hot, who-built]}\n",
        encoding="utf-8",
    )
    arguments = ["eval", str(tmp_path / "labels.yaml"), "--faq", str(folder())]
    assert run([*arguments, "--json"]) == 0
    record = json.loads(capsys.readouterr().out)
    assert [item["outcome"] for item in record["items"]] == ["right", "wrong", "right"]
    assert run([*arguments, "--misses"]) == 0
    assert (
        "wrong     2: Who built the kiln?\n          who-built answers" in capsys.readouterr().out
    )


def test_usage_errors_have_status_2(capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong option or command is a usage error."""
    assert run(["ask", "--nope"]) == ExitStatus.USAGE
    assert run(["nope"]) == ExitStatus.USAGE
    capsys.readouterr()


def test_version_and_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`--version` names the version; `--help` of every command has an example."""
    from bot.terminal.main import Commands

    assert run(["--version"]) == 0
    assert __version__ in capsys.readouterr().out
    for name in Commands.modules:
        assert run([name, "--help"]) == 0
        assert f"footnote {name}" in capsys.readouterr().out


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shell_completion(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each shell gets its completion script."""
    assert run(["completion", shell]) == 0
    assert "_FOOTNOTE_COMPLETE" in capsys.readouterr().out


def test_no_output_obeys_an_article(folder: Folder, capfd: pytest.CaptureFixture[str]) -> None:
    """What an article holds reaches no terminal as an order; JSON gives the slice as it is."""
    quoted = "The kiln reached 1,240 degrees on Fri\x1b[2Jday \u202enus\u202c."
    path = folder(article=ARTICLE.replace("The kiln reached 1,240 degrees on Friday.", quoted))
    for command in (
        ["ask", "how hot did the kiln get"],
        ["ask", "--why", "how hot did the kiln get"],
        ["ask", "--why=all", "how hot was \x1b[2Jit \u202eon friday"],
        ["ask", "--json", "how hot did the kiln get"],
        ["sentences", "--entries"],
        ["check"],
        ["drift", str(path.parent / "seeds" / "kiln.txt"), "--json"],
    ):
        run([*command, "--faq", str(path)])
        out, err = capfd.readouterr()
        assert first_unseen(out + err) is None, command
        if command[:2] == ["ask", "--json"]:
            (cited,) = json.loads(out)["citations"]
            assert cited["quote"] == quoted


@pytest.mark.parametrize(
    ("arguments", "tables"),
    [
        (["--why", "how hot was the kiln"], 0),
        (["--why=short", "how hot was the kiln"], 0),
        (["--why=all", "how hot was the kiln"], 1),
        (["how hot was the kiln", "--why"], 0),
        (["--why", "--", "how hot was the kiln"], 0),
    ],
)
def test_why_leaves_the_question_after_it_alone(
    folder: Folder, capsys: pytest.CaptureFixture[str], arguments: list[str], tables: int
) -> None:
    """`--why` alone is short; what stands behind it is the question, not how much is shown."""
    assert run(["ask", "--faq", str(folder()), *arguments]) == 0
    said = capsys.readouterr().out
    assert "Why, for “how hot was the kiln”" in said
    assert said.count("Nearest entries") == tables


def test_why_takes_no_other_word(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """Another value than `all` is refused with those there are."""
    assert run(["ask", "--why=much", "how hot", "--faq", str(folder())]) == 2
    assert "'short', 'all'" in capsys.readouterr().err
