"""Whom a message pings: the mentions in its text, and the author of what it replies to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.sandbox.messages import JSON, Mentions, Message, MessageType, walk
from bot.sandbox.permissions import Permission
from bot.sandbox.world import World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_ALL = re.compile(r"@(?:everyone|here)\b")


def mentioned(world: World, message: Message) -> Mentions:
    """Whom a message pings, after `allowed_mentions` had its say."""
    text = "\n".join(
        [message.content] + [c["content"] for c in walk(message.components) if c.get("type") == 10]
    )
    allowed = message.body.allowed_mentions
    found = Mentions(
        _distinct(int(i) for i in _USER.findall(text) if int(i) in world.users),
        _distinct(int(i) for i in _ROLE.findall(text)),
        everyone=_ALL.search(text) is not None and _may_ping_all(world, message),
    )
    if allowed is not None:
        found = _allowed(found, allowed)
    _ping_replied(world, message, found, allowed)
    return found


def _may_ping_all(world: World, message: Message) -> bool:
    author = world.users[message.author_id]
    bits = world.permissions(author, world.channels[message.channel_id])
    return bool(bits & Permission.MENTION_EVERYONE)


def _ping_replied(world: World, message: Message, found: Mentions, allowed: JSON | None) -> None:
    """A reply pings whom it replies to, unless told not to or that came from a webhook."""
    if message.reference is None or message.type is not MessageType.REPLY:
        return
    if allowed is not None and not allowed.get("replied_user"):
        return
    history = world.messages.get(message.reference.channel_id, {})
    replied = history.get(message.reference.message_id)
    if replied is not None and replied.webhook_id is None:
        found.users = _distinct([*found.users, replied.author_id])


def _distinct(ids: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(ids))


def _allowed(found: Mentions, allowed: JSON) -> Mentions:
    """The mentions that `allowed_mentions` lets through."""
    parse = allowed.get("parse") or []
    users = {int(i) for i in allowed.get("users") or []}
    roles = {int(i) for i in allowed.get("roles") or []}
    return Mentions(
        [i for i in found.users if "users" in parse or i in users],
        [i for i in found.roles if "roles" in parse or i in roles],
        everyone=found.everyone and "everyone" in parse,
    )
