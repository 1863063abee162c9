"""A database that hangs, is locked or gone: members are told so, and nothing else hangs with it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.discord.health import SignOfLife, health, write_sign
from bot.discord.options import Options
from bot.discord.service import Recorder
from bot.faq.store import FaqStore
from bot.ledger.errors import LedgerDown
from bot.ledger.ledger import Ledger
from bot.ledger.records import Tally
from bot.sandbox import Message
from tests.discord.conftest import DiscordServer, Running, Starter
from tests.discord.test_asking import ask
from tests.discord.test_clicks import pressed
from tests.discord.test_running import footnote_run
from tests.discord.test_sync import written
from tests.ledger.conftest import DAY
from tests.ledger.postgres import restart, standing_still

HOT = "kiln temperature"
COST = "how much did the kiln cost?"
AWAY = "database does not answer"


@pytest.fixture
def shared(postgres_address: str) -> Iterator[Ledger]:
    with contextlib.closing(Ledger.open(postgres_address)) as ledger:
        yield ledger


@pytest.fixture
async def served(
    server: DiscordServer, store: FaqStore, shared: Ledger, tmp_path: Path
) -> AsyncIterator[Running]:
    """The bot over PostgreSQL."""
    running = await Starter(server, store, shared, tmp_path / "run")()
    yield running
    await running.stop()


async def commanded(server: DiscordServer, name: str) -> Message:
    done = await server.mona.ask_command(name)
    return done.shown


@pytest.mark.postgres
async def test_a_database_that_stands_still_is_told_and_nothing_else_stands_still(
    server: DiscordServer,
    served: Running,
    shared: Ledger,
    postgres_server: Path,
) -> None:
    """Every click and command is answered in words, questions are answered, and nothing is kept."""
    gap, card = await ask(server, COST), await ask(server, HOT)
    recorder = served.client.service.recorder
    with standing_still(postgres_server):
        async with asyncio.timeout(60):
            sent, liked, privacy, status = await asyncio.gather(
                pressed(server.alice, gap, "Ask the editors"),
                pressed(server.bob, card, "👍"),
                commanded(server, "privacy"),
                commanded(server, "faq status"),
            )
        assert [AWAY in one.text for one in (sent, liked, privacy, status)] == [True] * 4
        assert "FAQ `" in status.text
        assert "1,240" in (await server.asked(HOT)).text
        for _ in range(3):  # more attempts leave no more behind
            await recorder.write_counts()
        assert recorder.trouble
    while recorder.trouble:
        await recorder.write_counts()
    assert not shared.gaps()
    assert not shared.opinions()
    assert "will see your question" in (await pressed(server.alice, gap, "Ask the editors")).text
    assert len(shared.gaps()) == 1


@pytest.mark.postgres
async def test_a_database_that_is_known_to_hang_is_not_waited_for(
    shared: Ledger,
    postgres_server: Path,
) -> None:
    """After the first request that was given up, others fail without touching the database."""
    recorder = Recorder(shared, seconds=0.5)
    with standing_still(postgres_server):
        first = [asyncio.create_task(recorder.do(Ledger.listening)) for _ in range(50)]
        outcomes = await asyncio.gather(*first, return_exceptions=True)
        assert all(isinstance(outcome, LedgerDown) for outcome in outcomes)
        done = []
        recorder._hangs = True  # noqa: SLF001  as after a request that took its full time
        with pytest.raises(LedgerDown):
            await recorder.do(lambda _: done.append(1))
    assert not done


@pytest.mark.postgres
async def test_a_database_that_was_started_again_is_used_again(
    server: DiscordServer,
    served: Running,
    shared: Ledger,
    postgres_server: Path,
) -> None:
    """After a restart of the server the next click is kept: broken connections are replaced."""
    card = await ask(server, HOT)
    assert "Noted" in (await pressed(server.alice, card, "👍")).text
    await asyncio.to_thread(restart, postgres_server)
    await served.client.service.recorder.write_counts()
    assert "Noted" in (await pressed(server.bob, card, "👍")).text
    assert [one.clicks for one in shared.opinions()] == [2]


@pytest.mark.postgres
async def test_what_cannot_be_remembered_is_tried_again_by_a_supervisor(
    server: DiscordServer,
    store: FaqStore,
    shared: Ledger,
    tmp_path: Path,
    postgres_server: Path,
) -> None:
    """A database that stops answering before anything is served: exit status 7."""
    with standing_still(postgres_server):
        ending = await Starter(server, store, shared, tmp_path / "run").launch().task
    assert ending.status == 7
    assert "does not answer" in ending.words


@pytest.mark.postgres
async def test_a_process_whose_database_stands_still_ends_when_told_to(
    server: DiscordServer,
    store: FaqStore,
    tmp_path: Path,
    postgres_address: str,
    postgres_server: Path,
) -> None:
    """SIGTERM ends it within five seconds with status 0; meanwhile health says "Degraded"."""
    options = Options(token=server.sandbox.token, runtime_dir=tmp_path / "run")
    process = await footnote_run(server, store, tmp_path, DATABASE_URL=postgres_address)
    await server.sandbox.gateway.connected()
    gap = await ask(server, COST)
    with standing_still(postgres_server):
        assert AWAY in (await pressed(server.alice, gap, "Ask the editors")).text
        async with asyncio.timeout(60):
            while "Degraded" not in health(options).words:  # noqa: ASYNC110  it tells no event
                await asyncio.sleep(0.05)
        assert health(options).serving
        hanging = asyncio.create_task(server.alice.click(gap, "Ask the editors"))
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), 60)
        hanging.cancel()
    assert process.returncode == 0


async def test_counts_that_cannot_be_written_are_bounded(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted while the database is away is written afterwards, up to a bound."""
    most = 50
    monkeypatch.setattr("bot.discord.service.MOST_TALLIES", most)
    recorder = Recorder(ledger)
    for number in range(most + 5):
        recorder.note(Tally(DAY, "answer", f"entry-{number}"))
        recorder.note(Tally(DAY, "answer", "entry-0"))
    await recorder.write_counts()
    written = {one.tally.entry: one.times for one in ledger.counts()}
    assert len(written) == most
    assert written["entry-0"] == most + 6


def test_a_full_folder_does_not_hide_that_the_process_serves(tmp_path: Path) -> None:
    """Where no sign can be written for want of space, an empty one still tells of a good process.

    A folder in the place of the file that is written first stands for the full disk.
    """
    options = Options(token="a.b.c", runtime_dir=tmp_path)  # noqa: S106  of no use anywhere
    sign = SignOfLife(1_000.0, 1, True, 1, 0, "f00d")
    write_sign(options, sign)
    (file,) = tmp_path.iterdir()
    file.with_name(f"{file.name}.{os.getpid()}.tmp").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_sign(options, replace(sign, at=2_000.0))
    assert health(options, now=2_001.0).serving
    assert "no space" in health(options, now=2_001.0).words
    assert "60 seconds old" in health(options, now=2_060.0).words
    with pytest.raises(OSError, match="directory"):
        write_sign(options, replace(sign, at=3_000.0, connected=False))
    assert not health(options, now=3_001.0).serving


# --- Several processes share one database ---


@contextlib.asynccontextmanager
async def process_over(
    server: DiscordServer, store: FaqStore, address: str, folder: Path
) -> AsyncIterator[None]:
    """A bot over a database, with a ledger of its own, as another process has."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        running = await Starter(server, store, ledger, folder)()
        try:
            yield
        finally:
            await running.stop()


@pytest.mark.postgres
async def test_what_one_process_keeps_another_shows_and_erases(
    server: DiscordServer,
    store: FaqStore,
    tmp_path: Path,
    postgres_address: str,
) -> None:
    """Questions, opinions, channels and the commands' hash are in the database, not in a process.

    They are asked for over the wire, and `/privacy` erases them there.
    """
    async with process_over(server, store, postgres_address, tmp_path / "first"):
        await pressed(server.alice, await ask(server, COST), "Ask the editors")
        await pressed(server.bob, await ask(server, "kiln temperature"), "👍")
        await server.mona.ask_command("faq listen", switch="on", channel=server.forum.id)
    async with process_over(server, store, postgres_address, tmp_path / "second"):
        status = await server.mona.ask_command("faq status")
        assert f"<#{server.forum.id}>" in status.shown.text
        own = await server.alice.ask_command("privacy")
        assert COST in own.shown.text
        assert "1 question" in (await pressed(server.alice, own.shown, "Erase my questions")).text
    assert len(written(server)) == 1
    with contextlib.closing(Ledger.open(postgres_address)) as ledger:
        assert ledger.gaps() == ()
        assert [(one.verdict, one.clicks) for one in ledger.opinions()] == [("up", 1)]
