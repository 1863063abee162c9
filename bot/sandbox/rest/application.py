"""What the bot asks about itself, and the application commands that it registers."""

from __future__ import annotations

from collections.abc import Iterable

from bot.sandbox import errors, validation
from bot.sandbox.message import JSON
from bot.sandbox.payloads import channel_payload, user_payload
from bot.sandbox.rest.call import Call

IDENTIFIES_A_DAY = 1_000


def get_own_user(call: Call) -> JSON:
    """The bot's own user."""
    return user_payload(call.world.bot) | {"verified": True, "email": None}


def get_application(call: Call) -> JSON:
    """The application with its owner and the flags of the intents that the portal grants."""
    return {
        "id": str(call.world.bot.id),
        "name": call.world.application.name,
        "icon": None,
        "description": "",
        "bot": user_payload(call.world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_payload(call.world.owner),
        "verify_key": "0" * 64,
        "flags": call.world.application.flags,
    }


def get_gateway(call: Call) -> JSON:
    """Where the gateway is, how many shards it wants and how often the bot may still identify."""
    limit = {
        "total": IDENTIFIES_A_DAY,
        "remaining": max(0, IDENTIFIES_A_DAY - call.services.sessions.identified),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    shards = call.world.application.shards
    return {"url": call.services.gateway.url, "shards": shards, "session_start_limit": limit}


def open_direct_channel(call: Call) -> JSON:
    """The direct channel with a user."""
    asked = call.data.get("recipient_id")
    other = call.world.users.get(int(asked)) if validation.is_snowflake(asked) else None
    if other is None or other.bot:
        said = f'Value "{asked}" is no user to write to.'
        raise errors.bad_form(errors.Fault("INVALID_RECIPIENT", said, ("recipient_id",)))
    return channel_payload(call.world, call.world.direct_channel(call.world.bot, other))


# Commands.


def _guild_of_commands(call: Call) -> int | None:
    """The guild that the commands are of, None for everywhere; refused for others' applications."""
    world = call.world
    if call.id("application") != world.bot.id:
        raise errors.missing_access()
    if "guild" not in call.names:
        return None
    guild = world.guilds.get(call.id("guild"))
    if guild is None:
        raise errors.unknown_guild()
    if world.bot.id not in guild.members:
        raise errors.missing_access()
    return guild.id


def get_commands(call: Call) -> list[JSON]:
    """The registered commands."""
    return list(call.world.commands[_guild_of_commands(call)].values())


def register_commands(call: Call) -> list[JSON]:
    """Register these commands and no others; those that keep their name keep their id."""
    guild_id = _guild_of_commands(call)
    if not isinstance(call.body, list):
        raise errors.bad_form(errors.NO_LIST)
    errors.refuse_faulty(validation.commands(validation.objects(call.body)))
    known = call.world.commands[guild_id]
    made = [_registered(call, command, guild_id, known.values()) for command in call.body]
    known.clear()
    known.update({int(command["id"]): command for command in made})
    call.services.events.publish("commands_changed")
    return made


COMMAND: JSON = {
    "type": 1,
    "name": "",
    "description": "",
    "name_localizations": None,
    "description_localizations": None,
    "default_member_permissions": None,
    "contexts": None,
    "integration_types": [0],
    "dm_permission": True,
    "nsfw": False,
    "options": [],
}
"""What is kept of a command, as it is where a bot does not say."""


def _registered(call: Call, asked: JSON, guild_id: int | None, known: Iterable[JSON]) -> JSON:
    """A command as Discord keeps it."""
    given = {key: asked[key] for key in COMMAND if asked.get(key) is not None}
    made = COMMAND | given
    if made["default_member_permissions"] is not None:
        made["default_member_permissions"] = str(made["default_member_permissions"])
    same = [c for c in known if (c["name"], c["type"]) == (made["name"], made["type"])]
    made["id"] = same[0]["id"] if same else str(call.world.new_id())
    made["version"] = str(call.world.new_id())
    made["application_id"] = str(call.world.bot.id)
    return made if guild_id is None else made | {"guild_id": str(guild_id)}
