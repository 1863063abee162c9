"""The bot as a process: the very command that an operator runs, on this machine."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

STOP_SECONDS = 6.0  # for leaving in good order; the bot itself promises five
MAX_LINE_BYTES = 4 << 20

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
        with contextlib.suppress(ProcessLookupError):
            self._child.terminate()
        try:
            await asyncio.wait_for(self.ended(), STOP_SECONDS)
        except TimeoutError:
            self._child.kill()
            await self.ended()
