"""People and places in Discord's JSON: ids as strings, all keys that clients count on."""

from __future__ import annotations

from bot.sandbox.channels import Channel, ChannelType, Overwrite
from bot.sandbox.messages import JSON
from bot.sandbox.people import Guild, Member, Role, User
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


def overwrite(of: Overwrite) -> JSON:
    """A permission overwrite."""
    return {
        "id": str(of.target),
        "type": int(of.of_member),
        "allow": str(of.allow),
        "deny": str(of.deny),
    }


def channel(world: World, place: Channel) -> JSON:
    """A channel object of whatever kind."""
    if place.is_direct:
        return _direct(world, place)
    if place.is_thread:
        return _thread(world, place)
    return _guild_channel(place)


def _guild_channel(place: Channel) -> JSON:
    made: JSON = {
        "id": str(place.id),
        "type": int(place.type),
        "guild_id": str(place.guild_id),
        "name": place.name,
        "position": place.position,
        "parent_id": None if place.parent_id is None else str(place.parent_id),
        "topic": place.topic,
        "nsfw": False,
        "rate_limit_per_user": 0,
        "last_message_id": _id_or_none(place.last_message_id),
        "permission_overwrites": [overwrite(o) for o in place.overwrites.values()],
        "flags": 0,
    }
    if place.type is ChannelType.FORUM:
        made["available_tags"] = [_tag(key, name) for key, name in place.tags.items()]
        made["default_reaction_emoji"] = None
        made["default_sort_order"] = None
        made["default_forum_layout"] = 0
    return made


def _tag(key: int, name: str) -> JSON:
    return {
        "id": str(key),
        "name": name,
        "moderated": False,
        "emoji_id": None,
        "emoji_name": None,
    }


def _thread(world: World, place: Channel) -> JSON:
    facts = place.thread
    assert facts is not None  # noqa: S101 - the caller asked `is_thread`; tells mypy the same
    made: JSON = {
        "id": str(place.id),
        "type": int(place.type),
        "guild_id": str(place.guild_id),
        "parent_id": str(place.parent_id),
        "owner_id": str(facts.owner_id),
        "name": place.name,
        "last_message_id": _id_or_none(place.last_message_id),
        "rate_limit_per_user": 0,
        "message_count": facts.messages,
        "total_message_sent": facts.messages,
        "member_count": min(len(facts.members), 50),
        "flags": 0,
        "applied_tags": [str(tag) for tag in facts.tags],
        "thread_metadata": {
            "archived": facts.archived,
            "locked": facts.locked,
            "auto_archive_duration": facts.auto_archive_minutes,
            "archive_timestamp": iso(facts.created_at),
            "create_timestamp": iso(facts.created_at),
        },
    }
    if world.bot.id in facts.members:
        made["member"] = thread_member(place, world.bot.id)
    return made


def thread_member(place: Channel, user_id: int) -> JSON:
    """Who takes part in a thread, since when."""
    facts = place.thread
    assert facts is not None  # noqa: S101 - only threads have members of their own
    return {
        "id": str(place.id),
        "user_id": str(user_id),
        "join_timestamp": iso(facts.created_at),
        "flags": 1,
    }


def _direct(world: World, place: Channel) -> JSON:
    others = [world.users[i] for i in place.recipients if i != world.bot.id]
    return {
        "id": str(place.id),
        "type": int(place.type),
        "last_message_id": _id_or_none(place.last_message_id),
        "recipients": [user(other) for other in others],
        "flags": 0,
    }


def _id_or_none(value: int | None) -> str | None:
    return None if value is None else str(value)


def guild(which: Guild) -> JSON:
    """A guild as REST gives it: without channels, threads and members."""
    return {
        "id": str(which.id),
        "name": which.name,
        "owner_id": str(which.owner_id),
        "icon": None,
        "roles": [role(r) for r in which.roles.values()],
        "emojis": [],
        "stickers": [],
        "features": ["COMMUNITY"],
        "verification_level": 0,
        "default_message_notifications": 1,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "nsfw_level": 0,
        "premium_tier": 0,
        "preferred_locale": "en-US",
        "system_channel_id": None,
        "rules_channel_id": None,
        "afk_channel_id": None,
        "afk_timeout": 300,
        "approximate_member_count": len(which.members),
        "approximate_presence_count": 1,
    }


def guild_create(world: World, which: Guild, *, all_members: bool) -> JSON:
    """A guild as the gateway gives it; without the members intent the bot is its only member."""
    bot_user = world.bot
    members = [m for m in which.members.values() if all_members or m.user.id == bot_user.id]
    places = list(world.channels_of(which))
    threads = [t for t in world.threads_of(which) if world.permissions(bot_user, t)]
    return guild(which) | {
        "joined_at": iso(which.members[bot_user.id].joined_at),
        "large": len(which.members) > 250,
        "unavailable": False,
        "member_count": len(which.members),
        "members": [member(m) for m in members],
        "channels": [channel(world, place) for place in places],
        "threads": [channel(world, thread) for thread in threads],
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
    }


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
