"""Validation: bodies against the table of limits, and the rules that concern several fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeAlias, TypeGuard

from bot.sandbox.errors import NO_LIST, NO_OBJECT, Fault, Path
from bot.sandbox.limits import (
    LEFT_OUT,
    LIMITS,
    MAX_COMMAND_SIZE,
    MAX_COMPONENTS,
    MAX_DISPLAYED_TEXT,
)
from bot.sandbox.message import JSON, Body, Component, MessageFlag, texts_of, walk

Faults: TypeAlias = Iterator[Fault]

MAX_ID_DIGITS = 20
REQUIRED = Fault("BASE_TYPE_REQUIRED", "This field is required")


def under(faults: Iterable[Fault], *parents: str | int) -> Faults:
    """The faults of something that lies deeper."""
    return (one.under(*parents) for one in faults)


def is_snowflake(value: object) -> TypeGuard[str | int]:
    """Whether a value is an id: a text of digits or a whole number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return False
    text = str(value)
    return len(text) <= MAX_ID_DIGITS and text.isascii() and text.isdecimal()


def objects(value: Any) -> list[JSON]:
    """The objects of a list; in place of what is no object an empty one."""
    return [v if isinstance(v, dict) else {} for v in value] if isinstance(value, list) else []


# The table.


def check(body: JSON, name: str) -> Faults:
    """The faults of a body by one part of the table; null counts as absent."""
    for limit in LIMITS[name]:
        value = body.get(limit.field)
        if value is not None:
            yield from under(_judge(limit.what, value, *limit.bounds), limit.field)
        elif limit.required:
            yield REQUIRED.under(limit.field)


def _judge(what: str, value: Any, *bounds: Any) -> Faults:
    if what.startswith("each "):
        least, most, *of_each = bounds
        yield from _list(value, least, most)
        for at, one in enumerate(value if isinstance(value, list) else ()):
            yield from under(_judge(what.removeprefix("each "), one, *of_each), at)
    elif what in ("in", "component") and not isinstance(value, dict):
        yield NO_OBJECT
    else:
        yield from _JUDGES[what](value, *bounds)


def _like(value: Any, pattern: str) -> Faults:
    if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
        yield Fault("STRING_TYPE_REGEX", "String value did not match validation regex.")


def _length(size: int, least: int, most: int) -> Faults:
    if size < least or (size > most and least):
        yield Fault("BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
    elif size > most:
        yield Fault("BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def _text(value: Any, least: int, most: int) -> Faults:
    if isinstance(value, str):
        yield from _length(len(value), least, most)
    else:
        yield Fault("STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.')


def _number(value: Any, least: int, most: int) -> Faults:
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
    elif value < least:
        yield Fault("NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
    elif value > most:
        yield Fault("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")


def _list(value: Any, least: int, most: int) -> Faults:
    if isinstance(value, list):
        yield from _length(len(value), least, most)
    else:
        yield NO_LIST


def id_fault(value: Any, what: str = "snowflake") -> Faults:
    """The fault of what is no id, or no whole number."""
    if not is_snowflake(value):
        yield Fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not {what}.')


def one_of(value: Any, *allowed: int) -> Faults:
    """The fault of a value out of a closed set."""
    if value not in allowed:
        listed = ", ".join(map(str, allowed))
        yield Fault("BASE_TYPE_CHOICES", f"Value must be one of ({listed}).")


def _component(component: JSON, *allowed: int) -> Faults:
    kind = component.get("type")
    if kind not in allowed:
        yield Fault("UNION_TYPE_CHOICES", f'Value of field "type" must be one of {allowed}.')
        return
    yield from check(component, "component")
    yield from check(component, f"component {int(kind)}")  # JSON has 1.0 and true for 1
    if kind == Component.BUTTON:
        yield from _button(component)
    elif kind == Component.STRING_SELECT:
        yield from _select(component)


_JUDGES: dict[str, Callable[..., Faults]] = {
    "text": _text,
    "number": _number,
    "list": _list,
    "id": id_fault,
    "one of": one_of,
    "like": _like,
    "in": check,
    "component": _component,
}

# Rules across fields: components.


def _button(button: JSON) -> Faults:
    if button.get("custom_id") is None:
        code = "BUTTON_COMPONENT_CUSTOM_ID_REQUIRED"
        yield Fault(code, "A custom id is required", ("custom_id",))
    if not button.get("label") and not button.get("emoji"):
        code = "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"
        yield Fault(code, "A label or emoji is required", ("label",))


def _select(select: JSON) -> Faults:
    options = objects(select.get("options"))
    places = ((("options", at), option) for at, option in enumerate(options))
    said = "The specified option value is already used"
    yield from _repeated(places, "value", "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED", said)
    most = select.get("max_values")
    if isinstance(most, int) and len(options) < most <= 25:
        said = f"int value should be less than or equal to {len(options)}."
        yield Fault("NUMBER_TYPE_MAX", said, ("max_values",))


def _repeated(placed: Iterable[tuple[Path, JSON]], key: str, code: str, said: str) -> Faults:
    """What stands twice and may stand once."""
    known: set[object] = set()
    for path, one in placed:
        value = one.get(key)
        if value and isinstance(value, (str, int)):
            if value in known:
                yield Fault(code, said, (*path, key))
            known.add(value)


def _alike(body: JSON, key: str) -> Faults:
    """The components of a message or modal that share what each has for itself."""
    said = f"Component {key.replace('_', ' ')} cannot be duplicated"
    return _repeated(_placed(body), key, f"COMPONENT_{key.upper()}_DUPLICATED", said)


def _placed(body: JSON) -> Iterator[tuple[Path, JSON]]:
    """Every component with the path that leads to it."""
    for at, component in enumerate(objects(body.get("components"))):
        here: Path = ("components", at)
        yield here, component
        for path, inner in _placed(component):
            yield (*here, *path), inner
        if isinstance(component.get("component"), dict):
            yield (*here, "component"), component["component"]


# Messages, modals and commands.


def new_message(body: JSON) -> Faults:
    """The faults of a new message, response or follow-up."""
    return _message(body, bool(_flags(body) & MessageFlag.COMPONENTS_V2))


def edited_message(body: JSON, old: Body) -> Faults:
    """The faults of an edit: what the message was counts, as Components V2 stay for good."""
    asked = _flags(body) & MessageFlag.COMPONENTS_V2
    had = old.flags & MessageFlag.COMPONENTS_V2
    if had and body.get("flags") is not None and not asked:
        said = "The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed from a message"
        yield Fault("MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", said, ("flags",))
    yield from _message({"content": old.content, **body} if asked else body, bool(asked or had))


def _message(body: JSON, v2: bool) -> Faults:
    yield from check(body, "message")
    yield from check(body, "layout" if v2 else "rows")
    yield from _alike(body, "custom_id")
    yield from _alike(body, "id")
    for key in filter(body.get, LEFT_OUT):
        yield Fault("SANDBOX_LEFT_OUT", "The sandbox leaves this out.", (key,))
    if not v2:
        return
    listed = objects(body.get("components"))
    if len(list(walk(listed))) > MAX_COMPONENTS:
        said = f"The total number of components cannot exceed {MAX_COMPONENTS}"
        yield Fault("COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED", said, ("components",))
    if sum(map(len, texts_of(listed))) > MAX_DISPLAYED_TEXT:
        said = f"Components displayable text size exceeds maximum size of {MAX_DISPLAYED_TEXT}"
        yield Fault("COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", said, ("components",))
    if body.get("content"):
        said = "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
        code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
        yield Fault(code, said, ("content",))


def _flags(body: JSON) -> int:
    value = body.get("flags")
    return value if isinstance(value, int) else 0


def modal(body: JSON) -> Faults:
    """The faults of a modal."""
    yield from check(body, "modal")
    yield from _alike(body, "custom_id")


def commands(listed: list[JSON]) -> Faults:
    """The faults of a whole set of commands; paths begin at the list's positions.

    What the library behind a bot sees to by itself, such as options that stand twice, is left out.
    """
    for at, command in enumerate(listed):
        kind = command.get("type") or 1
        yield from under(check(command, "command"), at)
        if kind in (1, 3):
            yield from under(check(command, f"command {int(kind)}"), at)
        if _size(command) > MAX_COMMAND_SIZE:
            said = f"Command exceeds maximum size ({MAX_COMMAND_SIZE})"
            yield Fault("APPLICATION_COMMAND_TOO_LARGE", said, (at,))
    for kind in (1, 3):
        same = (((at,), c) for at, c in enumerate(listed) if (c.get("type") or 1) == kind)
        said = "Application command names must be unique"
        yield from _repeated(same, "name", "APPLICATION_COMMANDS_DUPLICATE_NAME", said)


def _size(node: JSON) -> int:
    """The characters that count towards a command's greatest size."""
    counted = [node.get(key) for key in ("name", "description", "value")]
    own = sum(len(text) for text in counted if isinstance(text, str))
    inside = (one for key in ("options", "choices") for one in objects(node.get(key)))
    return own + sum(map(_size, inside))
