"""Before deployment it is proved that every entry can be shown."""

from __future__ import annotations

import pytest

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.article.article import Article
from bot.discord.buttons import reference_of
from bot.discord.card_check import excess
from bot.discord.commands import CHOSEN
from bot.faq.store import FaqStore
from tests.conftest import ROOT, compiled
from tests.discord.server import Server, pressed


@pytest.fixture
def store() -> FaqStore:
    """The shipped FAQ."""
    return FaqStore(ROOT / "faq", memory=compiled())


def excess_of(question: str, answer: str | None = None) -> str | None:
    story = Article.of("a.txt", "One. Two.")
    entry = Entry("e", (question,), answer, (story.cite(1),))
    return excess(Knowledge.build([Faq("f.yaml", story, (entry,))], "f00d"), entry)


def test_a_long_answer_is_fine() -> None:
    """What exceeds a card is cut, with a way to the rest; links of any length are shown whole.

    A question longer than a choice while typing is cut off there: editors should know.
    """
    address = "https://example.org/" + "a" * 220
    assert excess_of("What?", "A sentence of the answer. " * 900) is None
    assert excess_of("What?", f"[{'*' * 60}]({address}) {address} " * 40) is None
    assert "101 characters" in (excess_of("what " * 20 + "?") or "")


@pytest.mark.usefixtures("running")
async def test_every_entry_of_the_shipped_faq_is_accepted(server: Server) -> None:
    """Nothing is found about it; card and context pass Discord's checks and quote the article."""
    knowledge = server.store.current
    for entry in knowledge.entries:
        assert excess(knowledge, entry) is None
        card = await server.ask(CHOSEN + reference_of(entry))
        plain = card.text.replace("\\", "")
        assert all(citation.quote in plain for citation in entry.citations)
        assert "**" in (await pressed(server.alice, card, "In context")).text
