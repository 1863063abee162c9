"""The desk asks all articles, or some: each time one whole knowledge of the files that serve."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import pytest

from bot.core.faq import Faq
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer
from bot.desk import ALL, Desk, Scope
from bot.store.library import Library
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
def library(folder: Folder) -> Library:
    return two(folder)


def two(folder: Folder, kiln: str = FAQ) -> Library:
    """Two FAQs, each with an article of its own."""
    path: Path = folder(kiln=kiln, loom=LOOM)
    (path.parent / "seeds" / "loom.txt").write_text("It has stood in the hall since 1904.")
    return Library(path)


def answered(desk: Desk, question: str, scope: Scope) -> str:
    reply = desk.ask(question, scope=scope).first.reply
    return reply.entry.id if isinstance(reply, Answer) else ""


def test_a_scope_answers_from_its_articles_only(library: Library) -> None:
    """What another article answers is not answered, suggested or completed there."""
    desk = Desk(library)
    assert answered(desk, "How old is the loom?", ALL) == "loom-age"
    assert answered(desk, "How old is the loom?", LOOM_ONLY) == "loom-age"
    assert answered(desk, "How old is the loom?", KILN) == ""
    assert [entry.id for entry in desk.complete("", scope=LOOM_ONLY)] == ["loom-age"]
    assert desk.unasked("How old is the loom?", scope=KILN) is None


def test_a_scope_of_all_or_of_nothing_known_is_the_whole(library: Library) -> None:
    """Nothing is built for it; where an article is gone that was alone, all of them answer."""
    desk = Desk(library)
    for scope in (ALL, KILN | LOOM_ONLY, frozenset({"gone.txt"})):
        assert desk.ready(scope)
        assert desk.within(scope) is library.current
    assert desk.within(KILN | {"gone.txt"}).articles == desk.within(KILN).articles


def test_a_scope_is_built_once_and_anew_for_a_new_faq(folder: Folder, library: Library) -> None:
    """Its knowledge is kept until other files serve, and bears their fingerprint."""
    desk = Desk(library)
    assert not desk.ready(KILN)
    first = desk.within(KILN)
    assert desk.ready(KILN)
    assert desk.within(KILN) is first
    two(folder, FAQ.replace("It reached 1,240 degrees [1].", "Very hot [1]."))
    assert library.reload()
    assert not desk.ready(KILN)
    assert desk.within(KILN).fingerprint == library.current.fingerprint != first.fingerprint
    assert desk.within(KILN).entries[0].answer == "Very hot [1]."


def test_who_has_to_build_nothing_waits_for_no_building(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A channel whose articles are built is answered while those of another are being built."""
    desk, begun, ended = Desk(library), Event(), Event()
    built, build = desk.within(KILN), Knowledge.build

    def slow(faqs: Sequence[Faq], fingerprint: str) -> Knowledge:
        begun.set()
        assert ended.wait(60)
        return build(faqs, fingerprint)

    monkeypatch.setattr(Knowledge, "build", slow)
    with ThreadPoolExecutor() as threads:
        building = threads.submit(desk.within, LOOM_ONLY)
        try:
            assert begun.wait(60)
            assert threads.submit(desk.within, KILN).result(30) is built
        finally:
            ended.set()
        assert building.result(60).articles[0].name == "loom.txt"
