"""Clauses: the stretches of a message that may be its questions; items and alternatives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.form import alternatives, clauses, items, unquoted
from bot.answering.small_talk import unframed
from bot.matching.text import tokens


@pytest.mark.parametrize(
    ("message", "asking"),
    [
        ("who owns it", ["who owns it"]),
        ("who owns it and how big is it", ["who owns it", "and how big is it"]),
        ("what was hacked & who did it", ["what was hacked", "who did it"]),
        ("i travel a lot, is it blocked there? thanks", ["is it blocked there"]),
        ("is it red and white", ["is it red and white"]),
        ("1. who owns it 2. how big is it", ["who owns it", "how big is it"]),
        ("- who owns it\n- how big is it", ["who owns it", "how big is it"]),
    ],
)
def test_questions_are_told_apart(message: str, asking: list[str]) -> None:
    """Marks, lines and numbers cut, and joints where a question of its own follows."""
    assert [clause.text for clause in clauses(message) if clause.asks] == asking


@pytest.mark.parametrize(
    ("message", "listed"),
    [
        ("shipping, returns?", ["shipping", "returns"]),
        ("shipping?? returns??", ["shipping", "returns"]),
        ("I need a car\nI need a job", ["I need a car", "I need a job"]),
        ("1) opening hours\n2) what does it cost", ["opening hours", "what does it cost"]),
        ("* parking\n* i cant log in", ["parking", "i cant log in"]),
        ("who owns it\nhow big is it", ["who owns it", "how big is it"]),
        ("battery life", []),
        ("my order is late, order number 12", []),
        ("hey all\ni was trying to sign up\nbut it failed\nwho owns it", []),
        ("i bought it yesterday, it is broken", []),
    ],
)
def test_items_of_a_list_are_told_apart(message: str, listed: list[str]) -> None:
    """On lines, by marks between; where lines or stretches tell something it is no list."""
    assert [item.text for item in items(message)] == listed


@pytest.mark.parametrize(
    ("question", "readings"),
    [
        ("is it blocked or slow", ("is it blocked", "is it slow")),
        ("who owns this or that", ()),
        ("what is the fee and the deadline", ("what is the fee", "what is the deadline")),
        ("is wood or steel used there", ("is wood used there", "is steel used there")),
        ("who built it and why", ()),
        ("who built it", ()),
    ],
)
def test_alternatives_are_read_one_by_one(question: str, readings: tuple[str, ...]) -> None:
    """With what stands before and after both of them."""
    assert alternatives(question) == readings


@given(st.text(alphabet="ab >-1.?,\n", max_size=60))
def test_cutting_adds_no_word(message: str) -> None:
    """Every clause and item is a stretch of what was typed."""
    said = set(tokens(message))
    for clause in (*clauses(message), *items(message)):
        assert said.issuperset(tokens(clause.text))


def test_a_quoted_line_is_no_question_unless_it_is_all_that_is_said() -> None:
    """It is what the question is about."""
    assert unquoted("> is it red\nwho owns it") == ("who owns it", "is it red")
    assert unquoted("> is it red") == ("> is it red", "")


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("hey, can you tell me when it opens? thanks!", "when it opens?"),
        ("hi all, who owns it?", "who owns it?"),
        ("who owns it, please?", "who owns it?"),
        ("I'd like to know who's in – thank you", "who's in"),
        ("btw is it open or not?", "is it open?"),
        ("does anyone know the price", "the price"),
        ("who said please first", "who said please first"),
        ("thanks a lot please", "thanks a lot please"),
        ("hi", "hi"),
        ("?!", "?!"),
    ],
)
def test_manners_are_no_part_of_a_question(message: str, question: str) -> None:
    """What stands around a question out of politeness is not read; by itself it is."""
    assert unframed(message) == question


@given(st.lists(st.sampled_from(["hey", "can you tell me", "who", "owns", "it?", "please", "–"])))
def test_manners_are_taken_off_once_and_leave_words(parts: list[str]) -> None:
    """What is left has words, if there were any, none that was not typed, and no manners."""
    message = " ".join(parts)
    left = unframed(message)
    assert bool(tokens(left)) == bool(tokens(message))
    assert set(tokens(left)) <= set(tokens(message))
    assert unframed(left) == left
