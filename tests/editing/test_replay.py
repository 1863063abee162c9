"""Replay: the same questions on two versions of a FAQ, from disk or from git."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.reply import (
    Answer,
    Closest,
    DidYouMean,
    Evidence,
    NotCovered,
    Part,
    Passage,
    Reply,
    Response,
    SmallTalk,
)
from bot.editing.replay import Change, Replayed, ReplayQuestion, in_brief
from bot.faq.revision import NoRevision, at_revision
from bot.faq.served import ServedVersions
from bot.faq.store import FaqStore
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

BY_ENTRY = """\
items:
  - {question: who supplies the glaze, entry: glaze}
  - {question: kiln temperature, entry: [how-hot]}
"""
FEWER = WITH_GLAZE.replace(
    GLAZE, "  - id: glaze\n    questions: [which workshop]\n    cite: [The glaze came from]\n"
)
BUILT = """\
    questions:
      - Who built the kiln?
      - who made it and when
      - builder of the kiln
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


def replies(kiln: Knowledge) -> dict[str, Reply]:
    """Replies about three entries: of the heat, the builder, and how often they fire."""
    hot, built, often = kiln.entries
    return {
        "hot": Answer(hot),
        "built": Answer(built),
        "passage": Passage(hot.citations),
        "closest": Closest(hot),
        "closest, options": Closest(hot, (built,)),
        "other closest": Closest(built),
        "choice": DidYouMean((hot, often)),
        "turned choice": DidYouMean((often, hot)),
        "other choice": DidYouMean((hot, built)),
        "nothing": NotCovered(),
        "near": NotCovered((hot,), near_miss=True),
        "hello": SmallTalk("hello"),
    }


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("hot", "hot", "unchanged"),
        ("hot", "built", "other"),
        ("hot", "passage", "other"),
        ("hot", "closest", "worse"),
        ("closest", "hot", "better"),
        ("closest", "other closest", "other"),
        ("closest", "closest, options", "unchanged"),
        ("closest", "choice", "worse"),
        ("choice", "turned choice", "unchanged"),
        ("choice", "other choice", "other"),
        ("choice", "nothing", "worse"),
        ("nothing", "near", "unchanged"),
        ("near", "choice", "better"),
        ("nothing", "hello", "unchanged"),
        ("hot built", "hot nothing", "worse"),
        ("hot nothing", "hot closest", "better"),
        ("hot nothing", "built nothing", "other"),
        ("hello nothing", "hello hot", "better"),
    ],
)
def test_answered_closest_suggested_and_denied_are_told_apart(
    folder: Folder, before: str, after: str, change: Change
) -> None:
    """Each is better than the next; of several questions the worst counts, small talk aside."""
    known = replies(load(folder()))

    def responded(kinds: str) -> Response:
        found = [known[kinds]] if kinds in known else [known[kind] for kind in kinds.split()]
        parts = tuple(Part("q", reply, 0.5, (), Evidence()) for reply in found)
        return Response("q", parts, "f00")

    one = Replayed(ReplayQuestion("q"), responded(before), responded(after), None)
    assert one.change == change


def test_every_kind_of_reply_is_told_in_brief(folder: Folder) -> None:
    """What is shown, offered or refused, in words that tell them apart."""
    known = replies(load(folder()))
    parts = {name: Part("q", reply, 0.5, (), Evidence()) for name, reply in known.items()}
    assert {name: in_brief(part) for name, part in parts.items() if " " not in name} == {
        "hot": "how-hot answers",
        "built": "who-built answers",
        "passage": "sentence 1 is quoted",
        "closest": "how-hot is shown as the closest",
        "choice": "a choice is offered: how-hot, how-often",
        "nothing": "no answer",
        "near": "not covered",
        "hello": "small talk",
    }
    assert in_brief(parts["hot"], parts["nothing"]) == "how-hot answers + no answer"


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        (FAQ, WITH_GLAZE, {"better": 1, "unchanged": 2}),
        (WITH_GLAZE, FAQ, {"refused on purpose": 1, "unchanged": 2}),  # the entry is removed
        (WITH_GLAZE, WITH_GLAZE.replace("id: glaze", "id: pots"), {"other": 1, "unchanged": 2}),
        (WITH_GLAZE, FEWER, {"worse": 1, "unchanged": 2}),
        (WITH_GLAZE, FEWER.replace("id: glaze", "id: pots"), {"worse": 1, "unchanged": 2}),
        (WITH_GLAZE, FEWER + "  - Who supplies the glaze?\n",
         {"refused on purpose": 1, "unchanged": 2}),
    ],
    ids=["added", "removed", "renamed", "spoilt", "renamed and spoilt", "not covered"],
)  # fmt: skip
def test_what_an_edit_does_is_explained(
    folder: Folder, tmp_path: Path, replay: Replay, old: str, new: str, changes: dict[Change, int]
) -> None:
    """What the new FAQ means to refuse got no worse: it lists the question, or lost the entry.

    A renamed entry is not lost.
    """
    path = folder(kiln=new)
    before = old_copy(path, tmp_path / "old", old)
    status, record = replay(QUESTIONS, "--against", before, "--faq", str(path))
    assert status == 0
    assert {name: count for name, count in record["changes"].items() if count} == changes
    answered = record["standings"]["answered"]
    assert answered[0] == 2 + ("glaze" in old)
    assert sum(was for was, _ in record["standings"].values()) == 3


def test_of_two_questions_each_that_is_refused_must_be_meant(
    folder: Folder, tmp_path: Path, replay: Replay
) -> None:
    """That the FAQ lists one of them excuses nothing that befell the other."""
    old = old_copy(folder(kiln=WITH_GLAZE), tmp_path / "old", WITH_GLAZE)
    both = "Who supplies the glaze? Who built the kiln?\n"
    lists = FEWER + "  - Who supplies the glaze?\n"
    for new, change in (
        (lists, "refused on purpose"),
        (lists.replace(BUILT, "    questions: [the maker]\n"), "worse"),
    ):
        path = folder(kiln=new)
        _, record = replay(both, "--against", old, "--faq", str(path))
        assert [item["change"] for item in record["items"]] == [change], record


def test_without_another_version_what_was_served_last_is_compared(
    folder: Folder, tmp_path: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot keeps what it serves; against that a change is replayed without git."""
    monkeypatch.setenv("FOOTNOTE_RUNTIME_DIR", str(tmp_path / "run"))
    path = folder()
    FaqStore(path, served=ServedVersions(tmp_path / "run", path).keep)
    folder(kiln=WITH_GLAZE)
    _, record = replay(QUESTIONS, "--faq", str(path))
    assert record["changes"]["better"] == 1


def test_where_nothing_else_was_served_another_version_must_be_named(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The message says where nothing is kept, and what to do instead."""
    monkeypatch.setenv("FOOTNOTE_RUNTIME_DIR", str(tmp_path / "run"))
    (tmp_path / "asked.txt").write_text("hello\n", encoding="utf-8")
    assert run(["replay", str(tmp_path / "asked.txt"), "--faq", str(folder())]) == 3
    assert "--against" in capsys.readouterr().err


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
    for labels in (LABELS, BY_ENTRY):
        status, record = replay(labels, "--against", old, "--faq", str(path), name="l.yaml")
        assert (status, record["changes"]["worse"], record["changes"]["better"]) == (0, 0, 1)
    status, record = replay(LABELS, "--against", str(path), "--faq", old, name="l.yaml")
    assert (status, record["changes"]["worse"], record["changes"]["better"]) == (1, 1, 0)


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
    assert record["changes"]["better"] == 1


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
