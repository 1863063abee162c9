"""What a member's page gets: the world, its messages and events, as that member sees them."""

from __future__ import annotations

from bot.sandbox.events import Event
from bot.sandbox.guild import Channel, Permission, User
from bot.sandbox.interactions import Interaction
from bot.sandbox.message import JSON, Message
from bot.sandbox.payloads import channel_payload, message_payload, user_payload
from bot.sandbox.requests import Request
from bot.sandbox.services import Services
from bot.sandbox.world import World


def message(world: World, which: Message) -> JSON:
    """A message in Discord's JSON, with `ephemeral` and `loading` said outright."""
    made = message_payload(world, which)
    return made | {"ephemeral": which.ephemeral, "loading": which.loading}


def channel(world: World, viewer: User, which: Channel) -> JSON:
    """A channel in Discord's JSON, with whether the member may write and delete there."""
    bits = world.permissions(viewer, which)
    writes = which.holds_messages and not which.permission_to_send & ~bits
    may = {"can_write": writes, "can_delete": bool(bits & Permission.MANAGE_MESSAGES)}
    return channel_payload(world, which, viewer) | may


def interaction(which: Interaction) -> JSON:
    """Where an interaction stands, with the form that it brought."""
    return {
        "id": str(which.id),
        "state": which.state,
        "message_id": None if which.message is None else str(which.message.id),
        "modal": which.modal,
    }


def request(which: Request) -> JSON:
    """A request of the bot, without the tokens in its path."""
    return {
        "method": which.method,
        "route": which.route or which.path,
        "status": which.status,
        "verdict": which.verdict,
        "faults": [str(fault) for fault in which.faults],
        "body": which.body,
    }


def state(services: Services, viewer: User) -> JSON:
    """All that a page needs to begin."""
    world = services.world
    seen = [c for c in world.channels.values() if world.sees_channel(viewer, c)]
    mine = [g for g in world.guilds.values() if viewer.id in g.members]
    return {
        "me": user_payload(viewer),
        "bot": user_payload(world.bot) | {"connected": bool(services.sessions.connected())},
        "people": people(world),
        "guilds": [{"id": str(g.id), "name": g.name} for g in mine],
        "channels": [channel(world, viewer, c) for c in seen],
    }


def people(world: World) -> list[JSON]:
    """Everyone whom a page may act as: with their roles, and whether they own the application."""
    return [
        user_payload(user) | {"roles": _roles_of(world, user), "owner": user is world.owner}
        for user in world.users.values()
        if not user.bot
    ]


def _roles_of(world: World, user: User) -> list[str]:
    inside = [guild for guild in world.guilds.values() if user.id in guild.members]
    return [guild.roles[role].name for guild in inside for role in guild.members[user.id].roles]


def event(world: World, viewer: User, which: Event) -> JSON | None:
    """What a member may know of an event; None for what is not theirs to know."""
    about = which.about
    match which.kind:
        case "message_created" | "message_updated" if world.sees(viewer, about["message"]):
            return {"message": message(world, about["message"])}
        case "message_deleted" if world.sees(viewer, gone := about["message"]):
            return {"id": str(gone.id), "channel_id": str(gone.channel_id)}
        case "channels_changed" if world.sees_channel(viewer, about["channel"]):
            return {"channel": channel(world, viewer, about["channel"])}
        case "interaction" | "modal" if about["interaction"].user is viewer:
            return {"interaction": interaction(about["interaction"])}
        case "request":
            return {"request": request(about["request"])}
        case "panel_changed":
            return {"sheet": about["tab"].summary()}
        case "bot_connected" | "bot_disconnected" | "commands_changed":
            return {}
    return None
