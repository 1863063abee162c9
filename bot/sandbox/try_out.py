"""Trying a bot: the sandbox with its page, and the real bot started in it."""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.guild import Permission
from bot.sandbox.script import Script, play
from bot.sandbox.server import Sandbox
from bot.sandbox.services import Tab
from bot.sandbox.transcript import Transcript
from bot.sandbox.world import Application, World

STOP_SECONDS = 6.0  # for leaving in good order; the bot itself promises five
MAX_LINE_BYTES = 4 << 20
CONNECT_SECONDS = 60.0  # for the bot to connect, on the slowest machine
LOG_LINES = 200


OnLine = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BotCommand:
    """How the bot is started.

    Attributes:
        faq: The FAQ that it answers from.
        environment: What it is given; none of the operator's own settings.
        settings: The settings that differ from its defaults.
    """

    faq: Path
    environment: Mapping[str, str]
    settings: Mapping[str, str] = field(default_factory=dict)

    async def start(self, folder: Path, api_base: str, token: str) -> asyncio.subprocess.Process:
        """Start it against a Discord on this machine, in a folder of its own without a `.env`."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--faq", str(self.faq.resolve())),
            cwd=folder,
            env={
                **self.environment,
                "PYTHONPATH": str(Path(__file__).parents[2]),
                "PYTHONUNBUFFERED": "1",
                "PYTHONUTF8": "1",
                "DISCORD_API_BASE": api_base,
                "DISCORD_TOKEN": token,
                "DATABASE_URL": f"sqlite:///{folder / 'try.db'}",
                "FOOTNOTE_RUNTIME_DIR": str(folder / "run"),
                "FOOTNOTE_MESSAGE_CONTENT": "true",
                **self.settings,
            },
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            limit=MAX_LINE_BYTES,
        )


class BotProcess:
    """The bot while it runs; what it prints goes to `on_line`, line by line."""

    def __init__(self, child: asyncio.subprocess.Process, on_line: OnLine) -> None:
        self._child = child
        self._running = asyncio.create_task(self._run(on_line))

    async def _run(self, on_line: OnLine) -> int:
        assert self._child.stdout is not None  # noqa: S101 - asked for above; tells mypy the same
        while line := await self._child.stdout.readline():
            on_line(line.decode("utf-8", "replace").rstrip())
        return await self._child.wait()

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit status."""
        return await asyncio.shield(self._running)

    async def stop(self) -> None:
        """Let it finish and leave; after its time it is ended."""
        with suppress(ProcessLookupError):
            self._child.terminate()
        try:
            await asyncio.wait_for(self.ended(), STOP_SECONDS)
        except TimeoutError:
            self._child.kill()
            await self.ended()


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
    port: int = 0,
) -> AsyncIterator[TryOut]:
    """The sandbox with the bot starting in it, all let go at the end.

    Args:
        command: How the bot is started.
        topic: What the channel says it is about.
        on_log: Gets the bot's log, line by line.
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
        child = await command.start(folder, sandbox.api_base, sandbox.token)
        process = BotProcess(child, logged)
        stack.push_async_callback(process.stop)
        yield TryOut(sandbox, process)
