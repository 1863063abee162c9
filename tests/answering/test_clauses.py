"""Clauses: the stretches of a message that may be its question."""

from __future__ import annotations

import pytest

from bot.answering.cutting import clauses
from bot.answering.message import MOST_CLAUSES


@pytest.mark.parametrize(
    ("message", "asking"),
    [
        ("who owns it", ["who owns it"]),
        ("who owns it and how big is it", ["who owns it", "and how big is it"]),
        ("what was hacked & who did it", ["what was hacked", "who did it"]),
        ("i travel a lot, is it blocked there? thanks", ["is it blocked there"]),
        ("is it red and white", ["is it red and white"]),
    ],
)
def test_questions_are_told_apart(message: str, asking: list[str]) -> None:
    """Marks cut, and joints where a question of its own follows."""
    assert [clause.text for clause in clauses(message) if clause.asks] == asking


def test_a_rambling_message_is_bounded() -> None:
    """The last clauses are kept: people ramble first and ask then."""
    found = clauses("one thing. " * 40 + "who owns it?")
    assert len(found) <= MOST_CLAUSES
    assert found[-1].text == "who owns it"
