"""What a member's client does before a command or a form leaves it: what is shown, what fits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Any, TypeAlias

from bot.sandbox.guild import ALL, Channel, Permission, User
from bot.sandbox.message import JSON, Component
from bot.sandbox.payloads import channel_payload, role_payload, user_payload
from bot.sandbox.validation import is_snowflake
from bot.sandbox.world import World

CHAT, MESSAGE_MENU = 1, 3
SUBCOMMANDS = (1, 2)
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE = 3, 4, 5, 6, 7, 8


class Impossible(Exception):
    """Discord's client would not let a member do this."""


def visible(world: World, user: User, channel: Channel) -> Iterator[JSON]:
    """The commands that a member is shown in a channel, the guild's own first."""
    bits = world.permissions(user, channel)
    if not bits & Permission.USE_APPLICATION_COMMANDS:
        return
    own = {} if channel.guild_id is None else world.commands.of(channel.guild_id)
    for command in (*own.values(), *world.commands.everywhere.values()):
        if _fits(command, channel) and _permitted(command, channel, bits):
            yield command


def _fits(command: JSON, channel: Channel) -> bool:
    contexts = command.get("contexts")
    if contexts is not None:
        return (1 if channel.is_direct else 0) in contexts
    return not channel.is_direct or command.get("dm_permission") is not False


def _permitted(command: JSON, channel: Channel, bits: int) -> bool:
    needed = command.get("default_member_permissions")
    if needed is None or channel.is_direct or bits == ALL:
        return True
    return int(needed) != 0 and bits & int(needed) == int(needed)


def find(world: World, user: User, channel: Channel, name: str, kind: int = CHAT) -> JSON:
    """The command of this name that the member is shown."""
    shown = [c for c in visible(world, user, channel) if c["type"] == kind]
    for command in shown:
        if command["name"] == name:
            return command
    listed = ", ".join(c["name"] for c in shown) or "none at all"
    raise Impossible(f"{user.name} is shown no command {name!r} here, but: {listed}")


_NAMED = re.compile(r"\s([\w-]+):")


def command_line(words: str, commands: list[JSON]) -> tuple[str, dict[str, Any]]:
    """The path and the options of a command written as `/faq listen switch: on`.

    Args:
        words: The line.
        commands: The commands that the member is shown.

    Raises:
        Impossible: An option is misspelt or stands twice.
    """
    first = _NAMED.search(words)
    path = words[1 : first.start() if first else None].strip()
    known = _options(path.split(), commands)
    named = "|".join(map(re.escape, known)) or "(?!)"
    option = re.compile(
        r'\s+([\w-]+):\s*(?:"([^"]*)"(?=\s+[\w-]+:|\s*$)' rf"|(.*?)(?=\s+(?:{named}):|$))"
    )
    options: dict[str, Any] = {}
    for name, quoted, plain in option.findall(words[first.start() :] if first else ""):
        for slip in _NAMED.findall(plain):
            if meant := get_close_matches(slip, known, 1, 0.8):
                raise Impossible(f"write {meant[0]}: for {slip}:, or the text in quotation marks")
        if name in options:
            raise Impossible(f'{name}: stands twice. Write a text that holds it as "..."')
        options[name] = quoted or plain.strip()
    return path, options


def _options(path: list[str], commands: list[JSON]) -> list[str]:
    """The names of the options of the command at a path."""
    for name in path:
        commands = next((one.get("options") or [] for one in commands if one["name"] == name), [])
    return [str(one["name"]) for one in commands]


def named(command: JSON) -> JSON:
    """What an interaction tells of its command."""
    made: JSON = {"id": command["id"], "name": command["name"], "type": command["type"]}
    if "guild_id" in command:
        made["guild_id"] = command["guild_id"]
    return made


def filled(
    world: World, command: JSON, path: list[str], given: Mapping[str, Any], focused: str | None
) -> JSON:
    """The data of a command interaction.

    Args:
        world: Where users, channels and roles are looked up.
        command: The command as it is registered.
        path: The names of subcommand group and subcommand, outermost first.
        given: The member's values by option name; users, channels and roles by id.
        focused: The option that is being typed, for autocomplete.

    Raises:
        Impossible: A value is missing, unknown or does not fit.
    """
    chain, node = [], command
    for name in path:
        node = _sub(node, name)
        chain.append(node)
    resolved: JSON = {}
    options = _values(world, node, given, focused, resolved)
    for part in reversed(chain):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    made = named(command) | {"options": options}
    return made | {"resolved": resolved} if resolved else made


def _sub(node: JSON, name: str) -> JSON:
    for option in node.get("options") or []:
        if option["type"] in SUBCOMMANDS and option["name"] == name:
            return dict(option)
    listed = ", ".join(option["name"] for option in node.get("options") or []) or "none"
    raise Impossible(f"/{node['name']} has no subcommand {name!r}, but: {listed}")


def _values(
    world: World, node: JSON, given: Mapping[str, Any], focused: str | None, resolved: JSON
) -> list[JSON]:
    known = {o["name"]: o for o in node.get("options") or []}
    if any(o["type"] in SUBCOMMANDS for o in known.values()):
        raise Impossible(f"/{node['name']} is not complete without one of: {', '.join(known)}")
    if unknown := sorted(set(given) - set(known)):
        listed = ", ".join(known) or "none"
        raise Impossible(f"/{node['name']} has no option {unknown[0]!r}, but: {listed}")
    made = []
    for name, option in known.items():
        if name in given:
            made.append(_value(world, option, given[name], name == focused, resolved))
        elif option.get("required") and focused is None:
            raise Impossible(f"/{node['name']} needs its option {name!r}")
    return made


def _value(world: World, option: JSON, value: Any, typed: bool, resolved: JSON) -> JSON:
    made: JSON = {"name": option["name"], "type": option["type"], "value": value}
    if typed:
        return made | {"focused": True}
    if option.get("choices"):
        made["value"] = _chosen(option, value)
    elif option["type"] == STRING:
        _check_length(option, value)
    elif option["type"] in (USER, CHANNEL, ROLE):
        made["value"] = _resolved(world, option["type"], value, resolved)
    elif option["type"] in (INTEGER, BOOLEAN):
        made["value"] = _read(option, str(value))
    return made


def _chosen(option: JSON, value: Any) -> Any:
    for choice in option["choices"]:
        if str(value) in (choice["name"], str(choice["value"])):
            return choice["value"]
    listed = ", ".join(choice["name"] for choice in option["choices"])
    raise Impossible(f"{value!r} is none of the choices of {option['name']!r}, but: {listed}")


def _read(option: JSON, written: str) -> int | bool:
    """A whole number, or true or false, as the option takes it."""
    if option["type"] == BOOLEAN and written.lower() in ("true", "false"):
        return written.lower() == "true"
    if option["type"] == INTEGER and re.fullmatch(r"-?\d{1,15}", written):
        return int(written)
    takes = "true or false" if option["type"] == BOOLEAN else "a whole number"
    raise Impossible(f"{option['name']!r} takes {takes}, not {written!r}")


def _check_length(option: JSON, value: Any) -> None:
    least, most = option.get("min_length") or 0, option.get("max_length") or 6_000
    if not isinstance(value, str) or not least <= len(value) <= most:
        raise Impossible(f"{option['name']!r} takes {least} to {most} characters")


def _resolved(world: World, kind: int, value: Any, resolved: JSON) -> str:
    """The id of what an id or a name means; what it is goes with the interaction."""
    roles = {number: one for guild in world.guilds.values() for number, one in guild.roles.items()}
    kinds: dict[int, tuple[str, str, dict[int, Any], Callable[[Any], JSON]]] = {
        USER: ("users", "@", world.users, user_payload),
        CHANNEL: ("channels", "#", world.channels, partial(_channel_payload, world)),
        ROLE: ("roles", "@", roles, role_payload),
    }
    group, sign, among, payload = kinds[kind]
    named = {f"{sign}{one.name.lstrip('@')}": one for one in among.values() if one.name}
    found = among.get(int(value)) if is_snowflake(value) else named.get(str(value))
    if found is None:
        raise Impossible(f"{value!r} is no {group[:-1]}, but: {', '.join(named)}")
    resolved.setdefault(group, {})[str(found.id)] = payload(found)
    return str(found.id)


def _channel_payload(world: World, channel: Channel) -> JSON:
    return channel_payload(world, channel) | {"permissions": "0"}


Values: TypeAlias = Mapping[str, str | Sequence[str]]


def submission(modal: JSON, given: Values) -> JSON:
    """The data of a modal submit.

    Args:
        modal: The form as the bot sent it.
        given: Texts, or lists of chosen values, by label or custom_id; what is left out stays as
            the bot filled it in.

    Raises:
        Impossible: A needed value is missing or one does not fit.
    """
    left = dict(given)
    components = [_top(component, left) for component in modal["components"]]
    if left:
        raise Impossible(f"the form has no field {next(iter(left))!r}")
    return {"custom_id": modal["custom_id"], "components": components}


def _top(component: JSON, left: dict[str, str | Sequence[str]]) -> JSON:
    made = {"type": component["type"], "id": component.get("id", 0)}
    if component["type"] == Component.LABEL:
        return made | {"component": _field(component["component"], component["label"], left)}
    return made


def _field(field: JSON, label: str, left: dict[str, str | Sequence[str]]) -> JSON:
    value = left.pop(field["custom_id"], None)
    if value is None:
        value = left.pop(label, None)
    made = {"type": field["type"], "custom_id": field["custom_id"], "id": field.get("id", 0)}
    if field["type"] == Component.TEXT_INPUT:
        return made | {"value": _text(field, label, value)}
    return made | {"values": _selected(field, label, value)}


def _text(field: JSON, label: str, value: object) -> str:
    text = str(value if value is not None else field.get("value") or "")
    if not text:
        if field.get("required", True):
            raise Impossible(f"the form needs {label!r}")
        return text
    least, most = field.get("min_length") or 0, field.get("max_length") or 4_000
    if not least <= len(text) <= most:
        raise Impossible(f"{label!r} takes {least} to {most} characters")
    return text


def _selected(field: JSON, label: str, value: object) -> list[str]:
    options = field.get("options") or []
    if value is None:
        values = [o["value"] for o in options if o.get("default")]
    else:
        values = [value] if isinstance(value, str) else _listed(value)
    return pick(options, values, field, label)


def _listed(value: object) -> list[str]:
    if not isinstance(value, (list, tuple)):
        raise Impossible(f"{value!r} is no list of choices")
    return [str(item) for item in value]


def pick(options: list[JSON], values: list[str], field: JSON, label: str) -> list[str]:
    """The values that a select sends for chosen values or labels, as many as it takes."""
    known = {o["label"]: o["value"] for o in options} | {o["value"]: o["value"] for o in options}
    if options and (strange := [v for v in values if v not in known]):
        listed = ", ".join(o["label"] for o in options)
        raise Impossible(f"{strange[0]!r} is no option of {label!r}, but: {listed}")
    least, most = field.get("min_values", 1), field.get("max_values", 1)
    needed = field.get("required", True) or values
    if needed and not least <= len(values) <= most:
        raise Impossible(f"{label!r} takes {least} to {most} choices")
    return [known.get(v, v) for v in values]
