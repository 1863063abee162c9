"""A server of the sandbox's Discord with the real bot in it, as members meet it."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route
from discord.state import ConnectionState

from bot.answering.answerer import Answerer
from bot.answering.reply import Response
from bot.discord.client import FootnoteBot
from bot.discord.connection import point_at
from bot.discord.doctor import Diagnosis, examine
from bot.discord.options import CooldownLimits, Options
from bot.discord.running import Ending, serve
from bot.discord.service import Recorder, Service
from bot.faq.store import FaqStore
from bot.ledger.ledger import Ledger
from bot.sandbox import (
    ActingMember,
    Channel,
    ChannelType,
    Guild,
    Message,
    Overwrite,
    Permission,
    Sandbox,
    World,
)
from tests.conftest import REMEMBERED, Folder, new_ledger

PLENTY = CooldownLimits(member=10_000, channel=10_000, seconds=1.0)


@dataclass(slots=True)
class DiscordServer:
    """A server with members, a moderator and channels of each kind, served by a sandbox."""

    sandbox: Sandbox
    guild: Guild
    general: Channel
    quiet: Channel
    forum: Channel
    pardoned: set[int] = field(default_factory=set)
    """The statuses of refusals that a test is about; any other refusal fails the test."""

    @property
    def alice(self) -> ActingMember:
        return self.sandbox.member("alice")

    @property
    def bob(self) -> ActingMember:
        return self.sandbox.member("bob")

    @property
    def mona(self) -> ActingMember:
        """The moderator."""
        return self.sandbox.member("mona")

    async def asked(self, text: str, by: str = "alice", channel: Channel | None = None) -> Message:
        """Mention the bot with a question and give its reply."""
        where = channel or self.general
        await self.sandbox.member(by).say(where, f"{self.sandbox.bot_mention} {text}")
        return await self.sandbox.next_message(where)

    def said(self, channel: Channel | None = None) -> list[Message]:
        """What the bot has said in a channel, for all to see or not."""
        said = self.sandbox.messages(channel or self.general)
        return [one for one in said if one.author_id == self.sandbox.bot.id]

    async def gone(self, card: Message) -> None:
        """Wait until a card does not stand any more."""
        world = self.sandbox.world
        await self.sandbox.events.until(lambda: not world.stands(card), "the card to be gone")

    async def listens(self, channel: Channel, switch: str = "on") -> str:
        """Have the moderator switch listening; what they are told."""
        done = await self.mona.ask_command("faq listen", switch=switch, channel=channel.id)
        assert done.ephemeral
        return done.shown.text

    async def silent(self, channel: Channel) -> bool:
        """Whether the next that the bot says there is the answer to a mention that comes now."""
        said = f"{self.sandbox.bot_mention} How hot did the kiln get?"
        mention = await self.alice.say(channel, said)
        answer = await self.sandbox.next_message(channel)
        return answer.reference is not None and answer.reference.id == mention.id

    async def untouched(self, post: Channel) -> bool:
        """Whether a post has no word of the bot once it has answered two mentions elsewhere.

        A person's word in the post itself would keep it silent there.
        """
        for _ in range(2):  # the first of them may overtake what the post would get
            await self.asked("How hot did the kiln get?")
        return not self.said(post)


def build_server(world: World) -> tuple[Guild, Channel, Channel, Channel]:
    guild = world.add_guild("Reading room")
    world.add_member(guild, "alice")
    world.add_member(guild, "bob")
    rights = Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD
    world.add_member(guild, "mona", world.add_role(guild, "moderators", rights))
    hidden = Overwrite(world.bot.id, of_member=True, deny=Permission.SEND_MESSAGES)
    return (
        guild,
        world.add_channel(guild, "general"),
        world.add_channel(guild, "quiet", overwrites=(hidden,)),
        world.add_channel(guild, "help", ChannelType.FORUM),
    )


def described() -> Path | None:
    """A copy of Discord's own description, where `DISCORD_OPENAPI` says that there is one."""
    place = os.environ.get("DISCORD_OPENAPI")
    return Path(place) if place else None


@pytest.fixture
async def server() -> AsyncIterator[DiscordServer]:
    world = World()
    guild, general, quiet, forum = build_server(world)
    async with Sandbox(world, openapi=described()) as sandbox:
        # Discord's three seconds are for a machine that is not busy with other things.
        sandbox.services.interactions.seconds_to_respond = 60.0
        made = DiscordServer(sandbox, guild, general, quiet, forum)
        yield made
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


@dataclass(slots=True)
class Running:
    """The bot while it runs, and how to let it go."""

    client: FootnoteBot
    leave: asyncio.Event
    task: asyncio.Task[Ending]
    said: list[str]

    async def stop(self) -> Ending:
        self.leave.set()
        return await self.task


Start = Callable[..., "asyncio.Future[Running]"]


class Starter:
    """Starts the bot in the server, with the options that a test chooses."""

    def __init__(
        self, server: DiscordServer, store: FaqStore, ledger: Ledger, folder: Path
    ) -> None:
        self._server = server
        self._faq_store = store
        self._ledger = ledger
        self.options = Options(
            token=server.sandbox.token,
            api_base=server.sandbox.api_base,
            cooldown=PLENTY,
            runtime_dir=folder,
        )
        self.running: list[Running] = []

    async def __call__(self, **chosen: object) -> Running:
        started = self.launch(**chosen)
        await self._server.sandbox.gateway.connected(started.client.shard_count or 1)
        return started

    def launch(self, **chosen: object) -> Running:
        """Start it without waiting for the connection."""
        chooser: Any = chosen.pop("chooser", None)
        options = replace(self.options, **chosen)  # type: ignore[arg-type]  # a test's own choice
        if options.message_content:
            self._server.sandbox.world.application.message_content = True
        point_at(options.api_base or self._server.sandbox.api_base)
        service = Service(
            Answerer(self._faq_store), self._faq_store, Recorder(self._ledger), options, chooser
        )
        client, leave, said = FootnoteBot(service), asyncio.Event(), list[str]()
        task = asyncio.create_task(serve(client, leave, said.append))
        started = Running(client, leave, task, said)
        self.running.append(started)
        return started

    async def examined(self, **chosen: Any) -> tuple[Diagnosis, ...]:
        """What the doctor finds with Discord's help."""
        point_at(self._server.sandbox.api_base)
        return await examine(self._faq_store, self._ledger, replace(self.options, **chosen))


@pytest.fixture
async def start(
    server: DiscordServer, store: FaqStore, ledger: Ledger, tmp_path: Path
) -> AsyncIterator[Starter]:
    starter = Starter(server, store, ledger, tmp_path / "run")
    yield starter
    for one in starter.running:
        await one.stop()


@pytest.fixture
async def running(start: Starter) -> Running:
    """The bot with the default options."""
    return await start()


@pytest.fixture
def asked_with(
    running: Running, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, tuple[str, ...]]]:
    """Each question that the answerer is asked, with the questions before it."""
    found: list[tuple[str, tuple[str, ...]]] = []
    answer = running.client.service.answerer.ask

    def listened_in(question: str, history: Sequence[str] = ()) -> Response:
        found.append((question, tuple(history)))
        return answer(question, history)

    monkeypatch.setattr(running.client.service.answerer, "ask", listened_in)
    return found
