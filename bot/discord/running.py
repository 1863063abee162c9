"""Running: from the token to the end, and what the end was, in a sentence with an exit status."""

from __future__ import annotations

import asyncio
import contextlib
import re
import signal
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, urlsplit

import aiohttp
import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.answering.answerer import Answerer
from bot.discord import logs
from bot.discord.client import FootnoteBot, Unprepared
from bot.discord.faults import NETWORK, fault, log
from bot.discord.health import Taken, held
from bot.discord.limits import shortened
from bot.discord.logs import keep_signing
from bot.discord.options import KnowledgeSource, Options
from bot.discord.permissions import invite_link
from bot.discord.recorder import Clerk
from bot.discord.service import Service
from bot.exit_status import ExitStatus
from bot.faq.files import NotOurs
from bot.ledger.errors import LedgerUnusable
from bot.ledger.ledger import Ledger

# The loopback: where the client connects for tests, and that it is this machine and no other.

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Elsewhere(ValueError):
    """An address that is not on this machine."""


def point_at(base: str) -> None:
    """Make every client of this process connect to a Discord on this machine.

    Args:
        base: Its REST address, such as `http://127.0.0.1:8080/api/v10`; its gateway is at
            `/gateway/` beside it.

    Raises:
        Elsewhere: The token would be sent to another machine.
    """
    try:
        gateway = _gateway(urlsplit(base))
    except ValueError:  # no address at all, or an impossible port
        gateway = None
    if gateway is None:
        raise Elsewhere(
            "DISCORD_API_BASE must be an http address on this machine, such as "
            "http://127.0.0.1:8080/api/v10: the token is sent there. Leave it empty for Discord."
        )
    Route.BASE = base.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = gateway


def _gateway(parts: SplitResult) -> yarl.URL | None:
    """The gateway beside an address; None if that is not on this machine."""
    if parts.scheme != "http" or parts.hostname not in LOOPBACK or "@" in parts.netloc:
        return None
    return yarl.URL(f"ws://{parts.netloc}/gateway/")


FINISHING = 2.2  # seconds for what is being answered
CLOSING = 0.6  # for saying goodbye to Discord and for the counts each; with what closing the
# database may take it makes less than five
AGAIN = 0.1  # seconds until what lets a cancelling pass is cancelled again

Say = Callable[[str], None]


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


def run(
    answerer: Answerer, source: KnowledgeSource, ledger: Ledger, options: Options, say: Say
) -> Ending:
    """Serve until told to leave, by SIGTERM or Ctrl-C, or until it can't go on.

    Args:
        desk: Who answers.
        shelf: What the desk answers from, to be reloaded.
        ledger: What is kept; it stays open, its owner closes it.
        options: The operator's choices.
        say: Prints a line for the operator: the invite link.
    """
    if (useless := unusable(options.token)) is not None:
        return useless
    logs.set_up(options.token)
    with contextlib.ExitStack() as stack:
        try:
            if options.api_base:
                point_at(options.api_base)
            stack.enter_context(held(options.runtime_dir, options.token, options.shard_ids))
        except Elsewhere as error:
            return Ending(ExitStatus.UNUSABLE, str(error))
        except NotOurs as error:
            return Ending(ExitStatus.UNUSABLE, NO_FOLDER.format(why=error))
        except Taken:
            return LOCKED
        return asyncio.run(_until_told(answerer, source, ledger, options, say))


def unusable(token: str) -> Ending | None:
    """Why Discord need not be asked about a token; None if it has to be."""
    if not token.strip():
        return NO_TOKEN
    # A line break or the like within it: no request could carry it.
    return None if token.strip().isprintable() else WRONG_TOKEN


async def _until_told(
    answerer: Answerer, source: KnowledgeSource, ledger: Ledger, options: Options, say: Say
) -> Ending:
    leave = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C raises there instead
            loop.add_signal_handler(name, leave.set)
    service = Service(answerer, source, Clerk(ledger), options)
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
    except Unprepared as error:
        return _without_ledger(error.__cause__)
    except discord.LoginFailure:
        return WRONG_TOKEN
    except discord.HTTPException as error:
        log.error("Discord answered the login with status %s", error.status)
        return refusal(error)
    except NETWORK:
        return NO_NETWORK
    return None


def _without_ledger(cause: BaseException | None) -> Ending:
    """What it means that what the bot has to remember could not be read."""
    if isinstance(cause, LedgerUnusable):
        return Ending(ExitStatus.DATABASE if cause.passing else ExitStatus.UNUSABLE, str(cause))
    return Ending(ExitStatus.UNUSABLE, UNREADABLE)


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


async def _connected(client: FootnoteBot, leaving: asyncio.Task[bool]) -> Ending:
    connecting = asyncio.create_task(client.connect())
    signing = asyncio.create_task(keep_signing(client))
    try:
        await asyncio.wait({connecting, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if leaving.done():
            try:
                await asyncio.wait_for(client.finish(FINISHING), FINISHING + CLOSING)
            except Exception as error:  # noqa: BLE001  the process ends anyway
                fault("finishing", error)
            return DONE
        return _ending_of(connecting.exception())
    finally:
        await stopped(signing, connecting)


def _ending_of(error: BaseException | None) -> Ending:
    """What it means that the connection ended by itself."""
    match error:
        case None:
            return DONE
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
        case _:
            raise error


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
    try:
        await asyncio.wait_for(client.close(), CLOSING)
    except Exception as error:  # noqa: BLE001  the process ends anyway
        fault("closing the connection", error)
    clerk = client.service.clerk
    try:
        await asyncio.wait_for(clerk.write_counts(), CLOSING)
    except Exception as error:  # noqa: BLE001  the process ends anyway
        fault("writing the counts at the end", error)
    clerk.close()
