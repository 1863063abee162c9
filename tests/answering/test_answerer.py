"""The answerer asks all articles or some: one whole knowledge of the served files each time."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bot.answering.answerer import ALL, Answerer, Scope
from bot.answering.entry import Faq
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer
from bot.faq.store import FaqStore
from tests.conftest import FAQ, Folder

LOOM = """\
article: {file: ../seeds/loom.txt, title: The loom}
entries:
  - id: loom-age
    questions: [How old is the loom?, age of the loom]
    cite: [It has stood in the hall since 1904]
"""
KILN, LOOM_ONLY = frozenset({"kiln.txt"}), frozenset({"loom.txt"})


@pytest.fixture
def store(folder: Folder) -> FaqStore:
    return two(folder)


def two(folder: Folder, kiln: str = FAQ) -> FaqStore:
    """Two FAQs, each with an article of its own."""
    path: Path = folder(kiln=kiln, loom=LOOM)
    (path.parent / "seeds" / "loom.txt").write_text("It has stood in the hall since 1904.")
    return FaqStore(path)


def answered(answerer: Answerer, question: str, scope: Scope) -> str:
    reply = answerer.ask(question, scope=scope).first.reply
    return reply.entry.id if isinstance(reply, Answer) else ""


def test_a_scope_answers_from_its_articles_only(store: FaqStore) -> None:
    """What another article answers is not answered, suggested or completed there."""
    answerer = Answerer(store)
    assert answered(answerer, "How old is the loom?", ALL) == "loom-age"
    assert answered(answerer, "How old is the loom?", LOOM_ONLY) == "loom-age"
    assert answered(answerer, "How old is the loom?", KILN) == ""
    assert [entry.id for entry in answerer.complete("", scope=LOOM_ONLY)] == ["loom-age"]
    assert answerer.unasked("How old is the loom?", scope=KILN) is None


def test_a_scope_of_all_or_of_nothing_known_is_the_whole(store: FaqStore) -> None:
    """Nothing is built for it; where an article is gone that was alone, all of them answer."""
    answerer = Answerer(store)
    for scope in (ALL, KILN | LOOM_ONLY, frozenset({"gone.txt"})):
        assert answerer.ready(scope)
        assert answerer.within(scope) is store.current
    assert answerer.within(KILN | {"gone.txt"}).articles == answerer.within(KILN).articles


def test_a_scope_is_built_once_and_anew_for_a_new_faq(folder: Folder, store: FaqStore) -> None:
    """Its knowledge is kept until other files serve, and bears their fingerprint."""
    answerer = Answerer(store)
    assert not answerer.ready(KILN)
    first = answerer.within(KILN)
    assert answerer.ready(KILN)
    assert answerer.within(KILN) is first
    two(folder, FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    assert store.reload()
    assert not answerer.ready(KILN)
    assert answerer.within(KILN).fingerprint == store.current.fingerprint != first.fingerprint
    assert answerer.within(KILN).entries[0].answer == "Very hot [1]."


def test_who_has_to_build_nothing_waits_for_no_building(
    store: FaqStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel whose articles are built is answered while those of another are being built."""
    answerer, begun, ended = Answerer(store), Event(), Event()
    built, build = answerer.within(KILN), Knowledge.build

    def slow(faqs: Sequence[Faq], fingerprint: str) -> Knowledge:
        begun.set()
        assert ended.wait(60)
        return build(faqs, fingerprint)

    monkeypatch.setattr(Knowledge, "build", slow)
    with ThreadPoolExecutor() as threads:
        building = threads.submit(answerer.within, LOOM_ONLY)
        try:
            assert begun.wait(60)
            assert threads.submit(answerer.within, KILN).result(30) is built
        finally:
            ended.set()
        assert building.result(60).articles[0].name == "loom.txt"
