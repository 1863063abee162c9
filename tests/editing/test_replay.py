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
from bot.editing.replay import Change, Replayed, ReplayQuestion, in_brief
from bot.faq.revision import NoRevision, at_revision
from bot.faq.served import ServedVersions
from bot.faq.store import FaqStore
from tests.conftest import ARTICLE, FAQ, Folder, Footnote, lay, load
from tests.editing.conftest import GLAZE, responded

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

SUPPLIER = "Who supplies the glaze?"

Replay = Callable[..., dict[str, Any]]
Old = Callable[[str], Path]


@pytest.fixture
def replay(tmp_path: Path, footnote: Footnote) -> Replay:
    """Runs the command with --json; its record."""

    def replayed(
        questions: str, *options: str | Path, name: str = "asked.txt", status: int = 0
    ) -> dict[str, Any]:
        lay(tmp_path, {name: questions})
        ran = footnote("replay", tmp_path / name, *options, "--json", status=status)
        record: dict[str, Any] = json.loads(ran.out)
        return record

    return replayed


def committed(folder: Path) -> None:
    """Keep a folder's FAQ in a repository, with a name of its own and nobody's settings."""
    binary = shutil.which("git")
    if binary is None:
        pytest.skip("git is not installed")
    names = ("-c", "user.name=Ed", "-c", "user.email=ed@example.org", "-c", "commit.gpgsign=false")
    for step in (["init", "-q"], ["add", "faq", "seeds"], ["commit", "-q", "-m", "first"]):
        subprocess.run([binary, "-C", str(folder), *names, *step], check=True, capture_output=True)  # noqa: S603 - git itself


@pytest.fixture
def old(tmp_path: Path) -> Old:
    """Lays another version of the FAQ down, and gives its folder."""
    return lambda text: lay(tmp_path / "old", {"seeds/kiln.txt": ARTICLE, "faq/kiln.yaml": text})


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("hot", "hot", "unchanged"),
        ("hot", "built", "other"),
        ("hot", "passage", "other"),
        ("hot", "closest", "worse"),
        ("closest", "hot", "better"),
        ("closest", "other-closest", "other"),
        ("closest", "closest-and-options", "unchanged"),
        ("closest", "choice", "worse"),
        ("choice", "turned-choice", "unchanged"),
        ("choice", "other-choice", "other"),
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
    kiln: Knowledge, before: str, after: str, change: Change
) -> None:
    """Each is better than the next; of several questions the worst counts, small talk aside."""
    both = responded(kiln, before), responded(kiln, after)
    assert Replayed(ReplayQuestion("q"), *both, None).change == change


def test_every_kind_of_reply_is_told_in_brief(kiln: Knowledge) -> None:
    """What is shown, offered or refused, in words that tell them apart."""
    told = {
        "hot": "how-hot answers",
        "built": "who-built answers",
        "passage": "sentence 1 is quoted",
        "closest": "how-hot is shown as the closest",
        "choice": "a choice is offered: how-hot, how-often",
        "nothing": "no answer",
        "near": "not covered",
        "hello": "small talk",
        "hot nothing": "how-hot answers + no answer",
    }
    assert {kinds: in_brief(*responded(kiln, kinds).parts) for kinds in told} == told


EDITS: dict[str, tuple[str, str, Change]] = {
    "an entry is added": (FAQ, WITH_GLAZE, "better"),
    "it is removed": (WITH_GLAZE, FAQ, "refused on purpose"),
    "it is renamed": (WITH_GLAZE, WITH_GLAZE.replace("id: glaze", "id: pots"), "other"),
    "it is spoilt": (WITH_GLAZE, FEWER, "worse"),
    "it is renamed and spoilt": (WITH_GLAZE, FEWER.replace("id: glaze", "id: pots"), "worse"),
    "it is not covered": (WITH_GLAZE, f"{FEWER}  - {SUPPLIER}\n", "refused on purpose"),
}


@pytest.mark.parametrize(("before", "new", "change"), EDITS.values(), ids=EDITS)
def test_what_an_edit_does_is_explained(
    folder: Folder, old: Old, replay: Replay, before: str, new: str, change: Change
) -> None:
    """What the new FAQ means to refuse got no worse: it lists the question, or lost the entry.

    A renamed entry is not lost.
    """
    record = replay(QUESTIONS, "--against", old(before), "--faq", folder(kiln=new))
    changes = {name: count for name, count in record["changes"].items() if count}
    assert changes == {change: 1, "unchanged": 2}
    answered = record["standings"]["answered"]
    assert answered[0] == 2 + ("glaze" in before)
    assert sum(was for was, _ in record["standings"].values()) == 3


def test_of_two_questions_each_that_is_refused_must_be_meant(
    folder: Folder, old: Old, replay: Replay
) -> None:
    """That the FAQ lists one of them excuses nothing that befell the other."""
    before, lists = old(WITH_GLAZE), f"{FEWER}  - {SUPPLIER}\n"
    for new, change in (
        (lists, "refused on purpose"),
        (lists.replace(BUILT, "    questions: [the maker]\n"), "worse"),
    ):
        both = f"{SUPPLIER} Who built the kiln?\n"
        record = replay(both, "--against", before, "--faq", folder(kiln=new))
        assert [item["change"] for item in record["items"]] == [change], record


def test_without_another_version_what_was_served_last_is_compared(
    folder: Folder, tmp_path: Path, replay: Replay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot keeps what it serves; against that a change is replayed without git."""
    monkeypatch.setenv("FOOTNOTE_RUNTIME_DIR", str(tmp_path / "run"))
    path = folder()
    FaqStore(path, served=ServedVersions(tmp_path / "run", path).keep)
    folder(kiln=WITH_GLAZE)
    record = replay(QUESTIONS, "--faq", path)
    assert record["changes"]["better"] == 1


REFUSED = {
    "nothing else was served": ("asked.txt", [], "--against"),
    "a line is no question": ("asked.jsonl", ["--against", "faq"], "asked.jsonl:2: "),
    "there is no repository": (
        "asked.txt", ["--against", "HEAD"], "HEAD is no path, and no revision either"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "options", "why"), REFUSED.values(), ids=REFUSED)
def test_what_can_not_be_replayed_is_refused(
    faq: Path, footnote: Footnote, monkeypatch: pytest.MonkeyPatch,
    name: str, options: list[str], why: str,
) -> None:  # fmt: skip
    """The message says what is missing or wrong, and where, and what to do instead."""
    monkeypatch.setenv("FOOTNOTE_RUNTIME_DIR", str(faq.parent / "run"))
    lay(faq.parent, {"asked.txt": "hello\n", "asked.jsonl": 'hello\n{"question": 5}\n'})
    ran = footnote("replay", name, *options, "--faq", faq, status=3)
    assert why in ran.err


def test_lines_of_json_carry_ids_and_histories(folder: Folder, replay: Replay) -> None:
    """An export of gaps is read line by line."""
    path = folder()
    line = json.dumps({"id": 7, "question": "who built it", "history": ["how hot is the kiln"]})
    record = replay(f"{line}\n\nkiln temperature\n", "--against", path, "--faq", path)
    assert [item["id"] for item in record["items"]] == ["7", None]


def test_a_labelled_question_that_got_worse_fails(folder: Folder, old: Old, replay: Replay) -> None:
    """With labels, the status is 1 if any fares worse, and 0 if it fares better."""
    path, before = folder(kiln=WITH_GLAZE), old(FAQ)
    for labels in (LABELS, BY_ENTRY):
        changes = replay(labels, "--against", before, "--faq", path, name="l.yaml")["changes"]
        assert (changes["worse"], changes["better"]) == (0, 1)
    back = replay(LABELS, "--against", path, "--faq", before, name="l.yaml", status=1)["changes"]
    assert (back["worse"], back["better"]) == (1, 0)


def test_markdown_is_safe_in_a_comment(
    folder: Folder, tmp_path: Path, old: Old, footnote: Footnote
) -> None:
    """In Markdown questions stand as code, so that they mention nobody and break no table."""
    lay(tmp_path, {"asked.txt": "who supplies the glaze? @ | ``\n"})
    files = ("--against", old(FAQ), "--faq", folder(kiln=WITH_GLAZE))
    done = footnote("replay", tmp_path / "asked.txt", *files, "--format", "markdown")
    row = done.out.splitlines()[-1]
    assert "`who supplies the glaze? @ ¦ ʼʼ`" in row
    assert row.count("|") == 6


def test_a_revision_is_the_faq_as_it_was(folder: Folder, tmp_path: Path, replay: Replay) -> None:
    """Against a git revision both the FAQ and its article are those of then."""
    path = folder()
    committed(tmp_path)
    then = load(path).fingerprint
    folder(ARTICLE.replace("1,240", "1,260"), kiln=WITH_GLAZE.replace("1,240", "1,260"))
    (path / "later.yaml").write_text("broken: [", encoding="utf-8")
    for named in (path, path / "kiln.yaml"):
        with at_revision(named, "HEAD") as laid:
            assert load(laid).fingerprint == then
    (path / "later.yaml").unlink()
    record = replay(QUESTIONS, "--against", "HEAD", "--faq", path)
    assert record["changes"]["better"] == 1


@pytest.mark.parametrize("revision", ["nowhere", "-x", "--output=x", "HEAD:faq", ""])
def test_what_is_no_revision_is_refused(folder: Folder, tmp_path: Path, revision: str) -> None:
    """A revision that git does not know, or that looks like an option, is refused."""
    path = folder()
    committed(tmp_path)
    with pytest.raises(NoRevision), at_revision(path, revision):
        pass
