"""Replay: the same questions on two versions of a FAQ, from disk or from git."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.answering.reply import Answer, Closest, Evidence, NotCovered, Part, Reply, Response
from bot.editing.replay import Replayed, ReplayQuestion, described
from bot.faq.revision import NoRevision, at_revision
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder, load

GLAZE = """\
  - id: glaze
    questions:
      - Where does the glaze come from?
      - who supplies the glaze
      - origin of the glaze
      - which workshop made the glaze
    cite: [The glaze came from]
"""
WITH_GLAZE = FAQ.replace("not_covered:\n", f"{GLAZE}not_covered:\n")
QUESTIONS = "who supplies the glaze\nhow hot did the kiln get\nfirings per month\n"
LABELS = """\
sentences:
  - The kiln reached 1,240 degrees on Friday.
  - The glaze came from a workshop in Lisbon.
items:
  - {id: a, kind: direct, question: who supplies the glaze, must: [2], ok: []}
  - {id: b, kind: direct, question: kiln temperature, must: [1], ok: []}
"""

Replay = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def replay(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Replay:
    """Runs the command with --json; its status and its record."""

    def replayed(
        questions: str, *options: str, name: str = "asked.txt"
    ) -> tuple[int, dict[str, Any]]:
        (tmp_path / name).write_text(questions, encoding="utf-8")
        status = run(["replay", str(tmp_path / name), *options, "--json"])
        return status, json.loads(capsys.readouterr().out)

    return replayed


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder, with a name of its own and without anybody's settings."""
    binary = shutil.which("git")
    if binary is None:
        pytest.skip("git is not installed")
    names = ("-c", "user.name=Ed", "-c", "user.email=ed@example.org", "-c", "commit.gpgsign=false")
    subprocess.run([binary, "-C", str(folder), *names, *arguments], check=True, capture_output=True)  # noqa: S603 - git itself


def old_copy(path: Path, to: Path, text: str) -> str:
    """Another version of a FAQ beside it."""
    shutil.copytree(path.parent / "seeds", to / "seeds")
    (to / "faq").mkdir()
    (to / "faq" / "kiln.yaml").write_text(text, encoding="utf-8")
    return str(to / "faq")


def test_what_an_edit_does_is_explained(folder: Folder, tmp_path: Path, replay: Replay) -> None:
    """Each question is newly answered, lost, changed or unchanged, with what both versions say."""
    path = folder(kiln=WITH_GLAZE)
    old = old_copy(path, tmp_path / "old", FAQ)
    status, record = replay(QUESTIONS, "--against", old, "--faq", str(path))
    assert status == 0
    assert record["counts"] == {
        "newly answered": 1, "changed entry": 0, "lost": 0, "unchanged": 2,
    }  # fmt: skip
    assert record["items"][0]["after"] == "glaze"
    status, record = replay(QUESTIONS, "--against", str(path), "--faq", old)
    assert record["counts"]["lost"] == 1
    renamed = old_copy(path, tmp_path / "renamed", WITH_GLAZE.replace("id: glaze", "id: pots"))
    status, record = replay(QUESTIONS, "--against", renamed, "--faq", str(path))
    assert record["counts"]["changed entry"] == 1


def test_to_be_shown_as_the_closest_is_no_answer(folder: Folder) -> None:
    """An answer that becomes no more than the closest is lost; another closest is a change."""
    kiln = load(folder())
    hot, built, _ = kiln.entries

    def responded(reply: Reply) -> Response:
        return Response("q", (Part("q", reply, 0.5, (), Evidence()),), "f00")

    def replayed(before: Reply, after: Reply) -> Replayed:
        return Replayed(ReplayQuestion("q"), responded(before), responded(after), None)

    assert replayed(Answer(hot), Closest(hot)).fate == "lost"
    assert replayed(Closest(hot), Answer(hot)).fate == "newly answered"
    assert replayed(Closest(hot), Closest(built)).fate == "changed entry"
    assert replayed(Closest(hot), NotCovered()).fate == "changed entry"
    assert replayed(Closest(hot), Closest(hot, (built,))).fate == "unchanged"
    assert described(replayed(Closest(hot), Answer(hot)).before) == "closest how-hot"


def test_lines_of_json_carry_ids_and_histories(folder: Folder, replay: Replay) -> None:
    """An export of gaps is read line by line; a line that is no question is refused by number."""
    path = folder()
    line = json.dumps({"id": 7, "question": "who built it", "history": ["how hot is the kiln"]})
    _, record = replay(f"{line}\n\nkiln temperature\n", "--against", str(path), "--faq", str(path))
    assert [item["id"] for item in record["items"]] == ["7", None]


def test_a_broken_line_is_refused(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that is no question is named with its number."""
    (tmp_path / "asked.jsonl").write_text('hello\n{"question": 5}\n', encoding="utf-8")
    path = str(folder())
    assert run(["replay", str(tmp_path / "asked.jsonl"), "--against", path, "--faq", path]) == 3
    assert "asked.jsonl:2: " in capsys.readouterr().err


def test_a_labelled_question_that_got_worse_fails(
    folder: Folder, tmp_path: Path, replay: Replay
) -> None:
    """With labels, the status is 1 if any fares worse, and 0 if it fares better."""
    path = folder(kiln=WITH_GLAZE)
    old = old_copy(path, tmp_path / "old", FAQ)
    status, record = replay(LABELS, "--against", old, "--faq", str(path), name="l.yaml")
    assert (status, record["worse"], record["better"]) == (0, 0, 1)
    status, record = replay(LABELS, "--against", str(path), "--faq", old, name="l.yaml")
    assert (status, record["worse"], record["better"]) == (1, 1, 0)


def test_markdown_is_safe_in_a_comment(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In Markdown questions stand as code, so that they mention nobody and break no table."""
    path = folder(kiln=WITH_GLAZE)
    old = old_copy(path, tmp_path / "old", FAQ)
    asked = tmp_path / "asked.txt"
    asked.write_text("who supplies the glaze? @ | ``\n", encoding="utf-8")
    run(["replay", str(asked), "--against", old, "--faq", str(path), "--format", "markdown"])
    row = capsys.readouterr().out.splitlines()[-1]
    assert "`who supplies the glaze? @ ¦ ʼʼ`" in row
    assert row.count("|") == 6


def test_a_revision_is_the_faq_as_it_was(folder: Folder, tmp_path: Path, replay: Replay) -> None:
    """Against a git revision both the FAQ and its article are those of then."""
    path = folder()
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "faq", "seeds")
    git(tmp_path, "commit", "-q", "-m", "first")
    then = load(path).fingerprint
    folder(ARTICLE.replace("1,240", "1,260"), kiln=WITH_GLAZE.replace("1,240", "1,260"))
    (path / "later.yaml").write_text("broken: [", encoding="utf-8")
    with at_revision(path, "HEAD") as laid:
        assert load(laid).fingerprint == then
    with at_revision(path / "kiln.yaml", "HEAD") as laid:
        assert load(laid).fingerprint == then
    (path / "later.yaml").unlink()
    _, record = replay(QUESTIONS, "--against", "HEAD", "--faq", str(path))
    assert record["counts"]["newly answered"] == 1


@pytest.mark.parametrize("revision", ["nowhere", "-x", "--output=x", "HEAD:faq", ""])
def test_what_is_no_revision_is_refused(folder: Folder, tmp_path: Path, revision: str) -> None:
    """A revision that git does not know, or that looks like an option, is refused."""
    path = folder()
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "faq")
    git(tmp_path, "commit", "-q", "-m", "first")
    with pytest.raises(NoRevision), at_revision(path, revision):
        pass


def test_outside_a_repository_there_is_no_revision(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where there is no repository, the message says so."""
    path = str(folder())
    (tmp_path / "asked.txt").write_text("hello\n", encoding="utf-8")
    code = run(["replay", str(tmp_path / "asked.txt"), "--against", "HEAD", "--faq", path])
    assert code == 3
    assert "HEAD is no path, and no revision either" in capsys.readouterr().err
