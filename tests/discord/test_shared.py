"""Several processes share one PostgreSQL: what one of them keeps the others know."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from tests.discord.conftest import Room, Starter
from tests.discord.test_asking import ask, registered
from tests.discord.test_clicks import pressed

# The server and its databases are the ledger's own tests'.
from tests.ledger.postgres import postgres_address, postgres_server  # noqa: F401  fixtures

pytestmark = pytest.mark.postgres
COST = "how much did the kiln cost?"


@contextlib.asynccontextmanager
async def served(room: Room, store: FaqStore, address: str, folder: Path) -> AsyncIterator[None]:
    """A bot over a database, with a ledger of its own, as another process has."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        running = await Starter(room, store, ledger, folder)()
        try:
            yield
        finally:
            await running.stop()


async def test_what_one_process_keeps_another_shows_and_erases(
    room: Room,
    store: FaqStore,
    tmp_path: Path,
    postgres_address: str,  # noqa: F811  the fixture
) -> None:
    """Questions, opinions, channels and the commands' hash are in the database, not in a process.

    They are asked for over the wire, and `/privacy` erases them there.
    """
    async with served(room, store, postgres_address, tmp_path / "first"):
        await pressed(room.alice, await ask(room, COST), "Ask the editors")
        await pressed(room.bob, await ask(room, "kiln temperature"), "👍")
        await room.mona.ask_command(
            "faq listen", in_channel=room.general, switch="on", channel=room.forum.id
        )
    async with served(room, store, postgres_address, tmp_path / "second"):
        status = await room.mona.ask_command("faq status", in_channel=room.general)
        assert status.message is not None
        assert f"<#{room.forum.id}>" in status.message.text
        own = await room.alice.ask_command("privacy", in_channel=room.general)
        assert own.message is not None
        assert COST in own.message.text
        assert "1 question" in (await pressed(room.alice, own.message, "Erase my questions")).text
    assert len(registered(room)) == 1
    with contextlib.closing(Ledger.open(postgres_address)) as ledger:
        assert ledger.gaps() == ()
        assert [(one.verdict, one.clicks) for one in ledger.opinions()] == [("up", 1)]
