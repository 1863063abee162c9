"""What a member's page gets: the world, its messages and events, as that member sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox import channel_payloads, message_payloads, payloads, sight
from bot.sandbox.channels import Channel
from bot.sandbox.hub import Event
from bot.sandbox.interaction import Interaction
from bot.sandbox.journal import Request
from bot.sandbox.messages import JSON, Message
from bot.sandbox.people import User
from bot.sandbox.permissions import Permission
from bot.sandbox.realm import Realm
from bot.sandbox.world import World

P = Permission


def message(world: World, which: Message) -> JSON:
    """A message in Discord's JSON, with `ephemeral` and `loading` said outright."""
    made = message_payloads.message(world, which)
    return made | {"ephemeral": which.ephemeral, "loading": which.loading}


def channel(world: World, viewer: User, which: Channel) -> JSON:
    """A channel in Discord's JSON, with whether the member may write and delete there."""
    bits = world.permissions(viewer, which)
    needed = P.SEND_MESSAGES_IN_THREADS if which.is_thread else P.SEND_MESSAGES
    writes = which.holds_messages and bool(bits & needed)
    made = channel_payloads.channel(world, which)
    made |= {"can_write": writes, "can_delete": bool(bits & P.MANAGE_MESSAGES)}
    if which.is_direct:
        others = [world.users[i] for i in which.recipients if i != viewer.id]
        made["recipients"] = [payloads.user(other) for other in others]
    return made


def interaction(which: Interaction) -> JSON:
    """Where an interaction stands, with the form or the choices that it brought."""
    return {
        "id": str(which.id),
        "type": int(which.kind),
        "state": which.state,
        "channel_id": str(which.channel.id),
        "message_id": None if which.message is None else str(which.message.id),
        "modal": which.modal,
        "choices": which.choices,
    }


def request(which: Request) -> JSON:
    """A request of the bot, without the tokens in its path."""
    return {
        "method": which.method,
        "route": which.route or which.path,
        "status": which.status,
        "code": which.code,
        "verdict": which.verdict,
        "faults": [str(fault) for fault in which.faults],
        "body": which.body,
    }


def state(realm: Realm, viewer: User) -> JSON:
    """All that a page needs to begin."""
    world = realm.world
    seen = [c for c in world.channels.values() if sight.sees_channel(world, viewer, c)]
    mine = [g for g in world.guilds.values() if viewer.id in g.members]
    return {
        "me": payloads.user(viewer),
        "bot": payloads.user(world.bot) | {"connected": bool(realm.switchboard.connected())},
        "people": people(world),
        "guilds": [{"id": str(g.id), "name": g.name} for g in mine],
        "channels": [channel(world, viewer, c) for c in seen],
        "requests": {"total": realm.journal.total, "refused": len(realm.journal.refused)},
    }


def people(world: World) -> list[JSON]:
    """Everyone whom a page may act as."""
    return [_person(world, user) for user in world.users.values() if not user.bot]


def _person(world: World, user: User) -> JSON:
    """A user with the names of their roles, and whether they own the application."""
    members = [g.members[user.id] for g in world.guilds.values() if user.id in g.members]
    held = {role for member in members for role in member.roles}
    roles = [r.name for g in world.guilds.values() for r in g.roles.values() if r.id in held]
    return payloads.user(user) | {"roles": roles, "owner": user is world.owner}


def event(world: World, viewer: User, which: Event) -> JSON | None:
    """An event as the member may know of it; None for what is not theirs to know."""
    tell = _TELLERS.get(which.kind)
    told = None if tell is None else tell(world, viewer, which.about)
    return None if told is None else {"kind": which.kind, **told}


def _message(world: World, viewer: User, about: dict[str, Any]) -> JSON | None:
    which = about["message"]
    return {"message": message(world, which)} if sight.sees(world, viewer, which) else None


def _deleted(world: World, viewer: User, about: dict[str, Any]) -> JSON | None:
    which = about["message"]
    if not sight.sees(world, viewer, which):
        return None
    return {"id": str(which.id), "channel_id": str(which.channel_id)}


def _typing(world: World, viewer: User, about: dict[str, Any]) -> JSON | None:
    if not sight.sees_channel(world, viewer, about["channel"]):
        return None
    return {"channel_id": str(about["channel"].id), "user": payloads.user(about["user"])}


def _channel(world: World, viewer: User, about: dict[str, Any]) -> JSON | None:
    if not sight.sees_channel(world, viewer, about["channel"]):
        return None
    return {"channel": channel(world, viewer, about["channel"])}


def _interaction(_: World, viewer: User, about: dict[str, Any]) -> JSON | None:
    which = about["interaction"]
    return {"interaction": interaction(which)} if which.user is viewer else None


def _request(_: World, __: User, about: dict[str, Any]) -> JSON | None:
    return {"request": request(about["request"])}


def _sheet(_: World, __: User, about: dict[str, Any]) -> JSON | None:
    return {"sheet": about["sheet"].summary()}


def _bare(_: World, __: User, ___: dict[str, Any]) -> JSON | None:
    return {}


_TELLERS: dict[str, Callable[[World, User, dict[str, Any]], JSON | None]] = {
    "message_created": _message,
    "message_updated": _message,
    "message_deleted": _deleted,
    "typing": _typing,
    "thread_created": _channel,
    "thread_updated": _channel,
    "channels_changed": _channel,
    "interaction": _interaction,
    "modal": _interaction,
    "request": _request,
    "panel_changed": _sheet,
    "bot_connected": _bare,
    "bot_disconnected": _bare,
    "commands_changed": _bare,
}
