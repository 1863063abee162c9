"""Which sets of application commands Discord takes: each by the table, and all together."""

from __future__ import annotations

import re

from bot.sandbox.limits import COMMAND_NAME, MAX_COMMAND_SIZE, MAX_COMMANDS
from bot.sandbox.message import JSON
from bot.sandbox.validation import Faults, check, fault, objects, under

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
