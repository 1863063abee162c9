"""Limits of messages, new and edited: text, embeds, components, and what excludes what."""

from __future__ import annotations

from bot.sandbox.limits.components import layout, rows
from bot.sandbox.limits.embeds import embeds
from bot.sandbox.limits.fields import (
    Faults,
    an_object,
    fault,
    flags,
    items,
    part,
    snowflake,
    snowflakes,
    text,
    under,
    whole,
)
from bot.sandbox.messages import JSON, Body, MessageFlag
from bot.sandbox.refusals import Fault

MOST_CONTENT = 2_000

LEGACY = ("content", "embeds", "sticker_ids", "poll")
"""Fields that a message with Components V2 cannot have."""


def new(body: JSON) -> Faults:
    """A new message, response or follow-up."""
    yield from _common(body, bool(flags(body) & MessageFlag.COMPONENTS_V2))
    yield from text(body, "nonce", 25) if isinstance(body.get("nonce"), str) else ()
    yield from an_object(body, "message_reference")
    reference = part(body, "message_reference")
    yield from under(snowflake(reference, "message_id"), "message_reference")


def edit(body: JSON, old: Body) -> Faults:
    """An edit of a message: what it was counts, as Components V2 stay for good."""
    asked = flags(body) & MessageFlag.COMPONENTS_V2
    had = old.flags & MessageFlag.COMPONENTS_V2
    if had and "flags" in body and body["flags"] is not None and not asked:
        said = "The MessageFlags.IS_COMPONENTS_V2 flag cannot be removed from a message"
        yield fault("MESSAGE_CANNOT_REMOVE_COMPONENTS_V2_FLAG", said, "flags")
    yield from _common(body, bool(asked or had))
    if asked and not had:
        yield from _left_over(body, old)


def _left_over(body: JSON, old: Body) -> Faults:
    """Old content and embeds have to go in the edit that brings Components V2."""
    for key in ("content", "embeds"):
        if getattr(old, key) and key not in body:
            yield _legacy(key)


def _legacy(key: str) -> Fault:
    said = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    return fault("MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", said, key)


def _common(body: JSON, v2: bool) -> Faults:
    yield from text(body, "content", MOST_CONTENT)
    yield from whole(body, "flags", 0, (1 << 53) - 1)
    yield from embeds(body)
    yield from layout(body) if v2 else rows(body)
    yield from items(body, "attachments", 10)
    yield from items(body, "sticker_ids", 3, of_objects=False)
    yield from _allowed_mentions(body)
    if v2:
        for key in LEGACY:
            if body.get(key):
                yield _legacy(key)


def _allowed_mentions(body: JSON) -> Faults:
    yield from an_object(body, "allowed_mentions")
    yield from under(_mentions(part(body, "allowed_mentions")), "allowed_mentions")


def _mentions(allowed: JSON) -> Faults:
    yield from items(allowed, "parse", 3, of_objects=False)
    parse = allowed.get("parse")
    for key in ("users", "roles"):
        yield from snowflakes(allowed, key, 100)
        if allowed.get(key) and isinstance(parse, list) and key in parse:
            said = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            yield fault("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", said)
