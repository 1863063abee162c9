"""The bot's own process: the very command that an operator runs, pointed at the sandbox."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import bot
from bot.settings import environment_without_ours

PATIENCE = 6.0  # seconds for leaving in good order; the bot itself promises five

OnLine = Callable[[str], None]


class BotProcess:
    """`python -m bot run` as a child; what it prints goes to `on_line`, line by line.

    It gets none of the operator's settings: neither from the environment nor, as it works in a
    folder of its own, from `.env`.
    """

    def __init__(
        self, faq: Path, folder: Path, on_line: OnLine, settings: Mapping[str, str]
    ) -> None:
        self._faq = faq.resolve()
        self._folder = folder
        self._on_line = on_line
        self._settings = settings
        self._child: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    async def start(self, api_base: str, token: str) -> None:
        """Start it against a Discord on this machine."""
        self._child = await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "bot", "run", "--faq", str(self._faq)),
            cwd=self._folder,
            env=self._environment(api_base, token),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        self._reading = asyncio.create_task(self._read(self._child))

    def _environment(self, api_base: str, token: str) -> dict[str, str]:
        return environment_without_ours() | {
            "PYTHONPATH": str(Path(bot.__file__).parents[1]),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            "DISCORD_API_BASE": api_base,
            "DISCORD_TOKEN": token,
            "DATABASE_URL": f"sqlite:///{self._folder / 'trial.db'}",
            "FOOTNOTE_RUNTIME_DIR": str(self._folder / "run"),
            "FOOTNOTE_MESSAGE_CONTENT": "true",
            **self._settings,
        }

    async def _read(self, child: asyncio.subprocess.Process) -> None:
        assert child.stdout is not None  # noqa: S101 - asked for above; tells mypy the same
        while line := await child.stdout.readline():
            self._on_line(line.decode("utf-8", "replace").rstrip())

    async def ended(self) -> int:
        """Wait until it ends by itself; its exit status."""
        assert self._child is not None and self._reading is not None  # noqa: S101, PT018 - started
        status = await self._child.wait()
        await self._reading
        return status

    async def stop(self) -> None:
        """Let it finish and leave; after its time it is ended."""
        if self._child is None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._child.terminate()
        try:
            await asyncio.wait_for(self.ended(), PATIENCE)
        except TimeoutError:
            self._child.kill()
            await self.ended()
