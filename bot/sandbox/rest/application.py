"""What the bot asks about itself, and the application commands that it registers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.sandbox.errors import Fault, MissingAccess, UnknownGuild, bad_form
from bot.sandbox.limits import COMMAND_NAME, MAX_COMMAND_SIZE, MAX_COMMANDS
from bot.sandbox.message import JSON
from bot.sandbox.payloads import application_payload, channel_payload, user_payload
from bot.sandbox.rest.call import Answer, Call, refuse_faulty
from bot.sandbox.validation import Faults, check, fault, is_snowflake, objects, required, under

SUBCOMMAND, GROUP = 1, 2


def faults_of_commands(listed: list[JSON]) -> Faults:
    """The faults of a whole set of commands; paths begin at the list's positions."""
    known: set[str] = set()
    for at, command in enumerate(listed):
        yield from under(_command(command), at)
        key = f"{command.get('type') or 1} {command.get('name')}"
        if key in known:
            said = "Application command names must be unique"
            yield fault("APPLICATION_COMMANDS_DUPLICATE_NAME", said, at, "name")
        known.add(key)
    for kind, most in MAX_COMMANDS.items():
        if sum(1 for c in listed if (c.get("type") or 1) == kind) > most:
            yield fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def _command(command: JSON) -> Faults:
    yield from check("command", command)
    contexts = command.get("contexts")
    if isinstance(contexts, list) and any(c not in (0, 1, 2) for c in contexts):
        yield fault("BASE_TYPE_CHOICES", "Value must be one of (0, 1, 2).", "contexts")
    if (command.get("type") or 1) == 1:
        yield from check("slash command", command)
        yield from _name(command)
        yield from _options(command, 0)
        if _size(command) > MAX_COMMAND_SIZE:
            said = f"Command exceeds maximum size ({MAX_COMMAND_SIZE})"
            yield fault("APPLICATION_COMMAND_TOO_LARGE", said)
        return
    for key in ("description", "options"):
        if command.get(key):
            said = f"Context menu commands cannot have {key}"
            yield fault(f"APPLICATION_COMMAND_CONTEXT_MENU_{key.upper()}", said, key)


def _name(named: JSON) -> Faults:
    name = named.get("name")
    if not isinstance(name, str) or not 1 <= len(name) <= 32:
        return
    if re.match(COMMAND_NAME, name) is None or name != name.lower():
        yield fault("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid", "name")


def _options(parent: JSON, depth: int) -> Faults:
    options = objects(parent, "options")
    for at, option in enumerate(options):
        yield from under(_option(option, depth), "options", at)
    if len({o.get("type") in (SUBCOMMAND, GROUP) for o in options}) == 2:
        said = "Sub-command option types are mutually exclusive to all other types"
        yield fault("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", said, "options")
    yield from _order(options)


def _order(options: list[JSON]) -> Faults:
    """Options have names of their own, and those that are required come first."""
    optional, names = False, set[str]()
    for at, option in enumerate(options):
        if (name := str(option.get("name"))) in names:
            said = "Option names must be unique"
            yield fault("APPLICATION_COMMAND_OPTIONS_NAME_INVALID", said, "options", at, "name")
        names.add(name)
        if option.get("required") and optional:
            said = "Required options must be placed before non-required options"
            yield fault("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", said, "options", at)
        optional = optional or not option.get("required")


def _option(option: JSON, depth: int) -> Faults:
    yield from check("option", option)
    yield from _name(option)
    kind = option.get("type")
    if kind in (GROUP, SUBCOMMAND):
        if depth > (0 if kind == GROUP else 1):
            said = "Sub-command groups hold sub-commands only"
            yield fault("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", said, "type")
        else:
            yield from _options(option, depth + 1)
    elif option.get("choices") and option.get("autocomplete"):
        said = "Autocomplete and choices are mutually exclusive"
        yield fault("APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", said, "choices")


def _size(node: JSON) -> int:
    """The characters that count towards a command's greatest size."""
    counted = [node.get("name"), node.get("description")]
    for choice in objects(node, "choices"):
        counted += [choice.get("name"), choice.get("value")]
    own = sum(len(text) for text in counted if isinstance(text, str))
    return own + sum(_size(option) for option in objects(node, "options"))


IDENTIFIES_A_DAY = 1_000


def get_own_user(call: Call) -> Answer:
    """The bot's own user."""
    return Answer(200, user_payload(call.world.bot) | {"verified": True, "email": None})


def get_application(call: Call) -> Answer:
    """The application."""
    return Answer(200, application_payload(call.world))


def get_gateway(call: Call) -> Answer:
    """Where the gateway is, how many shards it wants and how often the bot may still identify."""
    services = call.services
    limit = {
        "total": IDENTIFIES_A_DAY,
        "remaining": max(0, IDENTIFIES_A_DAY - services.sessions.identified),
        "reset_after": 86_400_000,
        "max_concurrency": 1,
    }
    shards = call.world.application.shards
    return Answer(
        200, {"url": services.gateway.url, "shards": shards, "session_start_limit": limit}
    )


def open_direct_channel(call: Call) -> Answer:
    """The direct channel with a user."""
    asked = call.data.get("recipient_id")
    if asked is None:
        raise bad_form([required("recipient_id")])
    other = call.world.users.get(int(asked)) if is_snowflake(asked) else None
    if other is None or other.bot:
        said = f'Value "{asked}" is no user to write to.'
        raise bad_form([fault("INVALID_RECIPIENT", said, "recipient_id")])
    channel = call.world.direct_channel(call.world.bot, other)
    return Answer(200, channel_payload(call.world, channel))


# Commands.


def _guild_of_commands(call: Call) -> int | None:
    """The guild that the commands are of, None for everywhere; refused for others' applications."""
    world = call.world
    if call.id("application") != world.bot.id:
        raise MissingAccess
    if "guild" not in call.names:
        return None
    guild = world.guilds.get(call.id("guild"))
    if guild is None:
        raise UnknownGuild
    if world.bot.id not in guild.members:
        raise MissingAccess
    return guild.id


def get_commands(call: Call) -> Answer:
    """The registered commands."""
    return Answer(200, list(call.world.commands.of(_guild_of_commands(call)).values()))


def register_commands(call: Call) -> Answer:
    """Register these commands and no others; those that keep their name keep their id."""
    guild_id = _guild_of_commands(call)
    asked = call.body
    if not isinstance(asked, list):
        said = "Only iterables may be used in a ListType"
        raise bad_form([Fault((), "LIST_TYPE_CONVERT", said)])
    refuse_faulty(faults_of_commands([c if isinstance(c, dict) else {} for c in asked]))
    known = call.world.commands.of(guild_id)
    made = [_registered(call, command, guild_id, known.values()) for command in asked]
    known.clear()
    known.update({int(command["id"]): command for command in made})
    call.services.events.publish("commands_changed")
    return Answer(200, made)


def _registered(call: Call, asked: JSON, guild_id: int | None, known: Iterable[JSON]) -> JSON:
    """A command as Discord keeps it."""
    kind = asked.get("type") or 1
    same = [c for c in known if c["name"] == asked["name"] and c["type"] == kind]
    ids = call.world.ids
    permissions = asked.get("default_member_permissions")
    made: JSON = {
        "id": same[0]["id"] if same else str(ids.next()),
        "application_id": str(call.world.bot.id),
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
