"""How a run can end: each ending has an exit status, and a sentence that says what mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import aiohttp
import discord

from bot.discord.limits import shortened
from bot.exit_status import ExitStatus
from bot.ledger.errors import LedgerUnusable


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


def ledger_ending(cause: BaseException | None) -> Ending:
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


def connection_ending(error: BaseException | None) -> Ending:
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
