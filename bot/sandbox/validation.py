"""Validation: bodies against the table of limits, and the rules that concern several fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, TypeGuard, assert_never

from bot.sandbox.errors import Fault
from bot.sandbox.limits import (
    LEFT_OUT,
    LIMITS,
    MAX_COMMAND_SIZE,
    MAX_COMPONENTS,
    MAX_DISPLAYED_TEXT,
    Limit,
)
from bot.sandbox.message import JSON, Body, Component, MessageFlag, texts_of, walk

Faults: TypeAlias = Iterator[Fault]

MAX_ID_DIGITS = 20
LINK = 5  # the style of a button


def fault(code: str, message: str, *path: str | int) -> Fault:
    """A fault at a place."""
    return Fault(path, code, message)


def required(*path: str | int) -> Fault:
    """Something is missing."""
    return fault("BASE_TYPE_REQUIRED", "This field is required", *path)


def under(faults: Iterable[Fault], *parents: str | int) -> Faults:
    """The faults of something that lies deeper."""
    return (one.under(*parents) for one in faults)


def is_snowflake(value: object) -> TypeGuard[str | int]:
    """Whether a value is an id: a text of digits or a whole number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return False
    text = str(value)
    return len(text) <= MAX_ID_DIGITS and text.isascii() and text.isdecimal()


def objects(body: JSON, key: str) -> list[JSON]:
    """The objects of a list; in place of what is no object an empty one."""
    return _as_objects(body.get(key))


def _as_objects(value: Any) -> list[JSON]:
    return [v if isinstance(v, dict) else {} for v in value] if isinstance(value, list) else []


# The table.


def check(name: str, body: JSON) -> Faults:
    """The faults of a body by one part of the table; null counts as absent."""
    for limit in LIMITS[name]:
        value = body.get(limit.field)
        if value is not None:
            yield from under(_judged(limit, value), limit.field)
        elif limit.required:
            yield required(limit.field)


def _judged(limit: Limit, value: Any) -> Faults:
    """The faults of one field, by what it has to be."""
    bound = limit.bound
    match limit.what:
        case "text" | "number" | "list" | "objects":
            return _BOUNDED[limit.what](value, *bound)
        case "id":
            return _id(value)
        case "one of":
            return one_of(value, bound)
        case "like":
            return _like(value, bound)
        case "in":
            return check(bound, value) if isinstance(value, dict) else iter((_NO_OBJECT,))
        case "each":
            return _each(value, bound)
        case "typed":
            return _all_typed(value, bound)
        case _:
            assert_never(limit.what)


_NO_OBJECT = Fault((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")


def _length(size: int, least: int, most: int) -> Faults:
    if least <= size <= most:
        return
    if least:
        yield fault("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    else:
        yield fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def _text(value: Any, least: int, most: int) -> Faults:
    if isinstance(value, str):
        yield from _length(len(value), least, most)
    else:
        yield fault("STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')


def _number(value: Any, least: int, most: int) -> Faults:
    if not isinstance(value, int) or isinstance(value, bool):
        yield fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif value < least:
        yield fault("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
    elif value > most:
        yield fault("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")


def _list(value: Any, least: int, most: int) -> Faults:
    if isinstance(value, list):
        yield from _length(len(value), least, most)
    else:
        yield fault("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")


def _objects(value: Any, least: int, most: int) -> Faults:
    yield from _list(value, least, most)
    for at, one in enumerate(value if isinstance(value, list) else ()):
        if not isinstance(one, dict):
            yield _NO_OBJECT.under(at)


def _id(value: Any) -> Faults:
    if not is_snowflake(value):
        yield fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')


_BOUNDED: dict[str, Callable[[Any, int, int], Faults]] = {
    "text": _text,
    "number": _number,
    "list": _list,
    "objects": _objects,
}


def _like(value: Any, pattern: str) -> Faults:
    if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
        yield fault("STRING_TYPE_REGEX", "String value did not match validation regex.")


def _each(value: Any, name: str) -> Faults:
    for at, one in enumerate(_as_objects(value)):
        yield from under(check(name, one), at)


def one_of(value: Any, allowed: Iterable[int | str]) -> Faults:
    """The fault of a value out of a closed set."""
    if value not in (options := tuple(allowed)):
        listed = ", ".join(map(str, options))
        yield fault("BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")


def _all_typed(value: Any, allowed: tuple[int, ...]) -> Faults:
    """The faults of a component, or of a list of them."""
    if isinstance(value, list):
        for at, one in enumerate(_as_objects(value)):
            yield from under(_typed(one, allowed), at)
    else:
        yield from _typed(value, allowed) if isinstance(value, dict) else (required(),)


def _typed(component: JSON, allowed: tuple[int, ...]) -> Faults:
    kind = component.get("type")
    if kind not in allowed:
        yield fault("UNION_TYPE_CHOICES", f'Value of field "type" must be one of {allowed}.')
        return
    yield from check("component", component)
    yield from check(f"component {int(kind)}", component)  # JSON has 1.0 and true for 1
    match kind:
        case Component.BUTTON:
            yield from _button(component)
        case Component.STRING_SELECT:
            yield from _select(component)


# Rules across fields: components.


def _button(button: JSON) -> Faults:
    is_link = button.get("style") == LINK
    needed, excluded = ("url", "custom_id") if is_link else ("custom_id", "url")
    if button.get(excluded) is not None:
        said = "A custom id and url cannot both be specified"
        yield fault("BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE", said, excluded)
    value = button.get(needed)
    if value is None:
        said = f"A {needed.replace('_', ' ')} is required"
        yield fault(f"BUTTON_COMPONENT_{needed.upper()}_REQUIRED", said, needed)
    elif is_link and not str(value).startswith(("http://", "https://", "discord://")):
        said = "Scheme must be one of ('http', 'https', 'discord')."
        yield fault("URL_TYPE_INVALID_SCHEME", f'"{value}" is not a valid url: {said}', "url")
    if not button.get("label") and not button.get("emoji"):
        said = "A label or emoji is required"
        yield fault("BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED", said, "label")


def _select(select: JSON) -> Faults:
    options = objects(select, "options")
    known: set[str] = set()
    for at, option in enumerate(options):
        value = option.get("value")
        if isinstance(value, str) and value in known:
            said = "The specified option value is already used"
            yield fault("SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", said, "options", at, "value")
        known.add(value if isinstance(value, str) else "")
    most = select.get("max_values")
    if isinstance(most, int) and len(options) < most <= 25:
        said = f"int value should be less than or equal to {len(options)}."
        yield fault("NUMBER_TYPE_MAX", said, "max_values")


def _repeated(body: JSON, key: str, code: str) -> Faults:
    """What stands twice in a message or modal and may stand once."""
    known: set[object] = set()
    for path, component in _placed(body):
        value = component.get(key)
        if not value or not isinstance(value, (str, int)):
            continue
        if value in known:
            said = f"Component {key.replace('_', ' ')} cannot be duplicated"
            yield fault(code, said, *path, key)
        known.add(value)


def _placed(body: JSON) -> Iterator[tuple[tuple[str | int, ...], JSON]]:
    """Every component with the path that leads to it."""
    for at, component in enumerate(objects(body, "components")):
        here: tuple[str | int, ...] = ("components", at)
        yield here, component
        for path, inner in _placed(component):
            yield (*here, *path), inner
        if isinstance(component.get("component"), dict):
            yield (*here, "component"), component["component"]


# Messages, modals and commands.


def new_message(body: JSON) -> Faults:
    """The faults of a new message, response or follow-up."""
    yield from _message(body, bool(_flags(body) & MessageFlag.COMPONENTS_V2))
    if isinstance(body.get("nonce"), str):
        yield from under(_text(body["nonce"], 0, 25), "nonce")


def edited_message(body: JSON, old: Body) -> Faults:
    """The faults of an edit: what the message was counts, as Components V2 stay for good."""
    asked = _flags(body) & MessageFlag.COMPONENTS_V2
    had = old.flags & MessageFlag.COMPONENTS_V2
    if had and body.get("flags") is not None and not asked:
        said = "The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed from a message"
        yield fault("MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", said, "flags")
    yield from _message(body, bool(asked or had))
    if asked and not had and old.content and "content" not in body:
        yield _not_with_v2("content")


def _message(body: JSON, v2: bool) -> Faults:
    yield from check("message", body)
    yield from check("layout" if v2 else "rows", body)
    yield from _repeated(body, "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")
    yield from _repeated(body, "id", "COMPONENT_ID_DUPLICATED")
    for key in LEFT_OUT:
        if body.get(key):
            yield fault("SANDBOX_LEFT_OUT", "The sandbox leaves this out.", key)
    if v2:
        yield from _totals(body)
        if body.get("content"):
            yield _not_with_v2("content")


def _flags(body: JSON) -> int:
    value = body.get("flags")
    return value if isinstance(value, int) else 0


def _not_with_v2(key: str) -> Fault:
    said = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    return fault("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", said, key)


def _totals(body: JSON) -> Faults:
    listed = objects(body, "components")
    if len(list(walk(listed))) > MAX_COMPONENTS:
        said = f"The total number of components cannot exceed {MAX_COMPONENTS}"
        yield fault("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", said, "components")
    if sum(map(len, texts_of(listed))) > MAX_DISPLAYED_TEXT:
        said = f"Components displayable text size exceeds maximum size of {MAX_DISPLAYED_TEXT}"
        yield fault("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", said, "components")


def modal(body: JSON) -> Faults:
    """The faults of a modal."""
    yield from check("modal", body)
    yield from _repeated(body, "custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED")


def commands(listed: list[JSON]) -> Faults:
    """The faults of a whole set of commands; paths begin at the list's positions.

    What the library behind a bot sees to by itself, such as options that stand twice, is left out.
    """
    known: set[tuple[str, str]] = set()
    for at, command in enumerate(listed):
        kind = command.get("type") or 1
        yield from under(check("command", command), at)
        if kind in (1, 3):
            yield from under(check(f"command {int(kind)}", command), at)
        if _size(command) > MAX_COMMAND_SIZE:
            said = f"Command exceeds maximum size ({MAX_COMMAND_SIZE})"
            yield fault("APPLICATION_COMMAND_TOO_LARGE", said, at)
        name = (str(kind), str(command.get("name")))
        if name in known:
            said = "Application command names must be unique"
            yield fault("APPLICATION_COMMANDS_DUPLICATE_NAME", said, at, "name")
        known.add(name)


def _size(node: JSON) -> int:
    """The characters that count towards a command's greatest size."""
    counted = [node.get(key) for key in ("name", "description", "value")]
    own = sum(len(text) for text in counted if isinstance(text, str))
    return own + sum(_size(one) for key in ("options", "choices") for one in objects(node, key))
