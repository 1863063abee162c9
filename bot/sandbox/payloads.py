"""People and places in Discord's JSON: ids as strings, all keys that clients count on."""

from __future__ import annotations

from bot.sandbox.messages import JSON
from bot.sandbox.people import Member, Role, User
from bot.sandbox.snowflakes import iso
from bot.sandbox.world import World

GRANTED = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
"""The application flags that tell which privileged intents the portal grants (below 100 guilds)."""


def user(who: User) -> JSON:
    """A user object."""
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": who.shown_as,
        "discriminator": "0",
        "avatar": None,
        "bot": who.bot,
        "system": False,
        "public_flags": 0,
    }


def member(who: Member, *, with_user: bool = True, permissions: int | None = None) -> JSON:
    """A member object; interactions add the permissions that hold in the channel."""
    made: JSON = {
        "nick": who.nick,
        "avatar": None,
        "roles": [str(role) for role in who.roles],
        "joined_at": iso(who.joined_at),
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
    }
    if who.timed_out_until is not None:
        made["communication_disabled_until"] = iso(who.timed_out_until)
    if with_user:
        made["user"] = user(who.user)
    if permissions is not None:
        made["permissions"] = str(permissions)
    return made


def role(which: Role) -> JSON:
    """A role object."""
    made: JSON = {
        "id": str(which.id),
        "name": which.name,
        "permissions": str(which.permissions),
        "position": which.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": which.bot_id is not None,
        "mentionable": False,
        "flags": 0,
    }
    if which.bot_id is not None:
        made["tags"] = {"bot_id": str(which.bot_id)}
    return made


def application(world: World) -> JSON:
    """The application with its owner and the flags of the intents that the portal grants."""
    portal = world.portal
    return {
        "id": str(world.application_id),
        "name": portal.name,
        "icon": None,
        "description": portal.description,
        "summary": "",
        "bot": user(world.bot),
        "bot_public": portal.public,
        "bot_require_code_grant": False,
        "owner": user(world.owner),
        "team": None,
        "verify_key": "0" * 64,
        "flags": application_flags(world),
        "tags": [],
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "approximate_guild_count": len(world.guilds),
        "integration_types_config": {"0": {}, "1": {}},
    }


def application_flags(world: World) -> int:
    """The flags of the application: one bit per privileged intent granted."""
    return sum(bit for name, bit in GRANTED.items() if getattr(world.portal, name))
