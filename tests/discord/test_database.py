"""A database that hangs, is locked or gone: members are told so, and nothing else hangs with it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.discord.health import health
from bot.discord.service import Recorder
from bot.ledger.errors import LedgerDown
from bot.ledger.ledger import Ledger
from bot.sandbox import Message
from tests.discord.server import HOT, Server, pressed
from tests.discord.test_clicks import clicks, gaps
from tests.discord.test_sync import written
from tests.ledger.postgres import restart, standing_still

pytestmark = pytest.mark.postgres

COST = "how much did the kiln cost?"
AWAY = "database does not answer"


@pytest.fixture
def ledger(postgres_address: str) -> Iterator[Ledger]:
    """The bot's ledger, in PostgreSQL."""
    with contextlib.closing(Ledger.open(postgres_address)) as opened:
        yield opened


async def commanded(server: Server, name: str) -> Message:
    return (await server.mona.ask_command(name)).shown


@pytest.mark.usefixtures("running")
async def test_a_database_that_stands_still_is_told_and_nothing_else_stands_still(
    server: Server, postgres_server: Path
) -> None:
    """Every click and command is answered in words, questions are answered, and nothing is kept."""
    gap, card = await server.ask(COST), await server.ask(HOT)
    recorder = server.service.recorder
    with standing_still(postgres_server):
        async with asyncio.timeout(60):
            told = await asyncio.gather(
                pressed(server.alice, gap, "Ask the editors"),
                pressed(server.bob, card, "👍"),
                commanded(server, "privacy"),
                commanded(server, "faq status"),
            )
        assert [AWAY in one.text for one in told] == [True] * 4
        assert "FAQ `" in told[-1].text
        assert "1,240" in (await server.asked()).text
        for _ in range(3):  # more attempts leave no more behind
            await recorder.write_counts()
        assert recorder.trouble
    while recorder.trouble:
        await recorder.write_counts()
    assert (gaps(server.ledger), clicks(server.ledger)) == ([], [])
    assert "will see your question" in (await pressed(server.alice, gap, "Ask the editors")).text
    assert gaps(server.ledger) == [(COST, "not_covered", "")]


async def test_a_database_that_hangs_is_not_waited_for(
    ledger: Ledger, postgres_server: Path
) -> None:
    """After the first request that was given up, others fail without touching the database."""
    recorder = Recorder(ledger, seconds=0.5)
    with standing_still(postgres_server):
        first = [recorder.do(Ledger.listening) for _ in range(50)]
        outcomes = await asyncio.gather(*first, return_exceptions=True)
        assert all(isinstance(outcome, LedgerDown) for outcome in outcomes)
        done = []
        recorder._hangs = True  # noqa: SLF001  as after a request that took its full time
        with pytest.raises(LedgerDown):
            await recorder.do(lambda _: done.append(1))
    assert not done


@pytest.mark.usefixtures("running")
async def test_a_database_that_is_back_is_used_again(server: Server, postgres_server: Path) -> None:
    """After a restart of the server the next click is kept: broken connections are replaced."""
    card = await server.ask(HOT)
    assert "Noted" in (await pressed(server.alice, card, "👍")).text
    await asyncio.to_thread(restart, postgres_server)
    await server.service.recorder.write_counts()
    assert "Noted" in (await pressed(server.bob, card, "👍")).text
    assert clicks(server.ledger) == [("how-hot", "up", 2)]


async def test_what_cannot_be_remembered_is_tried_again_by_a_supervisor(
    server: Server, postgres_server: Path
) -> None:
    """A database that stops answering before anything is served: exit status 7."""
    with standing_still(postgres_server):
        ending = await server.start.launch().task
    assert ending.status == 7
    assert "does not answer" in ending.words


async def test_a_process_whose_database_stands_still_ends_when_told_to(
    server: Server, postgres_address: str, postgres_server: Path
) -> None:
    """SIGTERM ends it within five seconds with status 0; meanwhile health says "Degraded"."""
    process = await server.process(DATABASE_URL=postgres_address)
    await server.sandbox.gateway.connected()
    gap = await server.ask(COST)
    with standing_still(postgres_server):
        assert AWAY in (await pressed(server.alice, gap, "Ask the editors")).text
        await server.health_says("Degraded")
        assert health(server.start.options).serving
        hanging = asyncio.create_task(server.alice.click(gap, "Ask the editors"))
        process.terminate()
        await asyncio.wait_for(process.communicate(), 60)
        hanging.cancel()
    assert process.returncode == 0


async def test_what_one_process_keeps_another_shows(server: Server, postgres_address: str) -> None:
    """Questions, opinions, channels and the commands' hash are in the database, not in a process.

    They are asked for over the wire, and `/privacy` erases them there.
    """
    first = await server.process(DATABASE_URL=postgres_address)
    await server.sandbox.gateway.connected()
    await pressed(server.alice, await server.ask(COST), "Ask the editors")
    await pressed(server.bob, await server.ask(HOT), "👍")
    await server.listens(server.forum)
    first.terminate()
    await first.communicate()
    await server.start()
    status = await server.mona.ask_command("faq status")
    assert f"<#{server.forum.id}>" in status.shown.text
    own = (await server.alice.ask_command("privacy")).shown
    assert COST in own.text
    assert "1 question" in (await pressed(server.alice, own, "Erase my questions")).text
    assert len(written(server)) == 1
    assert gaps(server.ledger) == []
    assert clicks(server.ledger) == [("how-hot", "up", 1)]
