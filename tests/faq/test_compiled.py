"""What was compiled serves exactly as what is built, and only as long as the files are the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.answering.answerer import Answerer, FixedKnowledge
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


def replies(path: Path, memory: Memory | None) -> list[str]:
    answerer = Answerer(FixedKnowledge(knowledge_at(path, memory)))
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
