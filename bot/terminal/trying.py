"""`footnote try`: the bot in a channel in one's own browser, without a Discord account."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.answering.answerer import Answerer
from bot.answering.entry import titles_of
from bot.article.visible import harmless, one_line
from bot.errors import FaultyFaq, FootnoteError, errors_among
from bot.exit_status import ExitStatus
from bot.terminal.options import CommandRefused, faq_option, faq_path, model_option

if TYPE_CHECKING:
    from bot.faq.store import FaqReading
    from bot.sandbox.try_out import TryOut

EPILOG = """\b
Examples:
  footnote try
  footnote try --script conversation.txt
"""


@click.command("try", epilog=EPILOG)
@model_option
@faq_option
@click.option(
    "--port", type=click.IntRange(0, 65_535), default=0, help="Listen here.  [default: a free one]"
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@click.option(
    "--script",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Play the conversation in FILE and write it beside it, as HTML and as text.",
)
def command(
    faq: Path | None, model: str | None, port: int, no_browser: bool, script: Path | None
) -> int:
    """Try the bot in a channel in your browser, on this machine alone.

    It is the very bot that `run` starts, on a stand-in for Discord: no account, token or network.
    """
    from bot.sandbox.try_out import TryOutFailed

    where = faq_path(faq)
    try:
        if script:
            return _play(where, port, script, model)
        return asyncio.run(_serve(where, port, model, opening=not no_browser))
    except TryOutFailed as failed:
        raise FootnoteError(str(failed)) from failed


@asynccontextmanager
async def tried(
    faq: Path,
    on_log: Callable[[str], None],
    *,
    port: int = 0,
    without_cooldown: bool = False,
    model: str | None = None,
) -> AsyncIterator[TryOut]:
    """The bot in the sandbox, with the state of the FAQ in a tab beside the channel.

    Args:
        faq: The FAQ, a file or a folder.
        on_log: Gets the bot's log, line by line.
        port: Where to listen; 0 takes a free port.
        without_cooldown: Lifts the bot's cool-down, as a script asks faster than people do.
        model: The model that chooses; None for none.

    Raises:
        NoFaq: There is no FAQ at the path.
        FaultyFaq: It has faults.
        TryOutFailed: The port is taken.
    """
    from bot.discord.text import ASKED_ID
    from bot.faq.model_cache import ModelCache
    from bot.faq.store import FaqStore
    from bot.sandbox.events import alongside
    from bot.sandbox.evidence import Evidence
    from bot.sandbox.services import Tab
    from bot.terminal.try_tabs import follow, why_parts

    reading = _proven(faq)
    opening = asyncio.create_task(asyncio.to_thread(FaqStore, faq, memory=ModelCache.at_home()))

    async def explain(question: str, history: list[str]) -> tuple[dict[str, object], ...]:
        answerer = Answerer(await opening)
        return why_parts(await asyncio.to_thread(answerer.ask, question, history))

    async with _alone(reading, on_log, port, model, without_cooldown=without_cooldown) as running:
        panel = running.sandbox.panel

        def show(parts: tuple[dict[str, object], ...], mark: str, note: str) -> None:
            panel.put(Tab("faq", "FAQ", parts, mark, note))

        evidence = Evidence(running.sandbox, explain, ASKED_ID)
        async with alongside(follow(reading, opening, show)), alongside(evidence.follow()):
            yield running


def _proven(faq: Path) -> FaqReading:
    """The FAQ without a fault.

    Raises:
        NoFaq: There is none at the path.
        FaultyFaq: It has faults.
    """
    from bot.faq.model_cache import ModelCache
    from bot.faq.store import proven

    reading = proven(faq, ModelCache.at_home())
    if errors_among(reading.faults):
        raise FaultyFaq(reading.faults)
    return reading


def _alone(
    reading: FaqReading,
    on_log: Callable[[str], None],
    port: int,
    model: str | None,
    *,
    without_cooldown: bool,
) -> AbstractAsyncContextManager[TryOut]:
    """The bot in the sandbox, without tabs on what it answers by."""
    from bot.sandbox.try_out import BotCommand, try_out
    from bot.settings import environment_without_ours, model_environment

    limits = {"FOOTNOTE_COOLDOWN_MEMBER": "1000", "FOOTNOTE_COOLDOWN_CHANNEL": "10000"}
    given = (limits if without_cooldown else {}) | (model_environment(model) if model else {})
    start = BotCommand(reading.snapshot.path, environment_without_ours(), given)
    return try_out(
        start, f"Questions about: {', '.join(titles_of(reading.faqs))}", on_log, port=port
    )


async def _serve(faq: Path, port: int, model: str | None, *, opening: bool) -> int:
    """Serve the page until Ctrl-C or SIGTERM, or until the bot ends by itself."""
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises there instead
            loop.add_signal_handler(name, leave.set)
    async with tried(faq, _echo, port=port, model=model) as running:
        address = running.address()
        click.echo(f"Open in a browser: {address}")
        click.echo("The address opens once; Ctrl-C ends it. What follows is the bot's log.")
        if opening:
            _open(address)
        status = await running.until_left(leave)
    if status is None:
        return ExitStatus.DONE
    click.echo(f"The bot ended by itself, with status {status}.", err=True)
    return status


def _echo(line: str) -> None:
    click.echo(harmless(line))


def _open(address: str) -> None:
    """Open a browser window where there is a screen; a browser in the terminal is none."""
    try:
        browser = webbrowser.get()
    except webbrowser.Error:
        return
    if type(browser) is not webbrowser.GenericBrowser:
        browser.open(address)


def _play(faq: Path, port: int, file: Path, model: str | None) -> int:
    """Play a script and write its transcripts beside it."""
    from bot.sandbox.script import Script, ScriptFault, read_script
    from bot.sandbox.try_out import TryOutFailed

    log: list[str] = []

    async def played(script: Script) -> tuple[str, str]:
        reading = _proven(faq)
        async with _alone(reading, log.append, port, model, without_cooldown=True) as running:
            return await running.play(script)

    written = (file.with_suffix(".html"), file.with_suffix(".transcript.txt"))
    if file in written:
        raise CommandRefused(f"{file} would be written over. Name the script FILE.txt.")
    try:
        script = read_script(file.read_text(encoding="utf-8-sig"))
        contents = asyncio.run(played(script))
    except UnicodeDecodeError:
        raise CommandRefused(f"{file} is no text in UTF-8. Save it as such.") from None
    except ScriptFault as fault:
        silent = isinstance(fault.__cause__, TimeoutError)
        click.echo(harmless("\n".join([*(log if silent else ()), f"{file}: {fault}"])), err=True)
        return ExitStatus.FAULTS
    except TryOutFailed:
        click.echo(harmless("\n".join(log)), err=True)
        raise
    for path, content in zip(written, contents, strict=True):
        path.write_text(content, encoding="utf-8")
        click.echo(f"Written: {one_line(str(path))}")
    return ExitStatus.DONE
