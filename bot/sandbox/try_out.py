"""Trying a bot: the sandbox with its page, the real bot in it, and what decides its answers."""

from __future__ import annotations

import asyncio
import re
import secrets
import sys
import tempfile
import time
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

from bot.sandbox.guild import Permission
from bot.sandbox.message import JSON, Message, MessageType, walk
from bot.sandbox.script import Script, play
from bot.sandbox.server import Sandbox
from bot.sandbox.services import Tab
from bot.sandbox.transcript import Transcript
from bot.sandbox.world import Application, World

STOP_SECONDS = 6.0  # for leaving in good order; the bot itself promises five
MAX_LINE_BYTES = 4 << 20
CONNECT_SECONDS = 60.0  # for the bot to connect, on the slowest machine
LOG_LINES = 200
HISTORY_QUESTIONS = 5
HISTORY_SECONDS = 15 * 60.0

_ASKER = re.compile(r"-# <@(\d+)>")
_MENTION = re.compile(r"<@!?\d+>")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


OnLine = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class BotCommand:
    """How the bot is started."""

    faq: Path  # what it answers from
    environment: Mapping[str, str]  # without the operator's own settings
    settings: Mapping[str, str] = field(default_factory=dict)  # those that differ from its defaults

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


async def _follow(child: asyncio.subprocess.Process, on_line: OnLine) -> int:
    """Hand on what the bot prints, line by line, until it ends; its exit status."""
    assert child.stdout is not None  # noqa: S101 - asked for above; tells mypy the same
    while line := await child.stdout.readline():
        on_line(line.decode("utf-8", "replace").rstrip())
    return await child.wait()


async def _stop(child: asyncio.subprocess.Process, ended: asyncio.Task[int]) -> None:
    """Let the bot finish and leave; after its time it is ended."""
    with suppress(ProcessLookupError):
        child.terminate()
    if not (await asyncio.wait({ended}, timeout=STOP_SECONDS))[0]:
        child.kill()
        await ended


class TryOutFailed(Exception):
    """The bot can't be tried; the message says why."""


def small_server(topic: str) -> World:
    """A server with two channels, a member, and a moderator, who may let the bot listen."""
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


# What decided the bot's last answer, shown in a tab.


class Asked(NamedTuple):
    """A question that the bot answered, by whom and where."""

    member: int
    channel: int
    question: str


def question_answered_by(world: World, message: Message, component_id: int) -> Asked | None:
    """The question that a message of the bot answers, as any member could read it."""
    if message.author_id != world.bot.id or message.loading:
        return None
    named = [one for one in walk(message.components) if one.get("id") == component_id]
    texts = [str(one["content"]) for one in named if "content" in one]
    found = world.referenced(message)
    if texts:
        who, _, line = texts[0].partition("\n")
        question = _ESCAPED.sub(r"\1", line.removeprefix("**").removesuffix("**"))
        mentioned = _ASKER.match(who)
        asker = int(mentioned[1]) if mentioned else message.only_for or 0
    elif found and message.type is MessageType.REPLY and message.webhook_id is None:
        question, asker = _MENTION.sub("", found.content).strip(), found.author_id
    else:
        return None
    return Asked(asker, message.channel_id, question) if question else None


Explain: TypeAlias = Callable[[str, list[str]], Awaitable[tuple[JSON, ...]]]
"""Gives what decides the answer to a question asked after others: the parts of a tab, or none."""


async def show_what_decides(sandbox: Sandbox, explain: Explain, component_id: int) -> None:
    """Keep the tab that says what decided the bot's last answer, until cancelled.

    `component_id` is the id of the text on the bot's cards that holds the question.
    """
    last: Asked | None = None
    histories: dict[tuple[int, int], deque[tuple[float, str]]] = defaultdict(
        lambda: deque(maxlen=HISTORY_QUESTIONS)
    )
    parts: tuple[JSON, ...] = (
        {"kind": "text", "text": "Ask something: here stands what decided the answer."},
    )
    async with sandbox.events.listening() as listener:
        while True:
            if parts:
                sandbox.panel.put(Tab("why", "Why", parts))
            parts, event = (), await listener.get()
            if event.kind not in ("message_created", "message_updated"):
                continue
            asked = question_answered_by(sandbox.world, event.about["message"], component_id)
            if asked is None or asked == last:
                continue
            last, now = asked, time.monotonic()
            earlier = histories[asked.member, asked.channel]
            history = [text for then, text in earlier if now - then <= HISTORY_SECONDS]
            earlier.append((now, asked.question))
            parts = await explain(asked.question, history)


# All of it together.


@dataclass(frozen=True, slots=True)
class TryOut:
    """The bot in the sandbox, while it runs; `ended` gives its exit status."""

    sandbox: Sandbox
    ended: asyncio.Task[int]

    def address(self) -> str:
        """A new address of the page; it opens once. The key is never sent in a request line."""
        return f"{self.sandbox.url}/#key={self.sandbox.access.new_key()}"

    async def before_it_ends(self, coming: Coroutine[Any, Any, object]) -> int | None:
        """Wait for something; if the bot ends by itself instead, its exit status."""
        awaited = asyncio.create_task(coming)
        try:
            await asyncio.wait({self.ended, awaited}, return_when=asyncio.FIRST_COMPLETED)
            if not awaited.done():
                return self.ended.result()
            await awaited
            return None
        finally:
            awaited.cancel()

    async def connected(self) -> None:
        """Wait for the bot to be connected; raises TryOutFailed if it ends instead."""
        coming = self.sandbox.gateway.connected(patience=CONNECT_SECONDS)
        if (status := await self.before_it_ends(coming)) is not None:
            raise TryOutFailed(f"The bot ended with status {status} at once.")

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
        ended = asyncio.create_task(_follow(child, logged))
        stack.push_async_callback(_stop, child, ended)
        yield TryOut(sandbox, ended)
