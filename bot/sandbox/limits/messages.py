"""Limits of messages, new and edited: text, embeds, components, and what excludes what."""

from __future__ import annotations

from bot.sandbox.limits.components import layout, rows
from bot.sandbox.limits.embeds import embeds
from bot.sandbox.limits.fields import Faults, entries, fault, items, text
from bot.sandbox.messages import JSON, Body, MessageFlag
from bot.sandbox.refusals import Fault

MOST_CONTENT = 2_000

LEGACY = ("content", "embeds", "sticker_ids", "poll")
"""Fields that a message with Components V2 cannot have."""


def new(body: JSON) -> Faults:
    """A new message, response or follow-up."""
    yield from _common(body, bool((body.get("flags") or 0) & MessageFlag.COMPONENTS_V2))
    yield from text(body, "nonce", 25) if isinstance(body.get("nonce"), str) else ()


def edit(body: JSON, old: Body) -> Faults:
    """An edit of a message: what it was counts, as Components V2 stay for good."""
    asked = (body.get("flags") or 0) & MessageFlag.COMPONENTS_V2
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
    yield from embeds(body)
    yield from layout(body) if v2 else rows(body)
    yield from items(body, "attachments", 10)
    yield from items(body, "sticker_ids", 3)
    yield from _allowed_mentions(body)
    if v2:
        for key in LEGACY:
            if body.get(key):
                yield _legacy(key)


def _allowed_mentions(body: JSON) -> Faults:
    allowed = body.get("allowed_mentions")
    if not isinstance(allowed, dict):
        return
    for key in ("users", "roles"):
        if allowed.get(key) and key in (allowed.get("parse") or ()):
            said = f'parse:["{key}"] and {key}: [ids...] are mutually exclusive.'
            yield fault("MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", said, "allowed_mentions")
        if len(entries(allowed, key)) > 100:
            yield fault(
                "BASE_TYPE_MAX_LENGTH", "Must be 100 or fewer in length.", "allowed_mentions", key
            )
