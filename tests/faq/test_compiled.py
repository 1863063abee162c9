"""What was compiled serves exactly as what is built, and only as long as the files are the same."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import asdict
from pathlib import Path
from unittest.mock import Mock, call

import numpy as np
import pytest

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry, Faq
from bot.app import open_answerer
from bot.article.article import Article, Kind
from bot.errors import FaultyFaq
from bot.faq import store
from bot.faq.compiled import knowledge_at
from bot.faq.files import NoFaq
from bot.faq.model_cache import HALF_SECONDS, KEPT, ModelCache
from bot.matching.arrays import Rows
from bot.matching.lexicon import lexicon
from bot.matching.parts import Parts
from bot.matching.text import Lazy
from bot.terminal.json_lines import record_of
from tests.conftest import FAQ, Folder, Remembered

QUESTIONS = ("kiln temperature", "who made the kiln", "how much did it cost", "wat heat", "hello")


EVERY_KIND = """# The kiln

See the wiki. You must not:

- open it above 80 degrees
- leave

| Firing: Bisque | Members: 5 euros

```
kiln --start
```
"""


def test_nothing_of_a_faq_is_lost_on_the_way() -> None:
    """Every field of a FAQ, its article and its sentences is kept, those of each kind too."""
    article = Article.of(
        "kiln.txt", EVERY_KIND, url="https://a.example", links={"the wiki": "https://b.example"}
    )
    cited = tuple(article.cite(one.number) for one in article.sentences)
    assert {one.kind for one in article.sentences} == set(Kind)
    assert any(one.leads for one in cited)
    entry = Entry("all", ("What is it?", "all of it"), "It [1].", cited, ("all",))
    faq = Faq("kiln.yaml", article, (entry,), {"kiln": ("oven",)}, ("who built it",))
    assert asdict(Faq.of(json.loads(json.dumps(faq.plain())))) == asdict(faq)


def replies(path: Path, memory: Remembered) -> list[str]:
    answerer = Answerer(knowledge_at(path, memory))
    return [repr(record_of(answerer.ask(question), why=True)) for question in QUESTIONS]


@pytest.mark.parametrize("which", ["faq/kiln.yaml", "seeds/kiln.txt"])
def test_a_changed_file_is_read_anew(folder: Folder, which: str) -> None:
    """Neither a FAQ nor an article that was changed is answered from as it was."""
    path, memory = folder(), Remembered()
    first = knowledge_at(path, memory)
    with (path.parent / which).open("ab") as file:
        file.write(b"\n\n")
    again = knowledge_at(path, memory)
    assert again.fingerprint == store.look(path).fingerprint != first.fingerprint


def test_a_fault_is_told_each_time(folder: Folder) -> None:
    """A FAQ that was sound is not served once it is faulty, and a missing one not at all."""
    path, memory = folder(), Remembered()
    knowledge_at(path, memory)
    (path / "kiln.yaml").write_text("entries: []\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(FaultyFaq):
            knowledge_at(path, memory)
    (path / "kiln.yaml").unlink()
    with pytest.raises(NoFaq):
        knowledge_at(path, memory)


@pytest.mark.parametrize("harm", [b"", b"{}", b"[]", b"null", b"\xff" * 99, bytes(99), b"9" * 99])
def test_what_is_none_of_ours_is_built_anew(folder: Folder, harm: bytes) -> None:
    """Whole files with another content are no failure, whichever they are."""
    path, memory = folder(), Remembered()
    built = replies(path, memory)
    for key in [*memory]:
        memory[key] = harm
        assert replies(path, memory) == built


def test_another_program_finds_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one version kept serves no other."""
    ModelCache(tmp_path).keep("key", b"x")
    monkeypatch.setattr("bot.faq.model_cache.program_mark", lambda: "another")
    assert ModelCache(tmp_path).recall("key") is None


def test_parts_are_found_as_they_were_made() -> None:
    """Values and numbers come back the same, those that were found before too."""
    made = Parts()
    value = {"a": [1, 0.1, None, "é\ud800"]}
    rows = Rows.of([([1, 2], [0.5, 3.0]), ([], [])])
    made.plain("value", lambda: value)
    Rows.kept(made, "rows", lambda: rows)
    found = Parts(made.to_bytes())
    found.plain("more", lambda: 1)
    again = Parts(found.to_bytes())
    assert again.plain("value", dict) == value
    assert again.plain("more", lambda: 0) == 1
    kept = Rows.kept(again, "rows", lambda: pytest.fail("made twice"))
    for name in ("starts", "ids", "values"):
        assert getattr(kept, name).tolist() == getattr(rows, name).tolist()
    assert not again.grown


def test_a_lazy_sequence_makes_each_item_once() -> None:
    """An item is made when it is asked for, and again once it was forgotten."""
    makes = Mock(side_effect=lambda at: at * 10)
    lazy = Lazy(3, makes)
    assert (lazy[1], lazy[1], lazy[0:2], len(lazy)) == (10, 10, [0, 10], 3)
    assert makes.mock_calls == [call(1), call(0)]
    assert [*lazy.with_item(2, 7)] == [0, 10, 7]
    lazy.forget()
    assert [*lazy] == [0, 10, 20]


def test_numbers_are_mapped_and_not_copied(tmp_path: Path) -> None:
    """Processes that found the same part share its memory, and none can change it."""
    cache = ModelCache(tmp_path)
    made = Parts.recalled(cache, "key")
    made.array("numbers", lambda: np.arange(1_000))
    made.keep(cache, "key")
    found = Parts.recalled(cache, "key").array("numbers", lambda: pytest.fail("made twice"))
    assert found.tolist() == list(range(1_000))
    assert not found.flags.owndata
    assert not found.flags.writeable
    assert found.flags.aligned


def test_files_that_were_proven_before_are_not_proven_again(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second start serves the same, from wherever it is started, and follows the files."""
    path, memory = folder().resolve(), Remembered()
    first = store.FaqStore(path, memory=memory)
    with monkeypatch.context() as elsewhere:
        elsewhere.chdir(tmp_path / "seeds")
        elsewhere.setattr("bot.faq.store.look", lambda _path: pytest.fail("proven again"))
        second = store.FaqStore(path, memory=memory)
    assert second.current.fingerprint == first.current.fingerprint
    assert second.current.faqs == first.current.faqs
    (article,) = second.current.articles
    assert second.reading.data == first.reading.data
    assert second.reload()
    file = path / "kiln.yaml"
    file.write_text(f"{FAQ}# saved\n", encoding="utf-8")
    assert second.reload()
    assert second.reading.data[file] == file.read_bytes()
    assert second.current.articles[0] is article
    assert second.current.fingerprint != first.current.fingerprint


# What was learnt before is recalled, and nothing depends on it.


KEY = "0" * 64


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
