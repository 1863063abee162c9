"""Running the bot: waiting for the database, login, signs of life, leaving in good order."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import monotonic, sleep
from types import FrameType
from typing import Any

import aiohttp
import discord

from bot.discord import logs
from bot.discord.client import FootnoteBot, LedgerUnreadable
from bot.discord.connection import NotThisMachine, point_at
from bot.discord.health import (
    ShardsTaken,
    held,
    keep_signing,
)
from bot.discord.logs import log, logged
from bot.discord.replies import invite_link
from bot.discord.service import Service
from bot.discord.text import shortened
from bot.exit_status import ExitStatus
from bot.faq.files import NotOurs
from bot.ledger.errors import LedgerDown, LedgerUnusable
from bot.ledger.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Ending:
    """How it ended: the status, and one sentence for a person with the mend."""

    status: ExitStatus
    words: str


DONE = Ending(ExitStatus.DONE, "Left in good order.")
NO_TOKEN = Ending(
    ExitStatus.TOKEN,
    "There is no token. Set DISCORD_TOKEN to your bot's token (Developer Portal → Bot → "
    "Reset Token), in .env or in the environment.",
)
WRONG_TOKEN = Ending(
    ExitStatus.TOKEN,
    "Discord refused the token. Copy it anew (Developer Portal → Bot → Reset Token) into "
    "DISCORD_TOKEN.",
)
NO_INTENT = Ending(
    ExitStatus.INTENT,
    "The portal has not granted the Message Content intent. Switch it on (Developer Portal → Bot → "
    "Privileged Gateway Intents → Message Content Intent), or set FOOTNOTE_MESSAGE_CONTENT=false.",
)
NO_NETWORK = Ending(
    ExitStatus.NETWORK,
    "Discord can't be reached. Check this machine's network and proxy, and Discord's status page, "
    "then start again.",
)
REFUSED = (
    "Discord refused this machine (status {status}): {said}. The token may be right: its address "
    "may be banned for a time, or a proxy or firewall answers in Discord's place. Wait before you "
    "start again, and check what stands between."
)
WRONG_SHARDS = Ending(
    ExitStatus.UNUSABLE,
    "Discord refused the shards. Check SHARD_COUNT and SHARD_IDS, or leave both empty.",
)
LOCKED = Ending(
    ExitStatus.LOCKED,
    "Another process on this machine runs with this token for these shards. Stop it first: two "
    "would answer every question twice.",
)
NO_FOLDER = (
    "{why} The lock and the sign of life belong there: set FOOTNOTE_RUNTIME_DIR to a folder that "
    "is this user's alone, with space left."
)
UNREADABLE = (
    "What the database holds can't be read. The log above says where; check DATABASE_URL, or keep "
    "the database aside and start with a new one."
)
SAID = 200  # characters of Discord's own words that are shown
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE)
_SHARD_CODES = {4010, 4011}
_CODES = {4004: WRONG_TOKEN, 4013: NO_INTENT, 4014: NO_INTENT}


def unusable(token: str) -> Ending | None:
    """Why Discord need not be asked about a token; None if it has to be."""
    if not token.strip():
        return NO_TOKEN
    # A line break or the like within it: no request could carry it.
    return None if token.strip().isprintable() else WRONG_TOKEN


def refusal(error: discord.HTTPException) -> Ending:
    """What it means that Discord refused a request that is always allowed to a right token."""
    if error.status >= 500:
        return NO_NETWORK
    said = own_words(error.text) or "it gave no reason"
    return Ending(ExitStatus.NETWORK, REFUSED.format(status=error.status, said=said))


def own_words(text: str) -> str:
    """What an answer says, as one short line of plain text: it may be a whole page."""
    plain = _MARKUP.sub(" ", text)
    line = " ".join("".join(one if one.isprintable() else " " for one in plain).split())
    return shortened(line, SAID).rstrip(".")


def ending_of(error: BaseException | None) -> Ending:
    """What it means that the login failed, or the connection ended by itself.

    Raises the error itself where it is none of those foreseen.
    """
    match error:
        case None:
            return DONE
        case LedgerUnreadable(__cause__=LedgerUnusable() as cause):
            return Ending(ExitStatus.DATABASE if cause.passing else ExitStatus.UNUSABLE, str(cause))
        case LedgerUnreadable():
            return Ending(ExitStatus.UNUSABLE, UNREADABLE)
        case discord.PrivilegedIntentsRequired():
            return NO_INTENT
        case discord.ConnectionClosed(code=code) if code in _SHARD_CODES:
            return WRONG_SHARDS
        case discord.ConnectionClosed(code=code):
            return _CODES.get(code, NO_NETWORK)
        case discord.LoginFailure():
            return WRONG_TOKEN
        case discord.GatewayNotFound() | aiohttp.ClientError() | OSError() | TimeoutError():
            return NO_NETWORK
        case discord.HTTPException():
            return refusal(error)
        case _:
            raise error


FINISHING = 2.2  # seconds for what is being answered
CLOSING = 0.6  # for saying goodbye to Discord and for the counts each; with what closing the
# database may take it makes less than five
AGAIN = 0.1  # seconds until what lets a cancelling pass is cancelled again

Say = Callable[[str], None]


def run(service: Service, say: Say) -> Ending:
    """Serve until asked to leave, by SIGTERM or Ctrl-C, or until it can't go on.

    Args:
        service: Who answers, and what it needs; its ledger stays open, its owner closes it.
        say: Prints a line for the operator: the invite link.
    """
    options = service.options
    if (useless := unusable(options.token)) is not None:
        return useless
    logs.set_up(options.token)
    with contextlib.ExitStack() as stack:
        try:
            if options.api_base:
                point_at(options.api_base)
            stack.enter_context(held(options))
        except NotThisMachine as error:
            return Ending(ExitStatus.UNUSABLE, str(error))
        except NotOurs as error:
            return Ending(ExitStatus.UNUSABLE, NO_FOLDER.format(why=error))
        except ShardsTaken:
            return LOCKED
        return asyncio.run(_until_stopped(service, say))


async def _until_stopped(service: Service, say: Say) -> Ending:
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises there instead
            loop.add_signal_handler(name, leave.set)
    return await serve(FootnoteBot(service), leave, say)


async def serve(client: FootnoteBot, leave: asyncio.Event, say: Say) -> Ending:
    """Log in and serve until `leave` is set; what is being answered then is finished."""
    leaving = asyncio.create_task(leave.wait())
    try:
        login = asyncio.create_task(_logged_in(client))
        await asyncio.wait({login, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if not login.done():
            await stopped(login)
            return DONE
        if (refused := login.result()) is not None:
            return refused
        say(f"Invite me: {invite_link(client.application_id or 0)}")
        return await _connected(client, leaving)
    finally:
        await stopped(leaving)
        await _leave(client)


async def _logged_in(client: FootnoteBot) -> Ending | None:
    """None once logged in, else why not."""
    try:
        await client.login(client.service.options.token.strip())
    except Exception as error:  # noqa: BLE001  raised again where it is none of those foreseen
        if isinstance(error, discord.HTTPException):
            log.error("Discord answered the login with status %s", error.status)
        return ending_of(error)
    return None


async def _connected(client: FootnoteBot, leaving: asyncio.Task[bool]) -> Ending:
    connecting = asyncio.create_task(client.connect())
    signing = asyncio.create_task(keep_signing(client))
    try:
        await asyncio.wait({connecting, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            with logged("finishing"):
                await asyncio.wait_for(client.finish(FINISHING), FINISHING + CLOSING)
            return DONE
        return ending_of(connecting.exception())
    finally:
        await stopped(signing, connecting)


async def stopped(*tasks: asyncio.Task[Any]) -> None:
    """Cancel tasks until they end: while it reconnects, discord.py lets a cancelling pass."""
    pending = {task for task in tasks if not task.done()}
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=AGAIN)
    await asyncio.gather(*tasks, return_exceptions=True)


async def _leave(client: FootnoteBot) -> None:
    """Close the connection, write what was counted; nothing here may keep the process."""
    with logged("closing the connection"):
        await asyncio.wait_for(client.close(), CLOSING)
    if (chooser := client.service.chooser) is not None:
        with logged("closing the connections to the model"):
            await asyncio.wait_for(chooser.close(), CLOSING)
    recorder = client.service.recorder
    with logged("writing the counts at the end"):
        await asyncio.wait_for(recorder.write_counts(), CLOSING)
    recorder.close()


PATIENCE = 60.0  # seconds until a database that can't be used is given up
BETWEEN = 3.0  # seconds between two attempts
TRYING_AGAIN = "{error} Trying again for a minute."


class _StopRequested(BaseException):
    """A supervisor wants the process to end."""


@contextmanager
def started(address: str, say: Say) -> Iterator[Ledger | Ending]:
    """The ledger at an address, closed afterwards; or why there is none to serve with.

    Args:
        address: The database's address.
        say: Tells the operator what is waited for.

    Raises:
        LedgerUnusable: What does not pass by itself.
    """
    try:
        with _stopped_by_signal():
            ledger = awaited(address, say)
    except (_StopRequested, KeyboardInterrupt):
        yield DONE
        return
    except LedgerDown as error:
        yield Ending(ExitStatus.DATABASE, str(error))
        return
    try:
        yield ledger
    finally:
        ledger.close()


def awaited(address: str, say: Say) -> Ledger:
    """The ledger, tried again for a minute while what hinders it may pass.

    Raises LedgerDown if it does not, and LedgerUnusable at once where a person is needed.
    """
    until = monotonic() + PATIENCE
    announced = ""
    while True:
        try:
            return Ledger.open(address)
        except LedgerDown as error:
            if monotonic() >= until:
                raise
            if str(error) != announced:
                announced = str(error)
                say(TRYING_AGAIN.format(error=error))
        sleep(BETWEEN)


@contextmanager
def _stopped_by_signal() -> Iterator[None]:
    """While this waits, SIGTERM ends the waiting, as Ctrl-C does; later the event loop sees to it.

    Raises _StopRequested within the block.
    """

    def tell(_number: int, _frame: FrameType | None) -> None:
        raise _StopRequested

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, tell)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
