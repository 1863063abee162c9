"""Syncing commands: only when they changed, so that a restart costs Discord nothing.

The hash of what was registered last lies in the ledger, per application and place. Where the place
changes from a test server to all servers, the test server's are taken out, else it shows all twice.
"""

from __future__ import annotations

import hashlib
import json
from functools import partial
from typing import Any

import discord
from discord import app_commands

from bot.faces.discord.faults import log
from bot.faces.discord.service import Service
from bot.store.ledger import Ledger

EVERYWHERE = "everywhere"


async def sync(tree: app_commands.CommandTree[Any], service: Service) -> bool:
    """Register the commands if they changed; whether they did."""
    application = tree.client.application_id
    if application is None or not leads(service.options.shard_ids):
        return False
    await _leave_other_places(tree, service, application)
    test = service.options.test_guild
    place = note_name(application, test)
    fresh = tree_hash(tree)
    if await service.clerk.do(lambda book: book.note(place)) == fresh:
        return False
    guild = discord.Object(test) if test else None
    if guild:
        tree.copy_global_to(guild=guild)
    synced = await tree.sync(guild=guild)
    await service.clerk.do(lambda book: book.keep_note(place, fresh))
    log.info("registered %d commands %s", len(synced), f"in server {test}" if test else EVERYWHERE)
    return True


def leads(shards: tuple[int, ...] | None) -> bool:
    """Whether this process registers: of several, the one that serves shard 0."""
    return shards is None or 0 in shards


def tree_hash(tree: app_commands.CommandTree[Any]) -> str:
    """Names the commands as Discord would get them."""
    payload = [command.to_dict(tree) for command in tree._get_all_commands()]  # noqa: SLF001
    payload.sort(key=lambda command: (command["type"], command["name"]))
    text = json.dumps(payload, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def note_name(application: int, guild: int | None) -> str:
    """Under which name the ledger keeps the hash for a place."""
    return f"commands:{application}:{guild or EVERYWHERE}"


async def _leave_other_places(
    tree: app_commands.CommandTree[Any], service: Service, application: int
) -> None:
    """Take the commands out of test servers that are no longer the place."""
    prefix = f"commands:{application}:"
    places = await service.clerk.do(lambda book: book.notes(prefix))
    for name in places:
        guild = name.removeprefix(prefix)
        if guild in {EVERYWHERE, str(service.options.test_guild)}:
            continue
        try:
            await tree.client.http.bulk_upsert_guild_commands(application, int(guild), [])
        except discord.HTTPException as error:
            # It may have thrown the bot out since; then there is nothing to take out.
            log.warning("server %s kept its commands (status %s)", guild, error.status)
        await service.clerk.do(partial(Ledger.drop_note, name=name))
