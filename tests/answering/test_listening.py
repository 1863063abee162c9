"""Where nobody asked the bot it is shy: it speaks to plain questions about the article alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import pytest
import yaml

from bot.answering.channel_questions import inquiries
from bot.answering.knowledge import Knowledge
from bot.answering.listening import may_ask, unasked
from bot.answering.message import answer
from bot.answering.reply import Answer, Closest
from tests.conftest import Folder, load

LINES = yaml.safe_load((Path(__file__).parent / "channel_talk.yaml").read_text())
TALK: Mapping[str, Sequence[str]] = LINES["talk"]
ASKED: Sequence[str] = LINES["asked"]
ARTICLES = Path(__file__).parents[1] / "benchmarks/articles"
OWN = ("linkedin", "maimai", "wechat", "weibo", "bloomberg")  # names that entries are about
MOST = 3 / 224  # the share of talk that may be answered
LEAST = 0.65  # the share of plain questions that must be


def entries(knowledge: Knowledge, text: str, *, title: bool = False) -> list[str]:
    """The entries that answer a message unasked."""
    response = unasked(knowledge, text, title=title)
    replies = [part.reply for part in response.parts] if response else []
    return [reply.entry.id for reply in replies if isinstance(reply, Answer)]


def test_channel_talk_is_left_alone(knowledge: Knowledge) -> None:
    """Of ordinary talk hardly a line is answered, and none that the article is not about."""
    lines = [line for kind in TALK.values() for line in kind]
    answered = {line: found for line in lines if (found := entries(knowledge, line))}
    assert len(lines) >= 224
    assert len(answered) <= MOST * len(lines), answered
    assert all(any(name in line for name in OWN) for line in answered), answered


def test_what_is_likely_is_not_spoken_unasked(folder: Folder) -> None:
    """What would be shown as the closest to who asks the bot is no answer to anybody else."""
    kiln = load(folder())
    assert isinstance(
        answer(kiln, "how often does the builder light the kiln?").first.reply, Closest
    )
    assert unasked(kiln, "how often does the builder light the kiln?") is None
    assert entries(kiln, "who built the kiln?") == ["who-built"]


@pytest.mark.parametrize("kind", ["games", "tech", "chatter", "statements", "taken back"])
def test_no_line_of_a_kind_is_answered(knowledge: Knowledge, kind: str) -> None:
    """Talk of something else, statements and questions that are taken back get no word."""
    assert [line for line in TALK[kind] if entries(knowledge, line)] == []


def test_plain_questions_are_answered(knowledge: Knowledge) -> None:
    """Shy is not mute: most plain questions about the article are answered."""
    answered = [line for line in ASKED if entries(knowledge, line)]
    assert len(ASKED) >= 60
    assert len(answered) >= LEAST * len(ASKED), set(ASKED).difference(answered)


@lru_cache
def other(article: str) -> Knowledge:
    """One of the articles of the benchmarks."""
    return load(ARTICLES / article / "faq")


@pytest.mark.parametrize(
    ("article", "text"),
    [
        ("manual", "hey, how do i reset the grinder?"),
        ("manual", "how long do the burrs last?"),
        ("manual", "how often should i clean the burrs"),
        *(
            pytest.param(*asked, marks=pytest.mark.stress)
            for asked in (
                ("rules", "who founded the lantern harbour?"),
                ("rules", "how long does a warden serve?"),
                ("rules", "does anyone know who elects the wardens?"),
                ("news", "when was the replica of the crown made?"),
                ("news", "who is the mayor of port ellery?"),
                ("news", "what does castellan supply?"),
            )
        ),
    ],
)
def test_another_article_is_spoken_for_too(article: str, text: str) -> None:
    """Nothing of it is made for one article: whoever names the subject is answered."""
    assert may_ask(other(article), text)
    assert len(entries(other(article), text)) == 1


@pytest.mark.parametrize(
    "article",
    ["manual", *(pytest.param(one, marks=pytest.mark.stress) for one in ("rules", "news"))],
)
def test_talk_is_left_alone_beside_another_article(article: str) -> None:
    """Talk is no question to an article of another subject either."""
    lines = [line for kind in TALK.values() for line in kind]
    assert [line for line in lines if entries(other(article), line)] == []


@pytest.mark.parametrize(
    "text",
    [
        "Mia, who owns linkedin?",
        "who owns linkedin, Mia?",
        "hey mia who owns linkedin?",
        "Will, who owns linkedin?",
        "who owns linkedin, will?",
        "@mia who owns linkedin?",
        "<@123> who owns linkedin?",
        "> who owns linkedin?\nmicrosoft",
        "who owns linkedin? https://example.org",
        "who owns linkedin?\n\nnvm",
        "who owns linkedin? it's microsoft, isn't it",
        "my teacher wants to know who owns linkedin",
        "can confirm linkedin is owned by microsoft",
        "where linkedin went wrong in china",
        "who owns linkedin? who owns github? who owns x? who owns y?",
    ],
)
def test_what_is_not_asked_of_everybody_is_no_inquiry(knowledge: Knowledge, text: str) -> None:
    """To somebody, quoted, with a page, taken back, answered at once, stated, or thought aloud."""
    response = unasked(knowledge, text, names={"will"})
    assert response is None


@pytest.mark.parametrize(
    "text",
    [
        "what company owns linkedin",
        "which firm stopped sign ups in china",
        "what happened to linkedin in china",
        "can new people sign up for linkedin in china",
        "are registrations for linkedin closed",
        "will existing rules apply to linkedin",
        "how many people use linkedin in china",
        "how soon after the attack did linkedin stop sign ups",
    ],
)
def test_a_question_needs_no_mark_to_be_one(text: str) -> None:
    """In a channel hardly anybody types the question mark: the order of the words asks, too."""
    assert inquiries(text)


@pytest.mark.parametrize(
    "text",
    [
        "what happened to linkedin is sad",
        "which means linkedin is closed in china",
        "which explains why linkedin left",
        "how nice that linkedin is following the law",
        "how quickly linkedin folded in china",
        "can confirm linkedin is blocked",
        "will never use linkedin again",
        "does linkedin belong to microsoft? yes, it does",
    ],
)
def test_what_only_looks_like_a_question_is_none(text: str) -> None:
    """What is stated, exclaimed or answered at once in such words asks nobody."""
    assert not inquiries(text)


def test_a_longer_name_holds_the_name_that_an_entry_is_about(knowledge: Knowledge) -> None:
    """A product bears its maker's name: "Microsoft Exchange" is about Microsoft, too."""
    assert entries(knowledge, "who hacked microsoft exchange?") == ["who-blamed"]
    assert not entries(knowledge, "who set up microsoft exchange at your company?")


@pytest.mark.parametrize(
    "text",
    [
        "hi all, who owns linkedin?",
        "Quick question: who owns LinkedIn? Thanks in advance!",
        "I read the news this morning. Who owns LinkedIn?",
        "who owns linkdin?",
        "anyone know who owns linkedin",
        "who owns linkedin, anyone?",
        "who owns linkedin? i need it for school",
    ],
)
def test_what_stands_beside_a_question_does_no_harm(knowledge: Knowledge, text: str) -> None:
    """Greeting, thanks, a lead-in and a slip are part of how people ask."""
    assert entries(knowledge, text) == ["owner"]


def test_two_questions_get_both_answers(knowledge: Knowledge) -> None:
    """Each question of a message is answered that is plain."""
    assert entries(knowledge, "who owns linkedin? and what is maimai?") == ["owner", "maimai"]
    assert entries(knowledge, "who owns linkedin? and who has my pen?") == ["owner"]


@pytest.mark.parametrize(
    "text", ["LinkedIn owner", "LinkedIn sign-ups in China: when will they resume"]
)
def test_a_title_asks_by_itself(knowledge: Knowledge, text: str) -> None:
    """A post's title needs no question mark; in a channel the same words are no question."""
    assert entries(knowledge, text, title=True)
    assert not entries(knowledge, text)


@pytest.mark.parametrize("text", ["Server restart", "what are the rules here", "China", "Facebook"])
def test_a_title_must_be_about_the_article(knowledge: Knowledge, text: str) -> None:
    """A title of another subject is left alone."""
    assert not entries(knowledge, text, title=True)


def test_looking_at_a_message_searches_for_nothing(knowledge: Knowledge) -> None:
    """What can't be for the bot shows in its form and in the FAQ's words alone."""
    assert may_ask(knowledge, ASKED[0])
    assert not may_ask(knowledge, "lol linkedin is owned by microsoft")
    assert not may_ask(knowledge, "why do zebras yodel?")
    assert inquiries("gg") == []
