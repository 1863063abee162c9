"""What was learnt before is recalled, and nothing depends on it."""

from __future__ import annotations

import hashlib
import os
import time
from pathlib import Path

import pytest

from bot.app import open_answerer
from bot.faq.model_cache import HALF_SECONDS, KEPT, ModelCache
from bot.matching.lexicon import lexicon
from bot.terminal.json_lines import record_of
from tests.conftest import FAQ, Folder

KEY = "0" * 64
QUESTIONS = ("kiln temperature", "who made the kiln", "how much did it cost", "wat heat")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of our own, in a process that has read the word lists."""
    lexicon()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def kept(home: Path) -> list[Path]:
    return sorted((home / ".cache" / "footnote").glob("*.learnt"))


def test_a_second_start_gives_the_same_bytes(
    folder: Folder, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is recalled replies as what is learnt, scores included, and nothing is proven again."""
    first = open_answerer(folder())
    monkeypatch.setattr("bot.faq.store.look", lambda _path: pytest.fail("The FAQ was proven."))
    second = open_answerer(folder())
    assert len(kept(home)) == 2  # what was read, and what was worked out
    for question in QUESTIONS:
        records = [record_of(one.ask(question), why=True) for one in (first, second)]
        assert records[0] == records[1]
    rehearsals = [one.knowledge.sections[0].ranker.leave_one_out() for one in (first, second)]
    assert rehearsals[0] == rehearsals[1]


@pytest.mark.parametrize("harm", [b"", b"short", b"\0" * 10_000])
def test_a_harmed_file_is_learnt_anew(folder: Folder, home: Path, harm: bytes) -> None:
    """A file that is cut, empty or overwritten is not believed."""
    record = record_of(open_answerer(folder()).ask(QUESTIONS[0]))
    whole = {path: path.read_bytes() for path in kept(home)}
    for path in whole:
        path.write_bytes(harm)
        assert record_of(open_answerer(folder()).ask(QUESTIONS[0])) == record
        assert {path: path.read_bytes() for path in kept(home)} == whole


def test_other_texts_have_another_key(folder: Folder, home: Path) -> None:
    """What was learnt from one FAQ is never taken for another's."""
    open_answerer(folder())
    open_answerer(folder(kiln=FAQ.replace("kiln temperature", "kiln heat")))
    assert len(kept(home)) == 3  # the place is the same


def test_the_longest_unused_are_dropped(tmp_path: Path) -> None:
    """The folder does not grow without end."""
    cache = ModelCache(tmp_path)
    for number in range(KEPT + 3):
        cache.keep(f"{number:064}", b"x")
        os.utime(cache.path(f"{number:064}"), (number, number))
    cache.keep(KEY.replace("0", "f"), b"y")
    assert len(list(tmp_path.iterdir())) == KEPT
    assert cache.recall(KEY) is None
    assert cache.recall("f" * 64) == b"y"


def test_a_folder_that_others_may_write_is_not_believed(home: Path) -> None:
    """Nobody else can put numbers there."""
    folder = home / ".cache" / "footnote"
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    assert ModelCache.at_home() is None


def test_nothing_is_written_or_read_through_a_link(tmp_path: Path) -> None:
    """A link in the folder, under any name that we use, leads to no other file of ours.

    What is no file is not waited for.
    """
    precious = tmp_path / "precious"
    precious.write_bytes(hashlib.sha256(b"x").digest() + b"x")
    (tmp_path / "cache").mkdir()
    cache = ModelCache(tmp_path / "cache")
    path = cache.path(KEY)
    os.mkfifo(cache.path("pipe"))
    for name in (path.name, f"{path.name}.{os.getpid()}.tmp"):
        path.with_name(name).symlink_to(precious)
    assert cache.recall(KEY) is cache.recall("pipe") is None
    cache.keep(KEY, b"new")
    assert precious.read_bytes().endswith(b"x")
    assert cache.recall(KEY) == b"new"


def test_halves_of_killed_processes_go(tmp_path: Path) -> None:
    """What a killed process left half written is dropped at the next writing, once it is old."""
    for name, age in (("old", 2 * HALF_SECONDS), ("new", 0.0)):
        (tmp_path / f"{name}.tmp").touch()
        os.utime(tmp_path / f"{name}.tmp", (time.time() - age,) * 2)
    cache = ModelCache(tmp_path)
    cache.keep(KEY, b"x")
    assert sorted(tmp_path.iterdir()) == sorted([cache.path(KEY), tmp_path / "new.tmp"])


def test_without_a_home_everything_is_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """That nothing can be kept is no failure."""
    monkeypatch.setenv("HOME", "/dev/null/nowhere")
    assert ModelCache.at_home() is None
