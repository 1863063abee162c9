"""Ways: what kind of thing a question wants back."""

from __future__ import annotations

import pytest

from bot.matching.lexicon import asks


@pytest.mark.parametrize(
    ("question", "way"),
    [
        ("when did it start", "when"),
        ("on what exact date did they confirm it", "when"),
        ("do you know when it starts", "when"),
        ("will it load when i am there", "whether"),
        ("how many users are there", "how many"),
        ("how heavy is it", "how many"),
        ("how did they do it", "how"),
        ("how do i clean it", "how to"),
        ("how long does it take", "how long"),
        ("what was the reason", "why"),
        ("hey so who built it", "who"),
        ("is it open", "whether"),
        ("linkedin owner", ""),
    ],
)
def test_a_question_asks_in_one_way(question: str, way: str) -> None:
    """The first question word that really asks decides."""
    assert asks(question.split()) == way
