"""Limits of application commands: names, descriptions, options, choices and the size of it all."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.sandbox.limits.fields import (
    Faults,
    choice,
    entries,
    fault,
    items,
    key_of,
    required,
    snowflake,
    text,
    under,
    whole,
)
from bot.sandbox.messages import JSON

NAME = re.compile(r"^[-_'\w\u0900-\u097f\u0e00-\u0e7f]{1,32}$")
"""Letters, digits, hyphen, underscore, apostrophe, marks of Devanagari and Thai; no capitals."""

CHAT, USER_MENU, MESSAGE_MENU, ENTRY_POINT = 1, 2, 3, 4
SUBCOMMAND, GROUP = 1, 2
WITH_CHOICES = frozenset({3, 4, 10})
MOST_OF = {CHAT: 100, USER_MENU: 15, MESSAGE_MENU: 15, ENTRY_POINT: 1}
"""How many commands of a kind an application may have in one place."""
MOST_SIZE = 8_000
"""Characters of a command's names, descriptions and choice values together."""


def overwrite(commands: list[JSON]) -> Faults:
    """A whole set of commands at once; paths begin at the list's positions."""
    for at, command in enumerate(commands):
        yield from under(one(command), at)
    seen: set[tuple[object, object]] = set()
    for at, command in enumerate(commands):
        key = (key_of(command.get("type") or CHAT), key_of(command.get("name")))
        if key in seen:
            said = "Application command names must be unique"
            yield fault("APPLICATION_COMMANDS_DUPLICATE_NAME", said, at, "name")
        seen.add(key)
    yield from _numbers(commands)


def _numbers(commands: list[JSON]) -> Faults:
    for kind, most in MOST_OF.items():
        count = sum(1 for c in commands if (c.get("type") or CHAT) == kind)
        if count > most:
            yield fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def one(command: JSON) -> Faults:
    """One command."""
    kind = command.get("type") or CHAT
    yield from choice({"type": kind}, "type", MOST_OF)
    yield from snowflake(command, "default_member_permissions")
    if kind == CHAT:
        yield from _chat(command)
    else:
        yield from _menu(command)
    contexts = command.get("contexts")
    yield from items(command, "contexts", 3, of_objects=False)
    if isinstance(contexts, list) and any(c not in (0, 1, 2) for c in contexts):
        yield fault("BASE_TYPE_CHOICES", "Value must be one of (0, 1, 2).", "contexts")


def _menu(command: JSON) -> Faults:
    yield from text(command, "name", 32, 1, needed=True)
    if command.get("description"):
        said = "Context menu commands cannot have description"
        yield fault("APPLICATION_COMMAND_CONTEXT_MENU_DESCRIPTION", said, "description")
    if command.get("options"):
        said = "Context menu commands cannot have options"
        yield fault("APPLICATION_COMMAND_CONTEXT_MENU_OPTIONS", said, "options")


def _chat(command: JSON) -> Faults:
    yield from _name(command)
    yield from text(command, "description", 100, 1, needed=True)
    yield from _options(command, 0)
    if size(command) > MOST_SIZE:
        said = f"Command exceeds maximum size ({MOST_SIZE})"
        yield fault("APPLICATION_COMMAND_TOO_LARGE", said)


def _name(named: JSON) -> Faults:
    name = named.get("name")
    yield from text(named, "name", 32, 1, needed=True)
    if isinstance(name, str) and 1 <= len(name) <= 32 and not _is_name(name):
        yield fault("APPLICATION_COMMAND_INVALID_NAME", "Command name is invalid", "name")


def _is_name(name: str) -> bool:
    return NAME.match(name) is not None and name == name.lower()


def _options(parent: JSON, depth: int) -> Faults:
    yield from items(parent, "options", 25)
    options = entries(parent, "options")
    for at, option in enumerate(options):
        yield from under(_option(option, depth), "options", at)
    yield from _together(options)


def _together(options: list[JSON]) -> Faults:
    kinds = {o.get("type") in (SUBCOMMAND, GROUP) for o in options}
    if len(kinds) == 2:
        said = (
            "Sub-command and sub-command group option types are mutually exclusive "
            "to all other types"
        )
        yield fault("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", said, "options")
    optional = False
    names: set[object] = set()
    for at, option in enumerate(options):
        if (name := key_of(option.get("name"))) in names:
            said = "Option names must be unique"
            yield fault("APPLICATION_COMMAND_OPTIONS_NAME_INVALID", said, "options", at, "name")
        names.add(name)
        if option.get("required") and optional:
            said = "Required options must be placed before non-required options"
            yield fault("APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", said, "options", at)
        optional = optional or not option.get("required")


def _option(option: JSON, depth: int) -> Faults:
    yield from _name(option)
    yield from text(option, "description", 100, 1, needed=True)
    yield from choice(option, "type", range(1, 12))
    kind = option.get("type")
    if kind in (GROUP, SUBCOMMAND):
        yield from _nested(option, depth)
    elif option.get("choices"):
        yield from _choices(option)
    if kind == 3:
        yield from whole(option, "min_length", 0, 6_000)
        yield from whole(option, "max_length", 1, 6_000)


def _nested(option: JSON, depth: int) -> Faults:
    if depth > (0 if option["type"] == GROUP else 1):
        said = "Sub-command groups hold sub-commands only"
        yield fault("APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", said, "type")
    elif option["type"] == GROUP and not option.get("options"):
        yield required("options")
    else:
        yield from _options(option, depth + 1)


def _choices(option: JSON) -> Faults:
    if option.get("autocomplete"):
        said = "Autocomplete and choices are mutually exclusive"
        yield fault("APPLICATION_COMMAND_OPTIONS_CHOICES_AUTOCOMPLETE", said, "choices")
    if key_of(option.get("type")) not in WITH_CHOICES:
        said = "Choices are for strings and numbers only"
        yield fault("APPLICATION_COMMAND_OPTIONS_CHOICES_INVALID", said, "choices")
    yield from items(option, "choices", 25)
    for at, one_choice in enumerate(entries(option, "choices")):
        yield from under(text(one_choice, "name", 100, 1, needed=True), "choices", at)
        if option.get("type") == 3:
            yield from under(text(one_choice, "value", 100, needed=True), "choices", at)


def size(command: JSON) -> int:
    """The characters that count towards a command's greatest size."""
    return sum(len(t) for t in _counted(command) if isinstance(t, str))


def _counted(node: JSON) -> Iterator[object]:
    yield from (node.get("name"), node.get("description"))
    for one_choice in entries(node, "choices"):
        yield from (one_choice.get("name"), one_choice.get("value"))
    for option in entries(node, "options"):
        yield from _counted(option)
