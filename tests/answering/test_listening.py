"""Where nobody asked the bot it is shy: it speaks to plain questions about the article alone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bot.answering.channel_questions import inquiries
from bot.answering.knowledge import Knowledge
from bot.answering.listening import may_ask, unasked
from bot.answering.message import answer
from bot.answering.reply import Closest
from tests.answering.conftest import answered
from tests.conftest import load

LINES = yaml.safe_load((Path(__file__).parent / "channel_talk.yaml").read_text())
SAID = {line: kind for kind, lines in LINES["talk"].items() for line in lines}
SILENT = {"games", "tech", "chatter", "statements", "taken back"}  # kinds of talk
ASKED: Sequence[str] = LINES["asked"]
ARTICLES = Path(__file__).parents[1] / "benchmarks/articles"
OWN = ("linkedin", "maimai", "wechat", "weibo", "bloomberg")  # names that entries are about
MOST = 3 / 224  # the share of talk that may be answered
LEAST = 0.65  # the share of plain questions that must be


def entries(knowledge: Knowledge, text: str, *, title: bool = False) -> list[str]:
    """The entries that answer a message unasked."""
    return answered(unasked(knowledge, text, title=title))


def test_channel_talk_is_left_alone(knowledge: Knowledge) -> None:
    """Of ordinary talk hardly a line is answered, and none that the article is not about.

    Talk of something else, statements and questions that are taken back get no word.
    """
    replied = {line: kind for line, kind in SAID.items() if entries(knowledge, line)}
    assert len(SAID) >= 224
    assert len(replied) <= MOST * len(SAID), replied
    assert all(any(name in line for name in OWN) for line in replied), replied
    assert not SILENT & set(replied.values()), replied


def test_what_is_likely_is_not_spoken_unasked(kiln: Knowledge) -> None:
    """What would be shown as the closest to who asks the bot is no answer to anybody else."""
    likely = "how often does the builder light the kiln?"
    assert isinstance(answer(kiln, likely).first.reply, Closest)
    assert unasked(kiln, likely) is None
    assert entries(kiln, "who built the kiln?") == ["who-built"]


def test_plain_questions_are_answered(knowledge: Knowledge) -> None:
    """Shy is not mute: most plain questions about the article are answered."""
    silent = [line for line in ASKED if not entries(knowledge, line)]
    assert len(ASKED) >= 60
    assert len(silent) <= (1 - LEAST) * len(ASKED), silent


@lru_cache
def other(article: str) -> Knowledge:
    """One of the articles of the benchmarks."""
    return load(ARTICLES / article / "faq")


QUESTIONS = {
    "manual": [
        "hey, how do i reset the grinder?",
        "how long do the burrs last?",
        "how often should i clean the burrs",
    ],
    "rules": [
        "who founded the lantern harbour?",
        "how long does a warden serve?",
        "does anyone know who elects the wardens?",
    ],
    "news": [
        "when was the replica of the crown made?",
        "who is the mayor of port ellery?",
        "what does castellan supply?",
    ],
}
OTHERS = ["manual", *(pytest.param(one, marks=pytest.mark.stress) for one in ("rules", "news"))]


@pytest.mark.parametrize("article", OTHERS)
def test_another_article_is_spoken_for_too(article: str) -> None:
    """Nothing of it is made for one article: whoever names the subject is answered."""
    for text in QUESTIONS[article]:
        assert may_ask(other(article), text)
        assert len(entries(other(article), text)) == 1, text


@pytest.mark.parametrize("article", OTHERS)
def test_talk_is_left_alone_beside_another_article(article: str) -> None:
    """Talk is no question to an article of another subject either."""
    assert [line for line in SAID if entries(other(article), line)] == []


@pytest.mark.parametrize("text", LINES["forms"]["not of everybody"])
def test_what_is_not_asked_of_everybody_is_no_inquiry(knowledge: Knowledge, text: str) -> None:
    """To somebody, quoted, with a page, taken back, answered at once, stated, or thought aloud."""
    assert unasked(knowledge, text, names={"will"}) is None


@pytest.mark.parametrize("text", LINES["forms"]["asking by form"])
def test_a_question_needs_no_mark_to_be_one(text: str) -> None:
    """In a channel hardly anybody types the question mark: the order of the words asks, too."""
    assert inquiries(text)


@pytest.mark.parametrize("text", LINES["forms"]["only like a question"])
def test_what_only_looks_like_a_question_is_none(text: str) -> None:
    """What is stated, exclaimed or answered at once in such words asks nobody."""
    assert not inquiries(text)


def test_a_longer_name_holds_the_name_that_an_entry_is_about(knowledge: Knowledge) -> None:
    """A product bears its maker's name: "Microsoft Exchange" is about Microsoft, too."""
    assert entries(knowledge, "who hacked microsoft exchange?") == ["who-blamed"]
    assert not entries(knowledge, "who set up microsoft exchange at your company?")


@pytest.mark.parametrize("text", LINES["forms"]["owner"])
def test_what_stands_beside_a_question_does_no_harm(knowledge: Knowledge, text: str) -> None:
    """Greeting, thanks, a lead-in and a slip are part of how people ask."""
    assert entries(knowledge, text) == ["owner"]


def test_two_questions_get_both_answers(knowledge: Knowledge) -> None:
    """Each question of a message is answered that is plain."""
    assert entries(knowledge, "who owns linkedin? and what is maimai?") == ["owner", "maimai"]
    assert entries(knowledge, "who owns linkedin? and who has my pen?") == ["owner"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("LinkedIn owner", True),
        ("LinkedIn sign-ups in China: when will they resume", True),
        ("Server restart", False),
        ("what are the rules here", False),
        ("China", False),
        ("Facebook", False),
    ],
)
def test_a_title_asks_by_itself(knowledge: Knowledge, text: str, asks: bool) -> None:
    """A post's title about the article needs no question mark; in a channel it is no question."""
    assert bool(entries(knowledge, text, title=True)) == asks
    assert not entries(knowledge, text)


def test_looking_at_a_message_searches_for_nothing(knowledge: Knowledge) -> None:
    """What can't be for the bot shows in its form and in the FAQ's words alone."""
    assert may_ask(knowledge, ASKED[0])
    assert not may_ask(knowledge, "lol linkedin is owned by microsoft")
    assert not may_ask(knowledge, "why do zebras yodel?")
    assert inquiries("gg") == []
