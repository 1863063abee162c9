"""Before deployment it is proved that every entry can be shown."""

from __future__ import annotations

from pathlib import Path

from bot.answering.entry import Entry, Faq
from bot.answering.knowledge import Knowledge
from bot.article.article import Article
from bot.discord.buttons import reference_of
from bot.discord.card_check import excess
from bot.discord.commands import CHOSEN
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from tests.conftest import compiled
from tests.discord.conftest import DiscordServer, Starter

FAQ = Path(__file__).parents[2] / "faq"


def one(question: str, answer: str | None = None) -> str | None:
    story = Article.of("a.txt", "One. Two.")
    entry = Entry("e", (question,), answer, (story.cite(1),))
    return excess(Knowledge.build([Faq("f.yaml", story, (entry,))], "f00d"), entry)


def test_a_small_faq_is_fine(store: FaqStore) -> None:
    """Nothing is found about entries that fit."""
    knowledge = store.current
    assert [excess(knowledge, entry) for entry in knowledge.entries] == [None] * 3


def test_a_long_answer_is_fine() -> None:
    """What exceeds a card is cut, with a way to the rest; links of any length are shown whole.

    A question longer than a choice while typing is cut off there: editors should know.
    """
    address = "https://example.org/" + "a" * 220
    assert one("What?", "A sentence of the answer. " * 900) is None
    assert one("What?", f"[{'*' * 60}]({address}) {address} " * 40) is None
    assert "101 characters" in (one("what " * 20 + "?") or "")


async def test_every_entry_of_the_shipped_faq_is_accepted(
    server: DiscordServer, ledger: Ledger, tmp_path: Path
) -> None:
    """Each entry's card and each one's context pass Discord's checks and quote the article."""
    store = FaqStore(FAQ, memory=compiled())
    running = await Starter(server, store, ledger, tmp_path / "run")()
    for entry in store.current.entries:
        done = await server.alice.ask_command("ask", question=CHOSEN + reference_of(entry))
        plain = done.shown.text.replace("\\", "")
        assert all(citation.quote in plain for citation in entry.citations)
        context = await server.alice.click(done.shown, "In context")
        assert "**" in context.shown.text
    await running.stop()
