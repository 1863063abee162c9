"""`footnote chat`: a conversation in lines."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from bot.answering.answerer import Answerer
from bot.answering.reply import Closest, Evidence, Part, Response
from bot.app import open_answerer
from bot.terminal.chat import converse
from tests.conftest import Folder


@pytest.fixture
def answerer(folder: Folder) -> Answerer:
    return open_answerer(folder())


def said(answerer: Answerer, *typed: str) -> str:
    """What a conversation in which somebody types this prints."""
    out = io.StringIO()
    converse(answerer, typed, out)
    return out.getvalue()


def test_a_conversation_offers_follow_ups_by_number(answerer: Answerer) -> None:
    """Follow-ups are offered by number, and a number asks them."""
    printed = said(answerer, "How hot did the kiln get?\n", "1\n")
    assert "  1. Who built the kiln?" in printed
    assert "[1] Mara Lindqvist built it in 2019." in printed
    assert printed.endswith("Goodbye!\n")


@pytest.mark.parametrize("others", [True, False])
def test_the_closest_offers_others_or_else_what_follows(
    answerer: Answerer, monkeypatch: pytest.MonkeyPatch, others: bool
) -> None:
    """Beside the closest the other options are numbered; without any, its follow-ups are."""
    entry, built, fires = answerer.knowledge.entries
    part = Part("hot", Closest(entry, (fires,) if others else ()), 0.4, (), Evidence())
    response = Response("hot", (part,), "f00", answerer.knowledge.by_id)
    monkeypatch.setattr(answerer, "ask", lambda *_: response)
    printed = said(answerer, "hot\n")
    assert f"  1. {(fires if others else built).question}" in printed
    assert "  2." not in printed


def test_a_number_that_was_not_offered_is_a_question(answerer: Answerer) -> None:
    """A number that nothing was offered under is asked like anything else."""
    typed = ("How hot did the kiln get?", "9" * 5_000, "²", "0", "0000000019")
    # The answer's marker and its citation, nothing more.
    assert said(answerer, *typed).count("[1]") == 2


@pytest.mark.parametrize("line", ["\n", "quit\n", "Exit", " QUIT "])
def test_a_word_to_leave_or_an_empty_line_leaves(answerer: Answerer, line: str) -> None:
    """The words quit and exit, and an empty line, end the conversation; its start says so."""
    printed = said(answerer, line, "How hot did the kiln get?")
    assert "quit, exit or Ctrl-D leaves" in printed
    assert "1,240" not in printed


def test_an_interrupt_leaves_cleanly(answerer: Answerer) -> None:
    """Ctrl-C leaves with a word of goodbye."""

    def typed() -> Iterator[str]:
        yield "How hot did the kiln get?"
        raise KeyboardInterrupt

    out = io.StringIO()
    converse(answerer, typed(), out)
    assert out.getvalue().endswith("Goodbye!\n")


def test_why_tells_what_decided_the_last_reply(answerer: Answerer) -> None:
    """`/why` explains in five lines, `/why all` by tables, and neither counts as a question."""
    printed = said(answerer, "/why", "how hot was the kiln\n", "/why\n", "/WHY  all", "1")
    assert "There is no reply yet." in printed
    assert printed.count("Why, for “how hot was the kiln”") == 2
    assert printed.count("Nearest entries") == 1
    assert printed.rindex("Mara Lindqvist built it in 2019") > printed.rindex("Why, for")
