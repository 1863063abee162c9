"""A message of several questions: every one is answered, offered or told to have no answer."""

from __future__ import annotations

import pytest

from bot.answering.knowledge import Knowledge
from bot.answering.message import MOST_CLAUSES, answer
from bot.answering.reply import Answer, Response
from tests.answering.conftest import bot_of

SHOP = (
    ("what is the shipping cost", "how much is shipping", "delivery cost", "price of shipping"),
    ("what is the return policy", "how do i return something", "returns", "can i send it back"),
    ("i need a car", "do you have a car for rent", "rent a car", "car hire"),
    ("i need a job", "are there any jobs", "job openings", "vacancies"),
)


@pytest.fixture(scope="module")
def shop() -> Knowledge:
    """A shop's bot, asked in keywords and wishes as well."""
    return bot_of(SHOP)


def shown(response: Response) -> list[tuple[str, str]]:
    """Each part's question with the entry that answers it, if one does."""
    return [
        (part.question, part.reply.entry.id if isinstance(part.reply, Answer) else "")
        for part in response.parts
    ]


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("shipping, returns?", [("shipping", "intent-0"), ("returns", "intent-1")]),
        ("shipping?? returns??", [("shipping", "intent-0"), ("returns", "intent-1")]),
        ("I need a car\nI need a job",
         [("I need a car", "intent-2"), ("I need a job", "intent-3")]),
        ("what is the shipping cost and return policy",
         [("what is the shipping cost", "intent-0"), ("what is the return policy", "intent-1")]),
    ],
)  # fmt: skip
def test_no_item_of_a_list_is_dropped(
    shop: Knowledge, message: str, parts: list[tuple[str, str]]
) -> None:
    """Keywords, wishes on lines, and things joined by a word are each a part."""
    assert shown(answer(shop, message)) == parts


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("who owns linkedin\nwhen will sign-ups open again\nwhat is hafnium",
         [("who owns linkedin", "owner"), ("when will sign-ups open again", "when-resume"),
          ("what is hafnium", "hafnium")]),
        ("1. who owns linkedin 2. what is hafnium",
         [("who owns linkedin", "owner"), ("what is hafnium", "hafnium")]),
        ("who owns linkedin or github", [("who owns linkedin", "owner"), ("who owns github", "")]),
        ("who owns linkedin, and how tall is satya nadella?",
         [("who owns linkedin", "owner"), ("how tall is satya nadella", "")]),
        ("what is the capital of france\nwho owns linkedin",
         [("what is the capital of france", ""), ("who owns linkedin", "owner")]),
        ("what is the capital of france? how tall is satya nadella?",
         [("what is the capital of france", ""), ("how tall is satya nadella", "")]),
    ],
)  # fmt: skip
def test_a_question_without_an_answer_has_its_part(
    knowledge: Knowledge, message: str, parts: list[tuple[str, str]]
) -> None:
    """In the order of the message, so that a member sees which of them was not answered."""
    assert shown(answer(knowledge, message)) == parts


@pytest.mark.parametrize(
    "message",
    [
        "so my friend told me something about this. what is hafnium",
        "hi! can you help me? what is hafnium",
        "i tried to sign up yesterday and it failed, is it because i'm in china",
        "when i open the app it only says no, what is hafnium",
        "is instagram or facebook blocked in china",
    ],
)
def test_one_question_in_several_clauses_is_one_part(knowledge: Knowledge, message: str) -> None:
    """An introduction is none, and what the same sentences answer is not said twice."""
    assert len(answer(knowledge, message).parts) == 1


def test_a_quoted_line_is_what_the_question_is_about(knowledge: Knowledge) -> None:
    """It is read like a question before, and never shown as one."""
    quoted = answer(knowledge, "> linkedin is owned by microsoft\nwhat is hafnium")
    assert shown(quoted) == [("what is hafnium", "hafnium")]
    before, follow_up = "is instagram blocked in china", "and clubhouse?"
    quoted = answer(knowledge, f"> {before}\n{follow_up}")
    assert quoted.citations == answer(knowledge, follow_up, [before]).citations


def test_questions_beyond_the_most_are_named(knowledge: Knowledge) -> None:
    """The last ones are answered, the others stand apart: none is dropped."""
    asked = [f"how tall is mount number{n}" for n in "abcdefgh"]
    response = answer(knowledge, "\n".join(asked))
    assert [part.question for part in response.parts] == asked[-MOST_CLAUSES:]
    assert response.left == tuple(asked[:-MOST_CLAUSES])
