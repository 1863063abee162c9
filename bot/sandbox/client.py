"""What a member's client does before a command or a form leaves it: what is shown, what fits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from enum import IntEnum
from typing import Any, TypeAlias

from bot.sandbox.guild import ALL, Channel, Permission, User
from bot.sandbox.message import JSON, Component
from bot.sandbox.payloads import channel_payload
from bot.sandbox.validation import is_snowflake
from bot.sandbox.world import World

CHAT, MESSAGE_MENU = 1, 3
SUBCOMMANDS = (1, 2)


class OptionType(IntEnum):
    """Discord's numbers for the options of commands that the sandbox fills in."""

    STRING = 3
    BOOLEAN = 5
    CHANNEL = 7


class Impossible(Exception):
    """Discord's client would not let a member do this."""


def visible(world: World, user: User, channel: Channel) -> Iterator[JSON]:
    """The commands that a member is shown in a channel, the guild's own first."""
    bits = world.permissions(user, channel)
    if bits & Permission.USE_APPLICATION_COMMANDS:
        for guild_id in dict.fromkeys((channel.guild_id, None)):
            for command in world.commands[guild_id].values():
                if _permitted(command, channel, bits):
                    yield command


def _permitted(command: JSON, channel: Channel, bits: int) -> bool:
    contexts, needed = command.get("contexts"), command.get("default_member_permissions")
    if contexts is not None and int(channel.is_direct) not in contexts:
        return False
    if channel.is_direct:
        return command.get("dm_permission") is not False
    return needed is None or bits == ALL or (bits & int(needed) == int(needed) != 0)


def find(world: World, user: User, channel: Channel, name: str, kind: int = CHAT) -> JSON:
    """The command of this name that the member is shown."""
    shown = [c for c in visible(world, user, channel) if c["type"] == kind]
    for command in shown:
        if command["name"] == name:
            return command
    listed = _listed(command["name"] for command in shown)
    raise Impossible(f"{user.name} is shown no command {name!r} here, but: {listed}")


_NAMED = re.compile(r"\s([\w-]+):")


def command_line(words: str, commands: list[JSON]) -> tuple[str, dict[str, Any]]:
    """The path and the options of a command written as `/faq listen switch: on`.

    Impossible where an option of the commands is misspelt or stands twice.
    """
    first = _NAMED.search(words)
    path = words[1 : first.start() if first else None].strip()
    for name in path.split():
        commands = next((one.get("options") or [] for one in commands if one["name"] == name), [])
    known = [str(one["name"]) for one in commands]
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


def named(command: JSON) -> JSON:
    """What an interaction tells of its command."""
    told = ("id", "name", "type", "guild_id")
    return {key: command[key] for key in told if key in command}


def filled(
    world: World, command: JSON, path: list[str], given: Mapping[str, Any], focused: str | None
) -> JSON:
    """The data of a command interaction; Impossible where a value is missing or does not fit.

    `path` names subcommand group and subcommand, `given` are the member's values by option name,
    channels by id or name, `focused` is the option that is being typed, for autocomplete.
    """
    chain, node = [], command
    for name in path:
        inside = {o["name"]: o for o in node.get("options") or [] if o["type"] in SUBCOMMANDS}
        if name not in inside:
            raise Impossible(f"/{node['name']} has no subcommand {name!r}, but: {_listed(inside)}")
        chain.append(node := inside[name])
    resolved: JSON = {}
    options = _values(world, node, given, focused, resolved)
    for part in reversed(chain):
        options = [{"name": part["name"], "type": part["type"], "options": options}]
    made = named(command) | {"options": options}
    return made | {"resolved": resolved} if resolved else made


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"


def _values(
    world: World, node: JSON, given: Mapping[str, Any], focused: str | None, resolved: JSON
) -> list[JSON]:
    known = {o["name"]: o for o in node.get("options") or []}
    if any(o["type"] in SUBCOMMANDS for o in known.values()):
        raise Impossible(f"/{node['name']} is not complete without one of: {_listed(known)}")
    for unknown in sorted(set(given) - set(known)):
        raise Impossible(f"/{node['name']} has no option {unknown!r}, but: {_listed(known)}")
    made = []
    for name, option in known.items():
        if name in given:
            value, base = given[name], {"name": name, "type": option["type"]}
            typed = {"value": value, "focused": True}
            sent = typed if name == focused else {"value": _value(world, option, value, resolved)}
            made.append(base | sent)
        elif option.get("required") and focused is None:
            raise Impossible(f"/{node['name']} needs its option {name!r}")
    return made


def _value(world: World, option: JSON, value: Any, resolved: JSON) -> Any:
    """The value as Discord sends it, if it fits the option."""
    name = option["name"]
    if option.get("choices"):
        choices = {str(choice["value"]): choice["value"] for choice in option["choices"]}
        choices |= {choice["name"]: choice["value"] for choice in option["choices"]}
        if str(value) not in choices:
            listed = _listed(choice["name"] for choice in option["choices"])
            raise Impossible(f"{value!r} is none of the choices of {name!r}, but: {listed}")
        return choices[str(value)]
    match option["type"]:
        case OptionType.STRING:
            return _fitting(str(value), option, name)
        case OptionType.BOOLEAN:
            if str(value).lower() not in ("true", "false"):
                raise Impossible(f"{name!r} takes true or false, not {str(value)!r}")
            return str(value).lower() == "true"
        case OptionType.CHANNEL:
            return _resolved(world, value, resolved)
    raise Impossible(f"{name!r} is of a type that the sandbox leaves out")


def _fitting(text: str, limits: JSON, name: str, most: int = 6_000) -> str:
    """A text that is as long as it may be."""
    least, most = limits.get("min_length") or 0, limits.get("max_length") or most
    if not least <= len(text) <= most:
        raise Impossible(f"{name!r} takes {least} to {most} characters")
    return text


def _resolved(world: World, value: Any, resolved: JSON) -> str:
    """The id of the channel of an id or a name; what it is goes with the interaction."""
    named = {f"#{one.name}": one for one in world.channels.values() if one.name}
    found = world.channels.get(int(value)) if is_snowflake(value) else named.get(str(value))
    if found is None:
        raise Impossible(f"{value!r} is no channel, but: {_listed(named)}")
    about = channel_payload(world, found) | {"permissions": "0"}
    resolved.setdefault("channels", {})[str(found.id)] = about
    return str(found.id)


# Forms.

Values: TypeAlias = Mapping[str, str | Sequence[str]]


def submission(modal: JSON, given: Values) -> JSON:
    """The data of a modal submit; Impossible where a value is missing or does not fit.

    What is given are texts, or lists of chosen values, by label or custom_id; what is left out
    stays as the bot filled it in.
    """
    left = dict(given)
    components = []
    for component in modal["components"]:
        made = {"type": component["type"], "id": component.get("id", 0)}
        if component["type"] == Component.LABEL:
            field, label = component["component"], component["label"]
            value = left.pop(field["custom_id"], left.pop(label, None))
            told = {key: field.get(key, 0) for key in ("type", "custom_id", "id")}
            if field["type"] == Component.TEXT_INPUT:
                told["value"] = _text(field, label, value)
            else:
                told["values"] = _selected(field, label, value)
            made["component"] = told
        components.append(made)
    if left:
        raise Impossible(f"the form has no field {next(iter(left))!r}")
    return {"custom_id": modal["custom_id"], "components": components}


def _text(field: JSON, label: str, value: object) -> str:
    text = str(value if value is not None else field.get("value") or "")
    if not text and field.get("required", True):
        raise Impossible(f"the form needs {label!r}")
    return _fitting(text, field, label, 4_000) if text else ""


def _selected(field: JSON, label: str, value: object) -> list[str]:
    """The values that a select sends for chosen values or labels, as many as it takes."""
    options = field["options"]
    if value is None:
        value = [one["value"] for one in options if one.get("default")]
    chosen = value if isinstance(value, (list, tuple)) else [value]
    known = {o["label"]: o["value"] for o in options} | {o["value"]: o["value"] for o in options}
    if strange := [one for one in chosen if str(one) not in known]:
        listed = _listed(option["label"] for option in options)
        raise Impossible(f"{strange[0]!r} is no option of {label!r}, but: {listed}")
    least, most = field.get("min_values", 1), field.get("max_values", 1)
    if (field.get("required", True) or chosen) and not least <= len(chosen) <= most:
        raise Impossible(f"{label!r} takes {least} to {most} choices")
    return [known[str(one)] for one in chosen]
