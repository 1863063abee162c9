"""Channels, threads and direct channels in Discord's JSON."""

from __future__ import annotations

from bot.sandbox import payloads
from bot.sandbox.channels import Channel, ChannelType, Overwrite
from bot.sandbox.messages import JSON
from bot.sandbox.snowflakes import iso
from bot.sandbox.world import World


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
        "recipients": [payloads.user(other) for other in others],
        "flags": 0,
    }


def _id_or_none(value: int | None) -> str | None:
    return None if value is None else str(value)
