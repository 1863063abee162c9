"""Trying a bot: the sandbox with its page, and the real bot started in it."""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox.bot_process import BotCommand, BotProcess, OnLine
from bot.sandbox.events import alongside
from bot.sandbox.evidence import Evidence, Explain
from bot.sandbox.guild import Permission
from bot.sandbox.script import Script, play
from bot.sandbox.server import Sandbox
from bot.sandbox.services import Tab
from bot.sandbox.transcript import Transcript
from bot.sandbox.world import Application, World

CONNECT_SECONDS = 60.0  # for the bot to connect, on the slowest machine
LOG_LINES = 200


class TryOutFailed(Exception):
    """The bot can't be tried; the message says why."""


def small_server(topic: str) -> World:
    """A server with two channels, a member and a moderator.

    The bot may listen, so that a moderator can switch that on.
    """
    token = secrets.token_urlsafe(32)
    world = World(Application(name="Footnote", message_content=True, token=token))
    guild = world.add_guild("Reading room")
    rights = Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD
    moderators = world.add_role(guild, "moderator", rights)
    world.add_member(guild, world.add_user("alice", shown_as="Alice"))
    world.add_member(guild, world.add_user("mona", shown_as="Mona"), moderators)
    for name in ("general", "help"):
        world.add_channel(guild, name, topic=topic)
    return world


@dataclass(frozen=True, slots=True)
class TryOut:
    """The bot in the sandbox, while it runs."""

    sandbox: Sandbox
    process: BotProcess

    def address(self) -> str:
        """A new address of the page; it opens once. The key is never sent in a request line."""
        return f"{self.sandbox.url}/#key={self.sandbox.access.new_key()}"

    async def _before_it_ends(self, coming: Coroutine[Any, Any, object]) -> int | None:
        """Wait for something; if the bot ends by itself instead, its exit status."""
        ending = asyncio.create_task(self.process.ended())
        awaited = asyncio.create_task(coming)
        try:
            await asyncio.wait({ending, awaited}, return_when=asyncio.FIRST_COMPLETED)
            if not awaited.done():
                return ending.result()
            await awaited
            return None
        finally:
            ending.cancel()
            awaited.cancel()

    async def connected(self) -> None:
        """Wait for the bot to be connected; raises TryOutFailed if it ends instead."""
        coming = self.sandbox.gateway.connected(patience=CONNECT_SECONDS)
        if (status := await self._before_it_ends(coming)) is not None:
            raise TryOutFailed(f"The bot ended with status {status} at once.")

    async def until_left(self, leave: asyncio.Event) -> int | None:
        """Wait until `leave` is set or the bot ends by itself; then its exit status."""
        return await self._before_it_ends(leave.wait())

    async def play(self, script: Script) -> tuple[str, str]:
        """Play a script; the transcript as an HTML page and as text.

        Raises:
            ScriptFault: A step can't be done.
            TryOutFailed: The bot does not come.
        """
        await self.connected()
        channels = await play(script, self.sandbox)
        viewer = self.sandbox.member(script.viewer).user
        title = script.title or "A conversation"
        shown = Transcript(self.sandbox, channels, viewer, title, script.time)
        return shown.html(), shown.text()


@asynccontextmanager
async def try_out(
    command: BotCommand,
    topic: str,
    on_log: OnLine,
    *,
    explain: Explain,
    question_id: int,
    port: int = 0,
) -> AsyncIterator[TryOut]:
    """The sandbox with the bot starting in it, all let go at the end.

    Args:
        command: How the bot is started.
        topic: What the channel says it is about.
        on_log: Gets the bot's log, line by line.
        explain: Tells what decides an answer.
        question_id: The id of the text on the bot's cards that holds the question.
        port: Where to listen; 0 takes a free port.

    Raises:
        TryOutFailed: The port is taken.
    """
    sandbox = Sandbox(small_server(topic), port=port, page=True)
    log: deque[str] = deque(maxlen=LOG_LINES)

    def show_log() -> None:
        parts = {"kind": "lines", "title": "The bot's log", "lines": list(log)}
        sandbox.panel.put(Tab("log", "Log", (parts,)))

    def logged(line: str) -> None:
        log.append(line)
        show_log()
        on_log(line)

    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="footnote-try-")))
        show_log()
        try:
            await stack.enter_async_context(sandbox)
        except OSError as error:
            words = f"Port {port} can't be used ({error.strerror}). Choose another with --port."
            raise TryOutFailed(words) from error
        evidence = Evidence(sandbox, explain, question_id)
        await stack.enter_async_context(alongside(evidence.follow()))
        child = await command.start(folder, sandbox.api_base, sandbox.token)
        process = BotProcess(child, logged)
        stack.push_async_callback(process.stop)
        yield TryOut(sandbox, process)
