"""What only states, judges or exclaims something is told from what asks."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.form import only_states
from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import SmallTalk
from tests.answering.conftest import bot_of, shown

TABLE = yaml.safe_load(Path(__file__).with_name("statements.yaml").read_text(encoding="utf-8"))
STATING, ASKING = TABLE["stating"], TABLE["asking"]


@pytest.mark.parametrize("message", STATING)
def test_a_claim_an_opinion_and_an_exclamation_ask_nothing(message: str) -> None:
    """Who or what it is and what is said of it; an opinion; what somebody loves."""
    assert only_states(message)


@pytest.mark.parametrize("message", ASKING)
def test_keywords_reports_wishes_and_questions_ask(message: str) -> None:
    """What fails, what is wanted, mere keywords and a question after a statement."""
    assert not only_states(message)


@given(st.sampled_from(STATING), st.sampled_from(ASKING))
def test_beside_a_statement_a_question_still_asks(stated: str, asked: str) -> None:
    """Whatever is said before it or after it."""
    assert not only_states(f"{stated}. {asked}")
    assert not only_states(f"{asked}\n{stated}")


@given(st.sampled_from(STATING))
def test_a_question_mark_makes_a_question(stated: str) -> None:
    """As people ask whether it is so."""
    assert not only_states(f"{stated}?")


INTENTS = (
    ("my card was declined", "the card is not accepted", "card got refused at the till"),
    ("i lost my phone", "my phone was stolen", "my phone is gone"),
    ("the app is great", "i love this app", "the app is the best"),
    ("how do i open an account", "open a new account", "what do i need to open an account"),
    ("how much is a transfer", "price of a transfer", "what does a transfer cost"),
    ("where is the example file", "an example file", "show me the example"),
)


@pytest.fixture(scope="module")
def bank() -> Knowledge:
    """A bank's bot whose members often state what they want."""
    return bot_of(INTENTS)


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("my card was declined again", 0),
        ("i lost my phone yesterday", 1),
        ("this app is the best", 2),
        ("example", 5),
        ("transfer", 4),
    ],
)
def test_a_statement_that_phrasings_make_is_answered(
    bank: Knowledge, message: str, intent: int
) -> None:
    """So is a word that stands in several phrasings of an entry."""
    assert shown(answer(bank, message)) == f"intent-{intent}"


@pytest.mark.parametrize(
    "message",
    ["my boss is so mean", "lol nice site", "50 million users is a lot", "what a day",
     "linkedin is owned by microsoft", "quit", "example", "picked", "online"],
)  # fmt: skip
def test_nothing_is_answered_to_who_asks_nothing(knowledge: Knowledge, message: str) -> None:
    """Though its words are those of the FAQ."""
    reply = answer(knowledge, message).first.reply
    assert isinstance(reply, SmallTalk)
    assert reply.topic == "chat"
    assert reply.offers


@pytest.mark.parametrize("message", ["hafnium", "founder", "weibo", "revenge"])
def test_a_word_that_is_a_subject_of_the_faq_asks(knowledge: Knowledge, message: str) -> None:
    """A name, what people ask for, a word of several phrasings."""
    assert not isinstance(answer(knowledge, message).first.reply, SmallTalk)
