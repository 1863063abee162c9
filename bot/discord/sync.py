"""Syncing commands: what Discord has registered is compared with ours, and mended where it differs.

Discord is asked at every start, since it alone knows: commands get lost, and others are registered
with the same token. Where all is as it should be, nothing is written. With a test server the
commands belong there and nowhere else, for a server shows both its own and those of everywhere.
What writes into the FAQ belongs to the operator's servers alone. The servers with commands of their
own are remembered in the ledger, to take the commands out once they no longer belong there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeAlias

import discord
from discord import app_commands

from bot.discord.logs import fault, log
from bot.discord.service import Service
from bot.ledger.ledger import Ledger

AGAIN = 60.0  # seconds until a failed sync is tried again, twice as many each time
SELDOM = 960.0  # seconds between two tries at most
GUILD_ONLY = ("dm_permission", "contexts", "integration_types")
"""What Discord knows of a command for all servers, but not of one server's own."""
UNSAID = (
    *("choices", "channel_types", "autocomplete"),
    *("min_value", "max_value", "min_length", "max_length"),
)
"""What an option has only if it was registered with it."""

Tree: TypeAlias = app_commands.CommandTree[Any]
Command: TypeAlias = Mapping[str, Any]


async def keep_trying(tree: Tree, service: Service) -> bool:
    """Sync, and try again later where Discord or the database fails; serving goes on meanwhile.

    Returns:
        False where Discord refused it for good, as it does for a server that the bot is not in.
    """
    pause = AGAIN
    while True:
        try:
            await sync(tree, service)
        except Exception as error:  # noqa: BLE001  what is registered goes on working
            fault("syncing the commands", error)
            if isinstance(error, discord.HTTPException) and error.status in {400, 401, 403, 404}:
                return False
        else:
            return True
        await asyncio.sleep(pause)
        pause = min(pause * 2, SELDOM)


async def sync(tree: Tree, service: Service) -> bool:
    """Register the commands where Discord has others; whether anything was written."""
    application = tree.client.application_id
    if application is None or not leads(service.options.shard_ids):
        return False
    belonging = places(tree, service.options.test_guild)
    notes = [note_name(application, guild) for guild in belonging if guild]
    for note in notes:
        await service.recorder.do(partial(Ledger.keep_note, name=note, value="commands"))
    written = await _leave_other_places(tree, service, application)
    for guild, commands in belonging.items():
        try:
            written = await _register_where_other(tree, application, guild, commands) or written
        except (discord.Forbidden, discord.NotFound) as error:
            if guild in {None, service.options.test_guild}:
                raise
            log.warning("the operator's server %s is not ours (status %s)", guild, error.status)
    return written


async def _register_where_other(
    tree: Tree, application: int, guild: int | None, commands: Sequence[Command]
) -> bool:
    wrong = differences(commands, await registered(tree, guild))
    if wrong:
        await _register(tree, application, guild, commands)
        log.info("registered the commands %s (%s)", place_name(guild), wrong)
    return bool(wrong)


def leads(shards: tuple[int, ...] | None) -> bool:
    """Whether this process registers: of several, the one that serves shard 0."""
    return shards is None or 0 in shards


def place_name(guild: int | None) -> str:
    """Where commands are registered, in words."""
    return f"in server {guild}" if guild else "everywhere"


def note_name(application: int, guild: int) -> str:
    """Under which name the ledger remembers a server with commands of its own."""
    return f"commands:{application}:{guild}"


async def former_guilds(tree: Tree, service: Service, application: int) -> list[int]:
    """The servers that had commands of their own and should not have them now."""
    prefix = note_name(application, 0).removesuffix("0")
    kept = await service.recorder.do(lambda ledger: ledger.notes(prefix))
    known = {int(rest) for name in kept if (rest := name.removeprefix(prefix)).isdecimal()}
    return sorted(known - set(places(tree, service.options.test_guild)))


def places(tree: Tree, test: int | None) -> dict[int | None, list[Command]]:
    """The commands as they have to be registered: by server, and under None for all servers.

    With a test server there is nothing for all.
    """
    found = {test: _payload(tree, None, own=test is not None)}
    # discord.py tells the servers that commands were added for nowhere else.
    with_own = {guild for _, guild, _ in tree._context_menus if guild}  # noqa: SLF001
    for guild in sorted({*with_own, *tree._guild_commands}):  # noqa: SLF001
        found.setdefault(guild, []).extend(_payload(tree, discord.Object(guild), own=True))
    return found


def _payload(tree: Tree, guild: discord.Object | None, *, own: bool) -> list[Command]:
    """The commands that were added for all servers or for one, as a server's own or for all."""
    made: list[dict[str, Any]] = [
        command.to_dict(tree)
        for command in tree._get_all_commands(guild=guild)  # noqa: SLF001
    ]
    left_out = set(GUILD_ONLY) if own else set()
    return [{key: one[key] for key in one if key not in left_out} for one in made]


async def registered(tree: Tree, guild: int | None) -> Sequence[Command]:
    """The commands that Discord has for all servers or for one; raises what Discord refuses."""
    http, application = tree.client.http, tree.client.application_id or 0
    found: Sequence[Command] = (
        await http.get_guild_commands(application, guild)
        if guild
        else await http.get_global_commands(application)
    )
    return found


async def _register(
    tree: Tree, application: int, guild: int | None, commands: Sequence[Command]
) -> None:
    """Make these the only commands for all servers or for one."""
    http, payload = tree.client.http, [dict(one) for one in commands]
    if guild:
        await http.bulk_upsert_guild_commands(application, guild, payload)
    else:
        await http.bulk_upsert_global_commands(application, payload)


def differences(ours: Sequence[Command], theirs: Sequence[Command]) -> str:
    """How what Discord has differs from what it should have, in words; empty if it does not."""
    should, have = _by_name(ours), _by_name(theirs)
    found = {
        "missing": sorted(should.keys() - have.keys()),
        "not ours": sorted(have.keys() - should.keys()),
        "changed": sorted(key for key in should.keys() & have.keys() if _other(should, have, key)),
    }
    return "; ".join(
        f"{what}: {', '.join(name for _, name in keys)}" for what, keys in found.items() if keys
    )


def _by_name(commands: Sequence[Command]) -> dict[tuple[int, str], Command]:
    return {(one.get("type", 1), one["name"]): one for one in commands}


def _other(
    should: Mapping[tuple[int, str], Command],
    have: Mapping[tuple[int, str], Command],
    key: tuple[int, str],
) -> bool:
    ours, theirs = dict(should[key]), have[key]
    for field in ("contexts", "integration_types"):
        if ours.get(field) is None:  # not set by us, so the application's own default counts
            ours.pop(field, None)
    if "contexts" in ours or "dm_permission" not in theirs:
        ours.pop("dm_permission", None)  # the older of the two, which Discord derives or omits
    return not same(ours, theirs)


def same(ours: Any, theirs: Any) -> bool:
    """Whether Discord has what was sent, whatever it adds of its own and however it writes it."""
    if isinstance(ours, Mapping):
        asked: dict[str, Any] = {**dict.fromkeys(UNSAID), **ours}
        return isinstance(theirs, Mapping) and all(
            same(value, theirs.get(key)) for key, value in asked.items()
        )
    if _empty(ours) or _empty(theirs):
        return _empty(ours) and _empty(theirs)
    if isinstance(ours, list) and isinstance(theirs, list):
        if not isinstance(ours[0], Mapping):  # kinds of channels and the like, in any order
            return sorted(map(str, ours)) == sorted(map(str, theirs))
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return bool(ours == theirs) or str(ours) == str(theirs)  # permissions are told as a string


def _empty(value: Any) -> bool:
    return value is None or value is False or value in ("", [])


async def _leave_other_places(tree: Tree, service: Service, application: int) -> bool:
    """Take the commands out where they would show twice; whether there were any."""
    left = False
    test = service.options.test_guild
    if test and await registered(tree, None):
        await _register(tree, application, None, [])
        log.warning("took the commands out everywhere but in server %s: TEST_GUILD_ID is set", test)
        left = True
    for guild in await former_guilds(tree, service, application):
        try:
            if await registered(tree, guild):
                await _register(tree, application, guild, [])
                log.info("took the commands out of server %s, where they no longer belong", guild)
                left = True
        except (discord.Forbidden, discord.NotFound) as error:
            # It has thrown the bot out since; then there is nothing to take out.
            log.info("server %s is not ours any more (status %s)", guild, error.status)
        await service.recorder.do(partial(Ledger.drop_note, name=note_name(application, guild)))
    return left
