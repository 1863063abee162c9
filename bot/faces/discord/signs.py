"""Signs: the running client's sign of life, from what its shards report."""

from __future__ import annotations

import asyncio
import os
import time

from bot.faces.discord.client import FootnoteBot
from bot.faces.discord.faults import fault
from bot.faces.discord.health import EVERY, Sign, take_down, write_sign
from bot.faces.discord.options import Options
from bot.store.private import NotOurs

LOOK_EVERY = 0.5  # seconds
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
        trouble=client.service.clerk.trouble,
    )


async def keep_signing(client: FootnoteBot) -> None:
    """Write a sign now and then, and at once when the connection changes; take it down at last."""
    options = client.service.options
    written, told = None, False
    try:
        while True:
            sign = sign_of(client)
            if written is None or sign.differs(written) or sign.at - written.at >= EVERY:
                written = sign
                told = not await _write(options, sign, quietly=told)
            await asyncio.sleep(LOOK_EVERY)
    finally:
        take_down(options)


async def _write(options: Options, sign: Sign, *, quietly: bool) -> bool:
    """Whether a sign could be written; a failure is logged unless the one before was."""
    try:
        await asyncio.to_thread(write_sign, options, sign)
    except (OSError, NotOurs) as error:
        if not quietly:
            fault("writing the sign of life", error)
        return False
    return True
