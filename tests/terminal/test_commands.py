"""The commands as a shell meets them: output, exit status, streams."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import __version__
from bot.article.visible import first_unseen
from bot.exit_status import ExitStatus
from bot.terminal.main import Commands
from tests.conftest import ARTICLE, FAQ, Folder, Footnote

ASKED = "how hot was the kiln"
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
    assert status == ExitStatus.DONE
    assert "[1] Mara Lindqvist built it in 2019." in out


def test_ask_takes_unquoted_words_for_one_question(footnote: Footnote) -> None:
    """A question that was left unquoted is still one question."""
    assert footnote("ask", "who", "built", "the", "kiln").out.count("Mara Lindqvist built it") == 1


def test_ask_json_answers_each_argument(footnote: Footnote) -> None:
    """`ask --json` gives one object per argument."""
    done = footnote("ask", "--json", "who built the kiln", "kiln?")
    first, second = map(json.loads, done.out.splitlines())
    assert first["entry"] == "who-built"
    assert second["question"] == "kiln?"
    assert first["id"] is second["id"] is None


def test_ask_json_reads_a_stream_and_goes_on_after_a_bad_line(checkout: Path) -> None:
    """Each line of standard input gets its object; a bad one gives status 1 at the end."""
    given = b'who built the kiln\n\n{"id": 7, "question": "kiln temperature"}\n{"id": 8}\nbye\n'
    status, out, _ = program(["ask", "--json"], checkout, given)
    plain, blank, obj, bad, last = map(json.loads, out.splitlines())
    assert status == ExitStatus.FAULTS
    assert (plain["reply"], blank["reply"]) == ("answer", "not_covered")
    assert (obj["id"], obj["entry"]) == (7, "how-hot")
    assert (bad["id"], "error" in bad) == (8, True)
    assert last["question"] == "bye"


def test_the_same_stream_gives_the_same_bytes(checkout: Path) -> None:
    """The same questions and the same FAQ give the same bytes, none lost."""
    given = "".join(f"how hot is kiln number {n} 🔥 & who made it?\n" for n in range(50)).encode()
    first = program(["ask", "--json"], checkout, given)
    assert first == program(["ask", "--json"], checkout, given)
    assert first[1].count("\n") == 50


def test_faults_end_ask_with_status_3(folder: Folder, footnote: Footnote) -> None:
    """A faulty FAQ is unusable: every fault on standard error, no traceback, status 3."""
    folder(kiln=FAQ.replace("2019", "2020"))
    out, err = footnote("ask", "x", status=ExitStatus.UNUSABLE)
    assert out == ""
    assert "faq/kiln.yaml:" in err
    assert "Nearest is sentence 2" in err
    assert "Traceback" not in err


def test_a_missing_faq_ends_with_status_3(folder: Folder, footnote: Footnote) -> None:
    """If there is no FAQ, the message names `--faq` and `FAQ_PATH`."""
    folder().rename("elsewhere")
    _, err = footnote("ask", "x", status=ExitStatus.UNUSABLE)
    assert "--faq" in err
    assert "FAQ_PATH" in err


def test_wrong_settings_are_named_at_once(
    footnote: Footnote, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A wrong value is named, never printed, with all the others; the environment beats `.env`."""
    Path(".env").write_text("FOOTNOTE_QUESTION_LENGTH=3\nFOOTNOTE_COOLDOWN_MEMBER=0\n", "utf-8")
    monkeypatch.setenv("TEST_GUILD_ID", "secret-guild")
    monkeypatch.setenv("SHARD_IDS", "7")
    monkeypatch.setenv("FOOTNOTE_COOLDOWN_MEMBER", "5")
    said = footnote("ask", "x", status=ExitStatus.UNUSABLE).err
    named = re.findall(r"^  ([A-Z_]+): ", said, re.MULTILINE)
    assert named == ["TEST_GUILD_ID", "SHARD_IDS", "FOOTNOTE_QUESTION_LENGTH"]
    assert "secret-guild" not in said


def test_eval_scores_by_kind(footnote: Footnote) -> None:
    """`eval` says what became of each labelled question."""
    Path("labels.yaml").write_text(LABELS, encoding="utf-8")
    record = json.loads(footnote("eval", "labels.yaml", "--json").out)
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
def test_eval_names_what_is_wrong_with_labels(footnote: Footnote, labels: str, said: str) -> None:
    """Labels that stand for nothing are refused with line and mend."""
    Path("labels.yaml").write_text(labels, encoding="utf-8")
    assert f"labels.yaml:{said}" in footnote("eval", "labels.yaml", status=ExitStatus.FAULTS).err


def test_eval_takes_entries_for_labels(footnote: Footnote) -> None:
    """An entry answers that is named; no other does, though it cites the same sentence."""
    entries = ("who-built", "how-often", "[how-hot, who-built]")
    items = "".join(f"- {{question: Who built the kiln?, entry: {one}}}\n" for one in entries)
    Path("labels.yaml").write_text(f"items:\n{items}", encoding="utf-8")
    record = json.loads(footnote("eval", "labels.yaml", "--json").out)
    assert [item["outcome"] for item in record["items"]] == ["right", "wrong", "right"]
    misses = footnote("eval", "labels.yaml", "--misses").out
    assert "wrong     2: Who built the kiln?\n          who-built answers" in misses


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["ask", "--nope"], "No such option"),
        (["nope"], "No such command"),
        (["ask", "--why=much", "how hot"], "'short', 'all'"),
    ],
)
def test_usage_errors_have_status_2(footnote: Footnote, words: list[str], said: str) -> None:
    """A wrong command, option or value is a usage error, which is named."""
    assert said in footnote(*words, status=ExitStatus.USAGE).err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--version"], __version__),
        *(([name, "--help"], f"footnote {name}") for name in Commands.modules),
        *((["completion", shell], "_FOOTNOTE_COMPLETE") for shell in ("bash", "zsh", "fish")),
    ],
)
def test_the_program_tells_of_itself(footnote: Footnote, words: list[str], said: str) -> None:
    """Its version; an example in the help of each command; a completion script for each shell."""
    assert said in footnote(*words).out


def test_no_output_obeys_an_article(folder: Folder, footnote: Footnote) -> None:
    """What an article holds reaches no terminal as an order; JSON gives the slice as it is."""
    quoted = "The kiln reached 1,240 degrees on Fri\x1b[2Jday \u202enus\u202c."
    folder(article=ARTICLE.replace("The kiln reached 1,240 degrees on Friday.", quoted))
    as_json = ["ask", "--json", "how hot did the kiln get"]
    for words in (
        ["ask", "how hot did the kiln get"],
        ["ask", "--why", "how hot did the kiln get"],
        ["ask", "--why=all", "how hot was \x1b[2Jit \u202eon friday"],
        as_json,
        ["sentences", "--entries"],
        ["check"],
        ["drift", "seeds/kiln.txt", "--json"],
    ):
        assert first_unseen("".join(footnote(*words))) is None, words
    (cited,) = json.loads(footnote(*as_json).out)["citations"]
    assert cited["quote"] == quoted


@pytest.mark.parametrize(
    ("words", "tables"),
    [
        (["--why", ASKED], 0),
        (["--why=short", ASKED], 0),
        (["--why=all", ASKED], 1),
        ([ASKED, "--why"], 0),
        (["--why", "--", ASKED], 0),
    ],
)
def test_why_leaves_the_question_alone(footnote: Footnote, words: list[str], tables: int) -> None:
    """`--why` alone is short; what stands behind it is the question, not how much is shown."""
    said = footnote("ask", *words).out
    assert f"Why, for “{ASKED}”" in said
    assert said.count("Nearest entries") == tables
