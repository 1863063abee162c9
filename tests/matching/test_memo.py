"""What is remembered is bounded, and goes with the knowledge that it came from."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from bot.answering.answerer import Answerer
from bot.answering.knowledge import Knowledge
from bot.app import uncollected
from bot.faq.store import FaqStore
from tests.conftest import FAQ, Folder, load


def test_a_reply_is_worked_out_once_and_stays_the_same(folder: Folder) -> None:
    """The same question after the same questions gets the very reply; after others it is new."""
    answerer = Answerer(FaqStore(folder()))
    first = answerer.ask("how hot was it", ["who built it"])
    assert answerer.ask("how hot was it", ["who built it"]) is first
    assert answerer.ask("how hot was it") is not first
    assert answerer.complete("how") is answerer.complete("how")


def test_another_knowledge_replies_for_itself(folder: Folder) -> None:
    """Once the FAQ is replaced nothing of the one before is replied."""
    store = FaqStore(folder())
    answerer = Answerer(store)
    before = answerer.ask("how hot was it")
    folder(kiln=FAQ.replace("It reached 1,240", "It had 1,240"))
    assert store.reload()
    assert answerer.ask("how hot was it").fingerprint != before.fingerprint


@pytest.fixture
def _without_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_without_collector")
def test_a_replaced_knowledge_is_freed_without_the_collector(folder: Folder) -> None:
    """Nothing that was built or remembered holds itself: it may be kept from the collector."""
    source = SimpleNamespace(current=load(folder()))
    answerer = Answerer(source)
    for question in ("how hot was it", "how ohten do they fire", "and when?"):
        answerer.ask(question, ["who built it"])
        answerer.complete(question)
    held = weakref.ref(source.current.sections[0].ranker)
    source.current = load(folder())
    answerer.ask("how hot was it")
    assert held() is None


def test_what_is_built_is_kept_from_the_collector(folder: Folder) -> None:
    """A full collection walks nothing of the knowledge, at the start and after a reload."""
    gc.collect()
    try:
        store = FaqStore(folder(), building=uncollected)
        assert gc.get_freeze_count() > 1_000
        assert not _walked(store.current)
        folder(kiln=f"{FAQ}# saved again\n")
        store.reload()
        assert not _walked(store.current)
        assert gc.isenabled()
    finally:
        gc.unfreeze()


def _walked(knowledge: Knowledge) -> bool:
    """Whether the collector would look at the knowledge's parts."""
    (section,) = knowledge.sections
    parts = {id(section.ranker), id(section.scorer), id(knowledge.by_id)}
    return any(id(one) in parts for one in gc.get_objects())
