"""The bot's own commands as processes: the very ones that an operator runs, on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox.message import JSON

STOP_SECONDS = 6.0  # for leaving in good order; the bot itself promises five
MAX_LINE_BYTES = 4 << 20
NOTHING, PIPE = asyncio.subprocess.DEVNULL, asyncio.subprocess.PIPE

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

    async def start(
        self, folder: Path, *arguments: str, stdin: int, stderr: int, **settings: str
    ) -> asyncio.subprocess.Process:
        """Start one of its commands in a folder of its own, where no `.env` is."""
        root = str(Path(__file__).parents[2])
        always = {"PYTHONPATH": root, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1"}
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", *arguments, "--faq", str(self.faq.resolve())),
            cwd=folder,
            env={**self.environment, **always, **settings, **self.settings},
            stdin=stdin,
            stdout=PIPE,
            stderr=stderr,
            limit=MAX_LINE_BYTES,
        )


class BotProcess:
    """`run`, pointed at the sandbox; what it prints goes to `on_line`, line by line."""

    def __init__(self, command: BotCommand, folder: Path, on_line: OnLine) -> None:
        self._command = command
        self._folder = folder
        self._on_line = on_line
        self._child: asyncio.subprocess.Process | None = None
        self._running: asyncio.Task[int] | None = None

    async def start(self, api_base: str, token: str) -> None:
        """Start it against a Discord on this machine."""
        self._child = await self._command.start(
            self._folder,
            "run",
            stdin=NOTHING,
            stderr=asyncio.subprocess.STDOUT,
            DISCORD_API_BASE=api_base,
            DISCORD_TOKEN=token,
            DATABASE_URL=f"sqlite:///{self._folder / 'try.db'}",
            FOOTNOTE_RUNTIME_DIR=str(self._folder / "run"),
            FOOTNOTE_MESSAGE_CONTENT="true",
        )
        self._running = asyncio.create_task(self._run(self._child))

    async def _run(self, child: asyncio.subprocess.Process) -> int:
        assert child.stdout is not None  # noqa: S101 - asked for above; tells mypy the same
        while line := await child.stdout.readline():
            self._on_line(line.decode("utf-8", "replace").rstrip())
        return await child.wait()

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit status."""
        assert self._running is not None  # noqa: S101 - started
        return await asyncio.shield(self._running)

    async def stop(self) -> None:
        """Let it finish and leave; after its time it is ended."""
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._child.terminate()
        try:
            await asyncio.wait_for(self.ended(), STOP_SECONDS)
        except TimeoutError:
            self._child.kill()
            await self.ended()


class AskProcess:
    """`ask --json --why`, which tells what decides an answer; it is started when first needed."""

    def __init__(self, command: BotCommand, folder: Path) -> None:
        self._command = command
        self._folder = folder
        self._child: asyncio.subprocess.Process | None = None
        self._outdated = False

    def faq_changed(self) -> None:
        """The next question is asked of the FAQ as it stands then."""
        self._outdated = True

    async def ask(self, question: str, history: list[str]) -> JSON | None:
        """The record of a question asked after others; None where the process gives none."""
        if self._outdated:
            await self.stop()
        if self._child is None:
            self._outdated = False
            words = ("ask", "--json", "--why")
            self._child = await self._command.start(
                self._folder, *words, stdin=PIPE, stderr=NOTHING
            )
        to, back = self._child.stdin, self._child.stdout
        assert to is not None and back is not None  # noqa: S101, PT018 - piped
        told = b""
        with contextlib.suppress(ConnectionError):
            to.write(json.dumps({"question": question, "history": history}).encode() + b"\n")
            await to.drain()
            told = await back.readline()
        if not told:
            await self.stop()
            return None
        record: Any = json.loads(told)
        return record if isinstance(record, dict) and "error" not in record else None

    async def stop(self) -> None:
        """End it, if it runs."""
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
