"""Discord's limits as one table: which field of what, what it has to be, and within which bounds.

`validation.check` reads the table. What concerns several fields at once is in `validation` itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple


class Limit(NamedTuple):
    """What one field has to be.

    `what` and its bounds:

    - `text`, `number`, `list`: least and most characters, value, items
    - `id`: none
    - `one of`: the values that it may have
    - `like`: a pattern for the whole text
    - `in`: the part of the table that judges the object
    - `component`: the types that fit; it is judged by what its `type` says
    - `each in`, `each component`: least and most of them, and then as above
    """

    field: str
    what: str
    bounds: tuple[Any, ...] = ()
    required: bool = False


MAX_CONTENT: Final = 2_000
MAX_COMPONENTS: Final = 40  # of a message with Components V2, nested ones counted
MAX_DISPLAYED_TEXT: Final = 4_000  # characters of all text displays of a message together
MAX_COMMAND_SIZE: Final = 8_000  # characters of names, descriptions and choice values together
COMMAND_NAME: Final = (r"[-_a-z0-9]{1,32}",)

LEFT_OUT: Final = ("embeds", "attachments", "sticker_ids", "poll")
"""Fields of messages that Discord has and this sandbox leaves out: it refuses them loudly."""

_CUSTOM_ID = Limit("custom_id", "text", (1, 100), required=True)
_NAME = Limit("name", "text", (1, 100), required=True)
_DESCRIPTION = Limit("description", "text", (1, 100), required=True)

LIMITS: Final[Mapping[str, tuple[Limit, ...]]] = {
    "message": (
        Limit("content", "text", (0, MAX_CONTENT)),
        Limit("flags", "number", (0, (1 << 53) - 1)),
        Limit("allowed_mentions", "in", ("allowed mentions",)),
        Limit("message_reference", "in", ("reference",)),
        Limit("nonce", "text", (0, 25)),
    ),
    "rows": (Limit("components", "each component", (0, 5, 1)),),
    "layout": (Limit("components", "each component", (0, MAX_COMPONENTS, 1, 10, 17)),),
    "allowed mentions": (Limit("parse", "list", (0, 3)),),
    "reference": (Limit("message_id", "id"),),
    # Components, by their type.
    "component": (Limit("id", "number", (0, (1 << 31) - 1)),),
    "component 1": (Limit("components", "each component", (1, 5, 2), required=True),),
    "component 2": (  # the sandbox leaves out links, style 5
        Limit("style", "one of", (1, 2, 3, 4), required=True),
        Limit("label", "text", (0, 80)),
        Limit("custom_id", "text", (1, 100)),
    ),
    "component 3": (
        _CUSTOM_ID,
        Limit("placeholder", "text", (0, 150)),
        Limit("min_values", "number", (0, 25)),
        Limit("max_values", "number", (1, 25)),
        Limit("options", "each in", (1, 25, "select option"), required=True),
    ),
    "component 4": (
        _CUSTOM_ID,
        Limit("style", "one of", (1, 2), required=True),
        Limit("placeholder", "text", (0, 100)),
        Limit("value", "text", (0, 4_000)),
        Limit("min_length", "number", (0, 4_000)),
        Limit("max_length", "number", (1, 4_000)),
    ),
    "component 10": (Limit("content", "text", (1, MAX_DISPLAYED_TEXT), required=True),),
    "component 17": (
        Limit("components", "each component", (1, MAX_COMPONENTS, 1, 10), required=True),
        Limit("accent_color", "number", (0, 0xFFFFFF)),
    ),
    "component 18": (
        Limit("label", "text", (1, 45), required=True),
        Limit("description", "text", (0, 100)),
        Limit("component", "component", (3, 4), required=True),
    ),
    "select option": (
        Limit("label", "text", (1, 100), required=True),
        Limit("value", "text", (1, 100), required=True),
        Limit("description", "text", (0, 100)),
    ),
    "modal": (
        Limit("title", "text", (1, 45), required=True),
        _CUSTOM_ID,
        Limit("components", "each component", (1, 5, 10, 18), required=True),
    ),
    "choices": (Limit("choices", "each in", (0, 25, "choice"), required=True),),
    "choice": (_NAME, Limit("value", "text", (1, 100), required=True)),
    # Application commands.
    "command": (
        Limit("type", "one of", (1, 3)),
        Limit("default_member_permissions", "id"),
        Limit("contexts", "list", (0, 3)),
        Limit("name", "text", (1, 32), required=True),
    ),
    "command 1": (
        _DESCRIPTION,
        Limit("name", "like", COMMAND_NAME),
        Limit("options", "each in", (0, 25, "option")),
    ),
    "command 3": (Limit("description", "text", (0, 0)), Limit("options", "list", (0, 0))),
    "option": (
        Limit("name", "like", COMMAND_NAME, required=True),
        _DESCRIPTION,
        Limit("type", "one of", tuple(range(1, 12)), required=True),
        Limit("options", "each in", (0, 25, "option")),
        Limit("choices", "each in", (0, 25, "option choice")),
        Limit("min_length", "number", (0, 6_000)),
        Limit("max_length", "number", (1, 6_000)),
    ),
    "option choice": (_NAME, Limit("value", "text", (0, 100), required=True)),
}
