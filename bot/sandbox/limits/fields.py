"""The checks that every room of limits is made of: texts, whole numbers, lists, choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias, TypeGuard

from bot.sandbox.messages import JSON
from bot.sandbox.refusals import Fault

Faults: TypeAlias = Iterator[Fault]


def fault(code: str, message: str, *path: str | int) -> Fault:
    """A fault at a place."""
    return Fault(path, code, message)


LONGEST_ID = 20
"""Digits of the greatest snowflake."""

NO_OBJECT = Fault((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")


def required(*path: str | int) -> Fault:
    """Something is missing."""
    return Fault(path, "BASE_TYPE_REQUIRED", "This field is required")


def _length(size: int, least: int, most: int, path: tuple[str | int, ...]) -> Faults:
    if least <= size <= most:
        return
    if least > 0:
        said = f"Must be between {least} and {most} in length."
        yield Fault(path, "BASE_TYPE_BAD_LENGTH", said)
    else:
        yield Fault(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")


def text(
    body: JSON, key: str, most: int, least: int = 0, *, needed: bool = False, stripped: bool = False
) -> Faults:
    """A text of `least` to `most` characters; null counts as absent.

    Args:
        body: Where it stands.
        key: Its name.
        most: The greatest number of characters.
        least: The smallest, where it is there at all.
        needed: Whether it has to be there.
        stripped: Whether Discord takes the white space around it off before it counts.
    """
    value = body.get(key)
    if value is None:
        if needed:
            yield required(key)
        return
    if not isinstance(value, str):
        yield fault("STRING_TYPE_CONVERT", f'Could not interpret "{value}" as string.', key)
        return
    yield from _length(len(value.strip() if stripped else value), least, most, (key,))


def items(
    body: JSON,
    key: str,
    most: int,
    least: int = 0,
    *,
    needed: bool = False,
    of_objects: bool = True,
) -> Faults:
    """A list of `least` to `most` items, objects unless said otherwise; null counts as absent."""
    value = body.get(key)
    if value is None:
        if needed:
            yield required(key)
        return
    if not isinstance(value, list):
        yield fault("LIST_TYPE_CONVERT", "Only iterables may be used in a ListType", key)
        return
    yield from _length(len(value), least, most, (key,))
    if of_objects:
        for at, item in enumerate(value):
            if not isinstance(item, dict):
                yield NO_OBJECT.under(key, at)


def part(body: JSON, key: str) -> JSON:
    """An object inside another; empty where there is none."""
    value = body.get(key)
    return value if isinstance(value, dict) else {}


def an_object(body: JSON, key: str) -> Faults:
    """An object inside another; null counts as absent."""
    if body.get(key) is not None and not isinstance(body[key], dict):
        yield NO_OBJECT.under(key)


def flags(body: JSON) -> int:
    """The flags of a body; none where they are no whole number, which `whole` tells of."""
    value = body.get("flags")
    return value if isinstance(value, int) else 0


def key_of(value: object) -> str | int | None:
    """A value by which things are told apart; None for what is no name and no number."""
    return value if isinstance(value, (str, int)) else None


def whole(body: JSON, key: str, least: int, most: int) -> Faults:
    """A whole number within bounds; null counts as absent."""
    value = body.get(key)
    if value is None:
        return
    if not isinstance(value, int) or isinstance(value, bool):
        yield fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not int.', key)
    elif value < least:
        yield fault(
            "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.", key
        )
    elif value > most:
        yield fault("NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.", key)


def is_snowflake(value: object) -> TypeGuard[str | int]:
    """Whether a value is an id: a text of digits or a whole number."""
    if isinstance(value, bool) or not isinstance(value, (str, int)):
        return False
    text = str(value)
    return len(text) <= LONGEST_ID and text.isascii() and text.isdecimal()


def snowflake(body: JSON, key: str, *, needed: bool = False) -> Faults:
    """An id, as a text of digits or as a whole number; null counts as absent."""
    value = body.get(key)
    if value is None:
        if needed:
            yield required(key)
    elif not is_snowflake(value):
        yield fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.', key)


def snowflakes(body: JSON, key: str, most: int) -> Faults:
    """A list of ids; null counts as absent."""
    yield from items(body, key, most, of_objects=False)
    listed = body.get(key)
    for at, value in enumerate(listed if isinstance(listed, list) else ()):
        if not is_snowflake(value):
            yield fault("NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.', key, at)


def choice(body: JSON, key: str, allowed: Iterable[int | str]) -> Faults:
    """A value out of a closed set."""
    value = body.get(key)
    if value is None:
        yield required(key)
    elif value not in (options := tuple(allowed)):
        listed = ", ".join(map(str, options))
        yield fault("BASE_TYPE_CHOICES", f"Value must be one of ({listed}).", key)


def entries(body: JSON, key: str) -> list[JSON]:
    """The objects of a list; what is no object is left to `items` and to the schema."""
    value: Any = body.get(key)
    return [v if isinstance(v, dict) else {} for v in value] if isinstance(value, list) else []


def under(faults: Iterable[Fault], *parents: str | int) -> Faults:
    """The faults of something that lies deeper."""
    return (f.under(*parents) for f in faults)
