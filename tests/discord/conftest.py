"""The fixtures of Discord's tests: the server, the bot in it, what it reads and keeps."""

from __future__ import annotations

import contextlib
import os
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

from bot.answering.reply import Response
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.sandbox import Sandbox, World
from tests.conftest import REMEMBERED, Folder, new_ledger
from tests.discord.server import Running, Server, Starter, build_server

Asked = list[tuple[str, tuple[str, ...]]]


@pytest.fixture
async def server(
    folder: Folder, store: FaqStore, ledger: Ledger, tmp_path: Path
) -> AsyncIterator[Server]:
    world = World()
    guild, general, quiet, forum = build_server(world)
    described = os.environ.get("DISCORD_OPENAPI")  # a copy of Discord's own description
    async with Sandbox(world, openapi=Path(described) if described else None) as sandbox:
        # Discord's three seconds are for a machine that is not busy with other things.
        sandbox.services.interactions.seconds_to_respond = 60.0
        made = Server(sandbox, guild, general, quiet, forum)
        made.write, made.store, made.ledger = folder, store, ledger
        made.start = Starter(made, store, ledger, tmp_path / "run")
        yield made
        for one in made.start.running:
            await one.stop()
        refused = [one for one in sandbox.journal.refused if one.status not in made.pardoned]
        assert not refused, [str(one) for one in refused]


@pytest.fixture(autouse=True)
def _no_lasting_address() -> Iterator[None]:
    """A test that points the client at its sandbox leaves no trace of it."""
    rest, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    yield
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = rest, yarl.URL(gateway)


@pytest.fixture(autouse=True)
def _hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """discord.py waits two seconds for servers that may still come; the sandbox sends all at once.

    Tries after a lost connection follow each other fast: how long an outage takes is of no account.
    """
    short = property(lambda _state: 0.1, lambda _state, _seconds: None)
    monkeypatch.setattr(ConnectionState, "guild_ready_timeout", short, raising=False)
    monkeypatch.setattr("bot.discord.connection.PAUSE", 0.1)
    monkeypatch.setattr("bot.discord.connection.LOOK_EVERY", 0.1)
    monkeypatch.setattr("bot.discord.health.LOOK_EVERY", 0.1)


@pytest.fixture
def store(folder: Folder) -> FaqStore:
    return FaqStore(folder(), memory=REMEMBERED)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with contextlib.closing(new_ledger(tmp_path / "ledger.db")) as opened:
        yield opened


@pytest.fixture
async def running(server: Server, request: pytest.FixtureRequest) -> Running:
    """The bot with the default options, or with those of `started_with`."""
    return await server.start(**getattr(request, "param", {}))


@pytest.fixture
def asked_with(running: Running, monkeypatch: pytest.MonkeyPatch) -> Asked:
    """Each question that the answerer is asked, with the questions before it."""
    found: Asked = []
    answer = running.client.service.answerer.ask

    def listened_in(question: str, history: Sequence[str] = ()) -> Response:
        found.append((question, tuple(history)))
        return answer(question, history)

    monkeypatch.setattr(running.client.service.answerer, "ask", listened_in)
    return found
