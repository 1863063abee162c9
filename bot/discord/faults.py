"""Faults: each is logged under a reference, and the reference is what a member is told.

A log line says where something went wrong and of what kind it was; at the default level it never
holds what somebody wrote, so an error's own words are left out unless Discord's server said them.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import traceback
from time import monotonic
from typing import Any

import aiohttp
import discord
from discord import app_commands

log = logging.getLogger("footnote.discord")
NETWORK = (aiohttp.ClientError, OSError, TimeoutError)
"""What is raised where the network fails, and not Discord."""


def fault(where: str, error: BaseException) -> str:
    """Log a fault under a fresh reference, and give the reference."""
    reference = secrets.token_hex(4)
    cause = original(error)
    log.error("[%s] %s: %s at %s", reference, where, described(cause), place_of(cause))
    log.debug("[%s] in full", reference, exc_info=cause)
    return reference


def original(error: BaseException) -> BaseException:
    """The error itself, without what discord.py wraps it in."""
    if isinstance(error, app_commands.CommandInvokeError):
        return error.original
    return error


def described(error: BaseException) -> str:
    """The kind of an error; with the server's code and status where Discord refused something."""
    kind = type(error).__name__
    if isinstance(error, discord.HTTPException):
        return f"{kind} (status {error.status}, code {error.code})"
    return kind


def place_of(error: BaseException) -> str:
    """Where in the code it was raised, innermost first, three places at most."""
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = [f"{frame.name} line {frame.lineno}" for frame in reversed(frames)]
    return " < ".join(places) or "an unknown place"


# Sending: an answer that is ready waits for the network, and is posted once.

LONGEST = 900.0  # seconds after which nobody waits for an answer any more
AGAIN = 1.0  # seconds until the next try, twice as many each time
SELDOM = 4.0  # seconds between two tries at most


async def send(channel: discord.abc.Messageable, nonce: int | str, **what: Any) -> discord.Message:
    """Send a message and give it; while the network is away, wait and try again.

    Args:
        channel: Where to.
        nonce: The number of what it answers. Discord posts one message of a nonce, so that a try
            whose answer got lost on the way back does not make a second one.
        what: What `discord.abc.Messageable.send` takes.

    Raises:
        discord.HTTPException: Discord refused it.
        aiohttp.ClientError: The network did not come back in time; also OSError or TimeoutError.
    """
    begun, pause = monotonic(), AGAIN
    while True:
        try:
            return await channel.send(nonce=nonce, **what)
        except NETWORK:
            if monotonic() - begun > LONGEST:
                raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, SELDOM)
