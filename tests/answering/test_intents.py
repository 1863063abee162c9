"""A FAQ of intents, small talk among them, is answered in the same way as one of an article."""

from __future__ import annotations

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.message import answer
from bot.answering.reply import SmallTalk
from bot.answering.small_talk import plain
from tests.answering.conftest import bot_of, shown

INTENTS = (
    ("yes please", "yep that is right", "sure thing", "yeah", "that is true", "of course yes"),
    ("no thanks", "nope that is wrong", "not at all", "nah", "that is not true"),
    ("i lost my card", "my card was stolen", "report a missing card", "where is my card gone"),
    ("what is my balance", "how much money do i have", "show me the balance of my account"),
    ("how do i open an account", "open a new account", "what do i need to open an account"),
)


@pytest.fixture(scope="module")
def intents() -> Knowledge:
    """A bank's bot that also knows yes and no."""
    return bot_of(INTENTS)


@pytest.mark.parametrize(
    ("message", "intent"),
    [
        ("yep, that's true", 0),
        ("no, that's not right", 1),
        ("i have lost my card, what am i supposed to do", 2),
        ("𝓲 𝓱𝓪𝓿𝓮 𝓵𝓸𝓼𝓽 𝓶𝔂 𝓬𝓪𝓻𝓭", 2),
    ],
)
def test_an_intent_is_found(intents: Knowledge, message: str, intent: int) -> None:
    """Small talk that an entry holds, a clause beside an idle one, letters in fancy dress."""
    assert shown(answer(intents, message)) == f"intent-{intent}"


@pytest.mark.parametrize("message", ["hello there", "thanks a lot", "bye bye", "ty <3"])
def test_a_greeting_is_no_other_small_talk(intents: Knowledge, message: str) -> None:
    """What the FAQ holds of yes and no makes no answer to a greeting."""
    assert isinstance(answer(intents, message).first.reply, SmallTalk)


@pytest.mark.parametrize("emoticon", ["<3", "<33", ":3", ";-3", "8)"])
def test_an_emoticon_at_the_end_is_no_number(emoticon: str) -> None:
    """What a message ends with as an emoticon is not read; an amount is."""
    assert plain(f"when does season 4 start {emoticon} ") == "when does season 4 start"
    assert plain(f"is it {emoticon} days") == f"is it {emoticon} days"
