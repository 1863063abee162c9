"""The answerer asks all articles or some: one whole knowledge of the served files each time."""

from __future__ import annotations

import pytest

from bot.answering.answerer import Answerer
from bot.answering.reply import Answer
from bot.faq.store import FaqStore
from tests.answering.conftest import answered
from tests.conftest import FAQ, Folder, lay

LOOM = """\
article: {file: ../seeds/loom.txt, title: The loom}
entries:
  - id: loom-age
    questions: [How old is the loom?, age of the loom]
    cite: [It has stood in the hall since 1904]
"""
STOOD = "It has stood in the hall since 1904."
HOTTER = FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1].")
KILN, LOOM_ONLY = frozenset({"kiln.txt"}), frozenset({"loom.txt"})


@pytest.fixture
def store(folder: Folder) -> FaqStore:
    return two(folder)


def two(folder: Folder, kiln: str = FAQ, loom: str = STOOD) -> FaqStore:
    """Two FAQs, each with an article of its own."""
    path = folder(kiln=kiln, loom=LOOM)
    lay(path.parent, {"seeds/loom.txt": loom})
    return FaqStore(path)


OLD = "How old is the loom?"


def test_a_scope_answers_from_its_articles_only(store: FaqStore) -> None:
    """What another article answers is not answered, suggested or completed there."""
    answerer = Answerer(store)
    assert answered(answerer.ask(OLD)) == ["loom-age"]
    assert answered(answerer.ask(OLD, scope=LOOM_ONLY)) == ["loom-age"]
    assert answered(answerer.ask(OLD, scope=KILN)) == []
    assert [entry.id for entry in answerer.complete("", scope=LOOM_ONLY)] == ["loom-age"]
    assert answerer.unasked(OLD, scope=KILN) is None


def test_a_scope_of_all_or_of_nothing_known_is_the_whole(store: FaqStore) -> None:
    """Where an article is gone that was alone, all of them answer."""
    answerer = Answerer(store)
    whole = answerer.complete("")
    for scope in (KILN | LOOM_ONLY, frozenset({"gone.txt"})):
        assert answerer.complete("", scope=scope) == whole
    assert answerer.complete("", scope=LOOM_ONLY | {"gone.txt"}) != whole


def test_a_scope_answers_from_the_files_that_serve(folder: Folder, store: FaqStore) -> None:
    """After a reload it answers from the new FAQ, under its fingerprint."""
    answerer = Answerer(store)
    first = answerer.ask("How hot did the kiln get?", scope=KILN)
    two(folder, HOTTER)
    assert store.reload()
    again = answerer.ask("How hot did the kiln get?", scope=KILN)
    assert again.fingerprint == store.current.fingerprint != first.fingerprint
    assert isinstance(again.first.reply, Answer)
    assert again.first.reply.entry.answer == "Very hot [1]."


def test_a_reload_learns_anew_what_was_edited_alone(folder: Folder, store: FaqStore) -> None:
    """The section of a FAQ whose file and article are the same serves again."""
    kiln, loom = store.current.sections
    two(folder, HOTTER)
    assert store.reload()
    assert store.current.sections[0] is not kiln
    assert store.current.sections[1] is loom
    two(folder, FAQ, f"{STOOD} It is blue.")
    assert store.reload()
    assert store.current.sections[1] is not loom
