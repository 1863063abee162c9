"""From the JSON of a request to the body of a message, and what an edit changes in it."""

from __future__ import annotations

from typing import TypeVar

from bot.sandbox.messages import JSON, Body, MessageFlag

T = TypeVar("T")

SETTABLE = int(
    MessageFlag.SUPPRESS_EMBEDS
    | MessageFlag.EPHEMERAL
    | MessageFlag.SUPPRESS_NOTIFICATIONS
    | MessageFlag.COMPONENTS_V2
)


def new(data: JSON, files: list[JSON] | None = None) -> Body:
    """The body of a new message; files come as Discord's attachment objects."""
    return Body(
        content=data.get("content") or "",
        embeds=[_rich(e) for e in data.get("embeds") or []],
        components=data.get("components") or [],
        attachments=files or [],
        flags=(data.get("flags") or 0) & SETTABLE,
        allowed_mentions=data.get("allowed_mentions"),
        tts=bool(data.get("tts")),
    )


def edited(body: Body, data: JSON, files: list[JSON] | None = None) -> Body:
    """The body after an edit: what the request does not name stays; components V2 stay for good."""
    flags = body.flags & ~MessageFlag.LOADING
    if data.get("flags") is not None:
        flags |= data["flags"] & MessageFlag.COMPONENTS_V2
    return Body(
        content=_changed(data, "content", body.content) or "",
        embeds=[_rich(e) for e in _changed(data, "embeds", body.embeds) or []],
        components=_changed(data, "components", body.components) or [],
        attachments=_kept_attachments(body, data) + (files or []),
        flags=flags,
        allowed_mentions=data.get("allowed_mentions", body.allowed_mentions),
        tts=body.tts,
    )


def _changed(data: JSON, key: str, old: T) -> T | None:
    found: T | None = data.get(key, old)
    return found


def _kept_attachments(body: Body, data: JSON) -> list[JSON]:
    if data.get("attachments") is None:
        return body.attachments
    named = {str(a.get("id")) for a in data["attachments"]}
    return [a for a in body.attachments if a["id"] in named]


def _rich(embed: JSON) -> JSON:
    return embed | {"type": "rich"}


def is_empty(body: Body) -> bool:
    """Whether there is nothing at all to show."""
    return not (body.content.strip() or body.embeds or body.components or body.attachments)
