"""Signs: the running client's sign of life, from what its shards report."""

from __future__ import annotations

import asyncio
import os
import time

from bot.faces.discord.client import FootnoteBot
from bot.faces.discord.faults import fault
from bot.faces.discord.health import EVERY, Sign, take_down, write_sign

SILENT = 120.0  # seconds of latency that no living connection has


def sign_of(client: FootnoteBot) -> Sign:
    """What is so now."""
    shards = client.shards
    down = sum(shard.is_closed() or not shard.latency < SILENT for shard in shards.values())
    return Sign(
        at=time.time(),
        pid=os.getpid(),
        connected=bool(shards) and not down and client.is_ready() and not client.leaving,
        shards=len(shards),
        down=down,
        fingerprint=client.service.desk.knowledge.fingerprint,
    )


async def keep_signing(client: FootnoteBot) -> None:
    """Write a sign now and then until cancelled; then take it down."""
    options = client.service.options
    try:
        while True:
            try:
                await asyncio.to_thread(write_sign, options, sign_of(client))
            except OSError as error:
                fault("writing the sign of life", error)
            await asyncio.sleep(EVERY)
    finally:
        take_down(options)
