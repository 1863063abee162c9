"""The answerer: from all articles or some, always of one whole knowledge; what it keeps in mind."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.answerer import QUESTIONS, Answerer, Conversations, complete
from bot.answering.knowledge import Knowledge
from bot.answering.reply import Answer
from bot.app import uncollected
from bot.faq.store import FaqStore
from tests.answering.conftest import answered
from tests.conftest import FAQ, Folder, lay, load

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


# Completing what somebody is typing.


@pytest.mark.parametrize(
    ("typed", "entry"),
    [
        ("who ow", "owner"),
        ("linkdin own", "owner"),
        ("how many us", "members-in-china"),
        ("is inst", "instagram-blocked"),
        ("maim", "maimai"),
        ("when will re", "when-resume"),
    ],
)
def test_unfinished_and_wrong_words_find_their_entry(
    knowledge: Knowledge, typed: str, entry: str
) -> None:
    """The likeliest question stands first."""
    assert complete(knowledge, typed, 25)[0].id == entry


def test_an_empty_field_shows_the_first_entries(knowledge: Knowledge) -> None:
    """In the FAQ's own order, one for each set of sentences."""
    shown = complete(knowledge, "  ", 25)
    assert shown[0] == knowledge.entries[0]
    assert len({entry.sources for entry in shown}) == len(shown)


@settings(max_examples=40, deadline=None)
@given(typed=st.text(max_size=80), limit=st.integers(-1, 40))
def test_never_more_than_was_asked_for(knowledge: Knowledge, typed: str, limit: int) -> None:
    """Any text gets at most `limit` and never more than 25 entries, each once, always the same."""
    found = complete(knowledge, typed, limit)
    assert len(found) <= max(0, min(limit, 25))
    assert len(set(found)) == len(found)
    assert found == complete(knowledge, typed, limit)


# Conversations.


def test_questions_are_forgotten_after_the_time_limit() -> None:
    """Earlier questions count within a time limit."""
    conversations = Conversations(seconds=10)
    conversations.remember("ann", "who owns it", now=0)
    conversations.remember("ann", "since when", now=8)
    assert conversations.history("ann", now=10) == ("who owns it", "since when")
    assert conversations.history("ann", now=11) == ("since when",)
    assert conversations.history("ann", now=30) == ()


def test_only_the_last_questions_count() -> None:
    """A conversation holds a bounded number of questions."""
    conversations = Conversations()
    for number in range(QUESTIONS + 3):
        conversations.remember("ann", str(number), now=number)
    assert conversations.history("ann", now=9) == tuple(map(str, range(3, QUESTIONS + 3)))


def test_conversations_of_different_people_stay_apart() -> None:
    """Only the same person's questions in the same place count."""
    conversations = Conversations()
    conversations.remember(("ann", "general"), "who", now=0)
    assert conversations.history(("ann", "general"), now=1) == ("who",)
    assert conversations.history(("bob", "general"), now=1) == ()
    assert conversations.history(("ann", "random"), now=1) == ()


def test_the_longest_silent_conversation_is_forgotten_first() -> None:
    """The number of conversations kept at once is bounded."""
    conversations = Conversations(people=2)
    for person in ("ann", "bob", "ann", "cat"):
        conversations.remember(person, person, now=0)
    assert conversations.history("bob", now=0) == ()
    assert conversations.history("ann", now=0) == ("ann", "ann")


def test_what_is_over_is_dropped_when_anybody_asks() -> None:
    """Questions are kept in memory only as long as they count."""
    conversations = Conversations(seconds=10)
    conversations.remember("ann", "who", now=0)
    conversations.remember("bob", "what", now=11)
    assert list(conversations._asked) == ["bob"]  # noqa: SLF001 - what is kept is the point


# What is remembered is bounded, and goes with the knowledge that it came from.


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
