"""What was compiled serves exactly as what is built, and only as long as the files are the same."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from bot.answering.answerer import Answerer
from bot.answering.entry import Entry, Faq
from bot.article.article import Article, Kind
from bot.errors import FaultyFaq
from bot.faq import store
from bot.faq.compiled import knowledge_at
from bot.faq.files import NoFaq
from bot.faq.model_cache import ModelCache
from bot.matching.arrays import Rows
from bot.matching.parts import Parts
from bot.matching.text import Lazy
from bot.terminal.json_lines import record_of
from tests.conftest import Folder

QUESTIONS = ("kiln temperature", "who made the kiln", "how much did it cost", "wat heat", "hello")


class Memory(dict[str, bytes]):
    """Keeps what was worked out for a test."""

    recall = dict.get
    keep = dict.__setitem__


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


def replies(path: Path, memory: Memory | None) -> list[str]:
    answerer = Answerer(knowledge_at(path, memory))
    return [repr(record_of(answerer.ask(question), why=True)) for question in QUESTIONS]


@pytest.fixture
def unread(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Lets a test fail from now on if a file is proven."""

    def refuse() -> None:
        monkeypatch.setattr(store, "look", lambda _path: pytest.fail("The FAQ was proven."))

    return refuse


def test_what_was_compiled_replies_as_what_is_built(
    folder: Folder, unread: Callable[[], None]
) -> None:
    """Every byte of a reply is the same, and nothing is proven again."""
    path, memory = folder(), Memory()
    built = replies(path, None)
    assert replies(path, memory) == built
    unread()
    assert replies(path, memory) == built


@pytest.mark.parametrize("which", ["kiln.yaml", "article"])
def test_a_changed_file_is_read_anew(folder: Folder, which: str) -> None:
    """Neither a FAQ nor an article that was changed is answered from as it was."""
    path, memory = folder(), Memory()
    first = knowledge_at(path, memory)
    changed = path / which if which.endswith("yaml") else _article(path)
    changed.write_bytes(changed.read_bytes() + b"\n\n")
    again = knowledge_at(path, memory)
    assert again.fingerprint != first.fingerprint
    assert again.fingerprint == store.look(path).fingerprint


def _article(path: Path) -> Path:
    return next(one for one in store.look(path).data if one.suffix != ".yaml")


def test_a_fault_is_told_each_time(folder: Folder) -> None:
    """A FAQ that was sound is not served once it is faulty, and a missing one not at all."""
    path, memory = folder(), Memory()
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
    path, memory = folder(), Memory()
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
    assert [one.tolist() for one in (kept.starts, kept.ids, kept.values)] == [
        one.tolist() for one in (rows.starts, rows.ids, rows.values)
    ]
    assert not again.grown


def test_a_lazy_sequence_makes_each_item_once() -> None:
    """An item is made when it is asked for, and again once it was forgotten."""
    made: list[int] = []

    def ten_times(at: int) -> int:
        made.append(at)
        return at * 10

    lazy = Lazy(3, ten_times)
    assert (lazy[1], lazy[1], lazy[0:2], len(lazy)) == (10, 10, [0, 10], 3)
    assert made == [1, 0]
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
    """A second start serves the same, from wherever it is started, and follows the files.

    An article that did not change stays as it was read.
    """
    path = folder().resolve()
    cache = tmp_path / "cache"
    cache.mkdir(mode=0o700)
    first = store.FaqStore(path, memory=ModelCache(cache))
    with monkeypatch.context() as elsewhere:
        elsewhere.chdir(cache)
        elsewhere.setattr("bot.faq.store.look", lambda _path: pytest.fail("proven again"))
        second = store.FaqStore(path, memory=ModelCache(cache))
    assert second.current.fingerprint == first.current.fingerprint
    assert second.current.faqs == first.current.faqs
    (article,) = second.current.articles
    assert second.reading.data == first.reading.data
    assert second.reload()
    file = path / "kiln.yaml"
    file.write_text(f"{file.read_text('utf-8')}# saved\n", encoding="utf-8")
    assert second.reload()
    assert second.reading.data[file] == file.read_bytes()
    assert second.current.articles[0] is article
    assert second.current.fingerprint != first.current.fingerprint
