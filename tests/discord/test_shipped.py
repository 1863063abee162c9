"""The FAQ that is shipped: every entry is rendered and accepted, over the wire."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.discord.buttons import reference_of
from bot.discord.commands import CHOSEN
from bot.faq.store import FaqStore
from tests.discord.conftest import Room, Starter

FAQ = Path(__file__).parents[2] / "faq"


@pytest.fixture(scope="module")
def shipped() -> FaqStore:
    return FaqStore(FAQ)


@pytest.fixture
def store(shipped: FaqStore) -> FaqStore:
    """The shipped FAQ in place of the small one."""
    return shipped


async def test_every_entry_is_accepted(room: Room, start: Starter, store: FaqStore) -> None:
    """Each entry's card and each one's context pass Discord's checks and quote the article."""
    await start()
    for entry in store.current.entries:
        done = await room.alice.ask_command(
            "ask", in_channel=room.general, question=CHOSEN + reference_of(entry)
        )
        assert done.message is not None
        plain = done.message.text.replace("\\", "")
        assert all(citation.quote in plain for citation in entry.citations)
        context = await room.alice.click(done.message, "In context")
        assert context.message is not None
        assert "**" in context.message.text
