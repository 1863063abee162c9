"""Running the trial: sandbox, bot and backstage together, until told to leave."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.errors import FaultyFaq, FootnoteError
from bot.faq.store import FaqReading, look
from bot.sandbox import Sandbox
from bot.sandbox.playing import play
from bot.sandbox.script import Script
from bot.sandbox.transcript import Transcript
from bot.trial.backstage import Backstage
from bot.trial.place import reading_room
from bot.trial.process import BotProcess, OnLine

ARRIVING = 60.0  # seconds for the bot to connect, on the slowest machine


class TrialFailed(FootnoteError):
    """The trial can't go on; the message says why."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody who tries the bot asked for.

    `port` 0 takes a free one. `hurried` lifts the bot's cool-down, as a script asks faster than
    people do.
    """

    faq: Path
    port: int = 0
    hurried: bool = False

    @property
    def settings(self) -> dict[str, str]:
        """The bot's settings that differ from its defaults."""
        if not self.hurried:
            return {}
        return {"FOOTNOTE_COOLDOWN_MEMBER": "1000", "FOOTNOTE_COOLDOWN_CHANNEL": "10000"}


@dataclass(frozen=True, slots=True)
class Ended:
    """How it ended: whether by the bot itself, and then with which exit status."""

    status: int | None = None


@dataclass(frozen=True, slots=True)
class Stage:
    """A trial while it runs."""

    sandbox: Sandbox
    process: BotProcess

    def address(self) -> str:
        """A new address of the page; it opens once. The key is never sent in a request line."""
        return f"{self.sandbox.url}/#key={self.sandbox.guard.new_key()}"

    async def arrived(self) -> None:
        """Wait for the bot to be connected; raises TrialFailed if it ends instead."""
        ending = asyncio.create_task(self.process.ended())
        coming = asyncio.create_task(self.sandbox.gateway.connected(patience=ARRIVING))
        try:
            await asyncio.wait({ending, coming}, return_when=asyncio.FIRST_COMPLETED)
            if not coming.done():
                raise TrialFailed(f"The bot ended with status {ending.result()} instead of coming.")
            await coming
        finally:
            ending.cancel()
            coming.cancel()


@asynccontextmanager
async def staged(wishes: Wishes, on_log: OnLine) -> AsyncIterator[Stage]:
    """The sandbox with the bot starting in it, all let go at the end.

    Raises:
        NoFaq: There is no FAQ at the path.
        FaultyFaq: It has faults.
        TrialFailed: The port is taken.
    """
    reading = look(wishes.faq)
    if any(fault.severity == "error" for fault in reading.faults):
        raise FaultyFaq(reading.faults)
    sandbox = Sandbox(reading_room(_topic(reading)), port=wishes.port, page=True)
    backstage = Backstage(sandbox, wishes.faq, reading)

    def told(line: str) -> None:
        backstage.logged(line)
        on_log(line)

    with tempfile.TemporaryDirectory(prefix="footnote-try-") as folder:
        process = BotProcess(wishes.faq, Path(folder), told, wishes.settings)
        await _listening(sandbox)
        following = asyncio.create_task(backstage.follow())
        try:
            await process.start(sandbox.api_base, sandbox.token)
            yield Stage(sandbox, process)
        finally:
            await process.stop()
            following.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await following
            await sandbox.stop()


def _topic(reading: FaqReading) -> str:
    titles = dict.fromkeys(faq.article.title or faq.article.name for faq in reading.faqs)
    return f"Questions about: {', '.join(titles)}"


async def _listening(sandbox: Sandbox) -> None:
    try:
        await sandbox.start()
    except OSError as error:
        port = sandbox.guard.port
        words = f"Port {port} can't be used ({error.strerror}). Choose another with --port."
        raise TrialFailed(words) from error


async def serve(wishes: Wishes, on_address: Callable[[str], None], on_log: OnLine) -> Ended:
    """Serve the page until Ctrl-C or SIGTERM, or until the bot ends by itself.

    Args:
        wishes: What was asked for.
        on_address: Gets the address of the page, once the page is there.
        on_log: Gets the bot's log, line by line.
    """
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises there instead
            loop.add_signal_handler(name, leave.set)
    async with staged(wishes, on_log) as stage:
        on_address(stage.address())
        ending = asyncio.create_task(stage.process.ended())
        leaving = asyncio.create_task(leave.wait())
        await asyncio.wait({ending, leaving}, return_when=asyncio.FIRST_COMPLETED)
        ended = Ended(ending.result() if ending.done() and not leaving.done() else None)
        leaving.cancel()
        ending.cancel()
        return ended


async def play_script(wishes: Wishes, script: Script, on_log: OnLine) -> tuple[str, str]:
    """Play a script with the real bot; the transcript as an HTML page and as text.

    Raises ScriptFault where a step can't be done, TrialFailed if the bot does not come.
    """
    async with staged(wishes, on_log) as stage:
        await stage.arrived()
        played = await play(script, stage.sandbox)
        viewer = stage.sandbox.member(script.viewer).user
        title = script.title or "A conversation"
        shown = Transcript(stage.sandbox, played.channels, viewer, title, script.time)
        return shown.html(), shown.text()
