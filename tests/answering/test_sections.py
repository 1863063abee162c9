"""Each FAQ file binds itself: what stands in one changes nothing that another answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import Answer, DidYouMean, NotCovered, Reply, SmallTalk
from bot.answering.section import Section
from bot.article.article import Article
from tests.conftest import load

ARTICLES = Path(__file__).parents[1] / "benchmarks/articles"
PAIRS = [
    ("manual", "species"),
    pytest.param("rules", "recall", marks=pytest.mark.stress),
    pytest.param("species", "arena", marks=pytest.mark.stress),
]
IDLE = (NotCovered, SmallTalk)  # what they offer may differ
LEAST = 0.9  # the share of replies that stay as they are


@cache
def section(name: str) -> Section:
    return load(ARTICLES / name / "faq").sections[0]


@cache
def asked(name: str) -> tuple[str, ...]:
    """Every sixth of the questions that strangers asked about an article."""
    text = (ARTICLES / name / "questions.yaml").read_text(encoding="utf-8")
    return tuple(item["question"] for item in yaml.safe_load(text)["items"][::6])


def reply(question: str, *sections: Section) -> Reply:
    return answer(Knowledge.of(sections, "f00d"), question).first.reply


def kiln(synonyms: Mapping[str, tuple[str, ...]] | None = None, *not_covered: str) -> Section:
    """A FAQ of two entries."""
    article = Article.of("kiln.txt", "The kiln was built in 1999. It is fired on Mondays.")
    entries = (
        Entry("built", ("When was the kiln built?", "age of the kiln"), None, (article.cite(1),)),
        Entry("fired", ("When is it fired?", "days of firing"), None, (article.cite(2),)),
    )
    return Section(Faq("kiln.yaml", article, entries, synonyms or {}, not_covered))


@pytest.mark.parametrize(("own", "other"), PAIRS)
def test_what_one_faq_answers_and_the_other_does_not_is_answered_the_same(
    own: str, other: str
) -> None:
    """Whichever of the two comes first; and nearly all else stays as it is, too."""
    same = []
    for question in asked(own):
        alone = reply(question, section(own))
        both = [
            reply(question, section(own), section(other)),
            reply(question, section(other), section(own)),
        ]
        assert both[0] == both[1] or isinstance(alone, SmallTalk)
        if isinstance(alone, Answer) and not isinstance(reply(question, section(other)), Answer):
            assert both[0] == alone
        idle = any(isinstance(alone, kind) and isinstance(both[0], kind) for kind in IDLE)
        same.append(both[0] == alone or idle)
    assert sum(same) >= LEAST * len(same)


@pytest.mark.parametrize(("own", "other"), PAIRS)
def test_two_faqs_suggest_together_only_where_each_suggests(own: str, other: str) -> None:
    """What is near one of them alone is suggested from that one alone."""
    for question in asked(own):
        match reply(question, section(own), section(other)):
            case DidYouMean(entries) | NotCovered(entries):
                files = {one.citations[0].article.name for one in entries}
                alone = [reply(question, section(name)) for name in (own, other)]
                assert len(files) <= 1 or not any(isinstance(one, NotCovered) for one in alone)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(asked("manual")), max_size=8, unique=True))
def test_near_misses_of_one_faq_silence_no_other(lines: list[str]) -> None:
    """Even word for word: what the other answers alone it answers beside them."""
    beside = kiln(None, *lines)
    for question in lines:
        alone = reply(question, section("manual"))
        if isinstance(alone, Answer):
            assert reply(question, section("manual"), beside) == alone
            assert reply(question, beside, section("manual")) == alone


def test_a_phrasing_is_answered_though_another_faq_lists_it_as_not_covered() -> None:
    """An editor can't take another's entries away."""
    (entry, *_) = section("manual").faq.entries
    beside = kiln(None, *entry.questions)
    for question in entry.questions:
        assert reply(question, beside, section("manual")) == Answer(entry)


def test_a_near_miss_that_no_other_faq_answers_is_said_to_be_not_covered() -> None:
    """Beside another FAQ as alone."""
    line = "who paid for the bricks"
    found = reply(line, kiln(None, line), section("rules"))
    assert isinstance(found, NotCovered)
    assert found.near_miss


def test_synonyms_bind_their_own_faq_beside_another() -> None:
    """They work in theirs; another FAQ's ranker, scorer and near misses know nothing of them."""
    synonyms = {"kiln": ("zorb",), "burr": ("kiln",)}
    alone = reply("when was the zorb built", kiln(synonyms))
    assert isinstance(alone, Answer)
    assert reply("when was the zorb built", kiln(synonyms), section("manual")) == alone
    assert not isinstance(reply("when was the zorb built", kiln(), section("manual")), Answer)
    for question in asked("manual"):
        without = reply(question, section("manual"), kiln())
        assert reply(question, section("manual"), kiln({"zorb": ("quux",)})) == without


def test_each_faq_mends_the_spelling_by_its_own_words() -> None:
    """A mistyped word is read as one of the FAQ that answers."""
    both = (section("species"), kiln())
    found = reply("when was the kilnn biult", *both)
    assert found == reply("when was the kilnn biult", kiln()) == Answer(both[1].faq.entries[0])


def test_the_same_words_in_both_compete() -> None:
    """Where two FAQs answer alike, neither is sure, and both are offered."""
    twin = kiln()
    entries = tuple(
        replace(one, id=f"{one.id}-2", citations=(replace(one.citations[0], article=other),))
        for other in [Article.of("other.txt", twin.faq.article.text)]
        for one in twin.faq.entries
    )
    second = Section(replace(twin.faq, file="other.yaml", entries=entries))
    found = reply("so when did they build the kiln", twin, second)
    assert isinstance(found, DidYouMean)
    assert {one.id for one in found.entries} >= {"built", "built-2"}
    knowledge = Knowledge.of([twin, second], "f00d")
    evidence = answer(knowledge, "so when did they build the kiln").first.evidence
    assert "is nearly as likely" in evidence.rule


def test_messages_may_ask_two_faqs_at_once() -> None:
    """Each question of a message is answered by the FAQ that knows."""
    asked_both = "When was the kiln built? And how often do I clean the burrs?"
    parts = answer(Knowledge.of([kiln(), section("manual")], "f00d"), asked_both).parts
    answers = [one.reply.entry for one in parts if isinstance(one.reply, Answer)]
    files = [one.citations[0].article.name for one in answers]
    assert files == ["kiln.txt", section("manual").faq.article.name]


def test_a_follow_up_leans_on_the_faq_that_answered() -> None:
    """Though another has an entry of the same few words."""
    both = Knowledge.of([section("manual"), kiln()], "f00d")
    found = answer(both, "and when is it fired?", ["When was the kiln built?"]).first.reply
    assert found == Answer(kiln().faq.entries[1])
