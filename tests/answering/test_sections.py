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
    first, second = section(own), section(other)
    same = []
    for question in asked(own):
        alone, both = reply(question, first), reply(question, first, second)
        assert both == reply(question, second, first) or isinstance(alone, SmallTalk)
        if isinstance(alone, Answer) and not isinstance(reply(question, second), Answer):
            assert both == alone
        idle = any(isinstance(alone, kind) and isinstance(both, kind) for kind in IDLE)
        same.append(both == alone or idle)
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
    """Even word for word: what the other answers alone it answers beside them.

    An editor can't take another's entries away.
    """
    manual = section("manual")
    entry = manual.faq.entries[0]
    beside = kiln(None, *lines, *entry.questions)
    for question in (*lines, *entry.questions):
        alone = reply(question, manual)
        if isinstance(alone, Answer):
            assert reply(question, manual, beside) == alone == reply(question, beside, manual)
    assert reply(entry.question, manual) == Answer(entry)


def test_a_near_miss_that_no_other_faq_answers_is_said_to_be_not_covered() -> None:
    """Beside another FAQ as alone."""
    line = "who paid for the bricks"
    found = reply(line, kiln(None, line), section("rules"))
    assert isinstance(found, NotCovered)
    assert found.near_miss


def test_synonyms_bind_their_own_faq_beside_another() -> None:
    """They work in theirs; another FAQ's ranker, scorer and near misses know nothing of them."""
    synonyms, built = {"kiln": ("zorb",), "burr": ("kiln",)}, "when was the zorb built"
    manual, plain = section("manual"), kiln()
    alone = reply(built, kiln(synonyms))
    assert isinstance(alone, Answer)
    assert reply(built, kiln(synonyms), manual) == alone
    assert not isinstance(reply(built, plain, manual), Answer)
    others = kiln({"zorb": ("quux",)})
    for question in asked("manual"):
        assert reply(question, manual, others) == reply(question, manual, plain)


def test_each_faq_mends_the_spelling_by_its_own_words() -> None:
    """A mistyped word is read as one of the FAQ that answers."""
    both = (section("species"), kiln())
    found = reply("when was the kilnn biult", *both)
    assert found == reply("when was the kilnn biult", kiln()) == Answer(both[1].faq.entries[0])


def test_the_same_words_in_both_compete() -> None:
    """Where two FAQs answer alike, neither is sure, and both are offered."""
    twin = kiln()
    other = Article.of("other.txt", twin.faq.article.text)
    entries = tuple(
        replace(one, id=f"{one.id}-2", citations=(replace(one.citations[0], article=other),))
        for one in twin.faq.entries
    )
    second = Section(replace(twin.faq, file="other.yaml", entries=entries))
    part = answer(Knowledge.of([twin, second], "f00d"), "so when did they build the kiln").first
    assert isinstance(part.reply, DidYouMean)
    assert {one.id for one in part.reply.entries} >= {"built", "built-2"}
    assert "is nearly as likely" in part.evidence.rule


def test_messages_may_ask_two_faqs_at_once() -> None:
    """Each question of a message is answered by the FAQ that knows."""
    both = Knowledge.of([kiln(), section("manual")], "f00d")
    parts = answer(both, "When was the kiln built? And how often do I clean the burrs?").parts
    answers = [one.reply.entry for one in parts if isinstance(one.reply, Answer)]
    files = [one.citations[0].article.name for one in answers]
    assert files == ["kiln.txt", section("manual").faq.article.name]


def test_a_follow_up_leans_on_the_faq_that_answered() -> None:
    """Though another has an entry of the same few words."""
    both = Knowledge.of([section("manual"), kiln()], "f00d")
    found = answer(both, "and when is it fired?", ["When was the kiln built?"]).first.reply
    assert found == Answer(kiln().faq.entries[1])
