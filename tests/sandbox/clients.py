"""A real discord.py client, pointed at the sandbox while a test runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import discord
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.sandbox import Sandbox

B = TypeVar("B", bound=discord.Client)
JSON = {"Content-Type": "application/json"}
Setup = Callable[["Bot"], Awaitable[None]]


class Bot(discord.Client):
    """A client that does what a test tells it in `setup`, and notes what it hears."""

    def __init__(self, setup: Setup | None = None, **options: Any) -> None:
        options.setdefault("intents", discord.Intents.default())
        super().__init__(
            allowed_mentions=discord.AllowedMentions.none(), max_messages=None, **options
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.events: list[str] = []
        self._setup = setup

    async def setup_hook(self) -> None:
        """Let the test register what it needs."""
        if self._setup is not None:
            await self._setup(self)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify at once: the sandbox doesn't ask for five seconds in between."""

    async def on_socket_event_type(self, kind: str) -> None:
        """Note every event of the gateway."""
        self.events.append(kind)

    async def on_message(self, message: discord.Message) -> None:
        """Note what others write; answer those who mention the bot."""
        if self.user is None or message.author.id == self.user.id:
            return
        self.heard.append(message)
        if self.user in message.mentions or message.guild is None:
            await message.reply(f"echo: {message.content}", mention_author=True)


@contextlib.contextmanager
def pointed_at(sandbox: Sandbox) -> Any:
    """Have discord.py find the sandbox where it would find Discord."""
    base, gateway = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE = sandbox.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(sandbox.gateway.url)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = base, gateway


@contextlib.asynccontextmanager
async def running(sandbox: Sandbox, bot: B, shards: int = 1) -> AsyncIterator[B]:
    """A client that is logged in and connected."""
    with pointed_at(sandbox):
        task = asyncio.create_task(bot.start(sandbox.token))
        connected = asyncio.create_task(sandbox.gateway.connected(shards))
        try:
            await asyncio.wait({task, connected}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                await task
            await connected
            yield bot
        finally:
            connected.cancel()
            await bot.close()
            await asyncio.wait({task})


@dataclass(slots=True)
class Raw:
    """Requests of the bot without a client that would check or mend them."""

    sandbox: Sandbox
    session: aiohttp.ClientSession

    async def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        data: bytes | None = None,
        headers: Mapping[str, str] = JSON,
    ) -> tuple[int, Any]:
        """Send a body, or the bytes of one; the status and the answer's JSON."""
        sent = data if body is None else json.dumps(body).encode()
        token = {"Authorization": f"Bot {self.sandbox.token}"}
        url = self.sandbox.api_base + path
        async with self.session.request(
            method, url, data=sent, headers={**token, **headers}
        ) as got:
            text = await got.text()
            return got.status, json.loads(text) if text else None

    async def code(self, method: str, path: str, body: Any = None) -> int:
        """Send a body that is refused; Discord's code for why."""
        _, said = await self.send(method, path, body)
        return int(said["code"])


async def looked(session: aiohttp.ClientSession, path: str, **headers: str) -> tuple[int, Any]:
    """What a page gets that looks something up: the status and the JSON."""
    async with session.get(path, headers=headers) as got:
        return got.status, await got.json()


@contextlib.asynccontextmanager
async def entered(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    """The session of a browser that has come in with a key."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(sandbox.url, cookie_jar=jar) as session:
        async with session.post("/sandbox/enter", json={"key": sandbox.access.new_key()}) as got:
            assert got.status == 200
        yield session
