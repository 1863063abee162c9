"""Routes of the application: what the portal says of it, the gateway, and its commands."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sandbox import payloads
from bot.sandbox.limits import commands as limits
from bot.sandbox.messages import JSON
from bot.sandbox.people import Guild
from bot.sandbox.refusals import (
    Fault,
    MissingAccess,
    TooManyCommands,
    UnknownCommand,
    UnknownGuild,
    bad_form,
)
from bot.sandbox.rest.table import NOTHING, Answer, Call, Route

IDENTIFIES_A_DAY = 1_000

COMMANDS_BYTES = 2 << 20
"""The longest set of commands: 130 of them with all that each may have."""


def info(call: Call) -> Answer:
    """The application."""
    return Answer(200, payloads.application(call.realm.world))


def gateway(call: Call) -> Answer:
    """Where the gateway is."""
    return Answer(200, {"url": call.realm.gateway.url})


def gateway_bot(call: Call) -> Answer:
    """Where the gateway is, how many shards it wants and how often the bot may still identify."""
    realm = call.realm
    limit = {
        "total": IDENTIFIES_A_DAY,
        "remaining": max(0, IDENTIFIES_A_DAY - realm.switchboard.identified),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    made = {"url": realm.gateway.url, "shards": realm.world.portal.shards}
    return Answer(200, made | {"session_start_limit": limit})


def _own(call: Call) -> int | None:
    """The guild that the commands are of, None for everywhere; refused for others' applications."""
    world = call.realm.world
    if call.id("application") != world.application_id:
        raise MissingAccess
    if "guild" not in call.names:
        return None
    guild: Guild | None = world.guilds.get(call.id("guild"))
    if guild is None:
        raise UnknownGuild
    if world.bot.id not in guild.members:
        raise MissingAccess
    return guild.id


def listed(call: Call) -> Answer:
    """The registered commands."""
    return Answer(200, list(call.realm.world.commands.of(_own(call)).values()))


def overwrite(call: Call) -> Answer:
    """Register these commands and no others; those that keep their name keep their id."""
    guild_id = _own(call)
    asked = call.body
    if not isinstance(asked, list):
        said = "Only iterables may be used in a ListType"
        raise bad_form([Fault((), "LIST_TYPE_CONVERT", said)])
    if faults := list(limits.overwrite([c if isinstance(c, dict) else {} for c in asked])):
        raise bad_form(faults)
    known = call.realm.world.commands.of(guild_id)
    made = [_registered(call, command, guild_id, known.values()) for command in asked]
    known.clear()
    known.update({int(command["id"]): command for command in made})
    _told(call)
    return Answer(200, made)


def create(call: Call) -> Answer:
    """Register one command, in place of one of the same name and kind."""
    guild_id = _own(call)
    if faults := list(limits.one(call.data)):
        raise bad_form(faults)
    known = call.realm.world.commands.of(guild_id)
    made = _registered(call, call.data, guild_id, known.values())
    is_new = int(made["id"]) not in known
    kind = made["type"]
    if is_new and sum(c["type"] == kind for c in known.values()) >= limits.MOST_OF.get(kind, 100):
        raise TooManyCommands
    known[int(made["id"])] = made
    _told(call)
    return Answer(201 if is_new else 200, made)


def _registered(call: Call, asked: JSON, guild_id: int | None, known: Iterable[JSON]) -> JSON:
    """A command as Discord keeps it."""
    kind = asked.get("type") or limits.CHAT
    same = [c for c in known if c["name"] == asked["name"] and c["type"] == kind]
    ids = call.realm.world.ids
    permissions = asked.get("default_member_permissions")
    made: JSON = {
        "id": same[0]["id"] if same else str(ids.next()),
        "application_id": str(call.realm.world.application_id),
        "version": str(ids.next()),
        "type": kind,
        "name": asked["name"],
        "description": asked.get("description") or "",
        "name_localizations": asked.get("name_localizations"),
        "description_localizations": asked.get("description_localizations"),
        "default_member_permissions": None if permissions is None else str(permissions),
        "contexts": asked.get("contexts"),
        "integration_types": asked.get("integration_types") or [0],
        "dm_permission": asked.get("dm_permission", True),
        "nsfw": bool(asked.get("nsfw")),
        "options": asked.get("options") or [],
    }
    return made if guild_id is None else made | {"guild_id": str(guild_id)}


def _one(call: Call) -> tuple[int | None, JSON]:
    guild_id = _own(call)
    found = call.realm.world.commands.of(guild_id).get(call.id("command"))
    if found is None:
        raise UnknownCommand
    return guild_id, found


def get(call: Call) -> Answer:
    """One command."""
    return Answer(200, _one(call)[1])


def edit(call: Call) -> Answer:
    """Change one command."""
    guild_id, old = _one(call)
    asked = old | call.data
    if faults := list(limits.one(asked)):
        raise bad_form(faults)
    made = _registered(call, asked, guild_id, ()) | {"id": old["id"]}
    call.realm.world.commands.of(guild_id)[int(old["id"])] = made
    _told(call)
    return Answer(200, made)


def delete(call: Call) -> Answer:
    """Take one command back."""
    guild_id, old = _one(call)
    del call.realm.world.commands.of(guild_id)[int(old["id"])]
    _told(call)
    return NOTHING


def permissions(call: Call) -> Answer:
    """What a guild's administrators changed about commands: here nothing."""
    _own(call)
    return Answer(200, [])


def _told(call: Call) -> None:
    call.realm.hub.publish("commands_changed")


EVERYWHERE = "/applications/{application}/commands"
IN_GUILD = "/applications/{application}/guilds/{guild}/commands"


def _commands(base: str) -> tuple[Route, ...]:
    return (
        Route("GET", base, listed),
        Route("PUT", base, overwrite, most_bytes=COMMANDS_BYTES),
        Route("POST", base, create),
        Route("GET", base + "/{command}", get),
        Route("PATCH", base + "/{command}", edit),
        Route("DELETE", base + "/{command}", delete),
    )


ROUTES = (
    Route("GET", "/oauth2/applications/@me", info),
    Route("GET", "/applications/@me", info),
    Route("GET", "/gateway", gateway, with_token=False),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", IN_GUILD + "/permissions", permissions),
    *_commands(EVERYWHERE),
    *_commands(IN_GUILD),
)
