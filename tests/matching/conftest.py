"""A small library's FAQ, for the tests of the ranker."""

from __future__ import annotations

import pytest

from bot.matching.ranker import Phrasing, Ranker

ENTRIES = (
    ("Why did the library close its reading room?", "why is the reading room shut"),
    ("When will the reading room open again?", "reopening date of the reading room"),
    ("How do I renew a borrowed book?", "extend the loan of a book", "keep a book for longer"),
    ("What does a library card cost?", "price of membership", "how much is a card"),
    ("Can I get my money back for a lost card?", "refund for a card that I lost"),
    ("Who may borrow films and music?", "are films lent to children"),
)
PHRASINGS = tuple(Phrasing(i, text) for i, texts in enumerate(ENTRIES) for text in texts)


@pytest.fixture(scope="session")
def ranker() -> Ranker:
    return Ranker(PHRASINGS)
