"""Sending: an answer that is ready waits for the network, and is posted once."""

from __future__ import annotations

import asyncio
from time import monotonic
from typing import Any

import discord

from bot.faces.discord.faults import NETWORK

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
