"""The world in Discord's JSON: ids as texts, and all keys that clients count on."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox.guild import Channel, Guild, Member, Overwrite, Role, Thread, User
from bot.sandbox.message import JSON, Message
from bot.sandbox.world import World

WITHOUT_CONTENT: JSON = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What stands in place of a message's content without the message-content intent."""


def iso(seconds: float) -> str:
    """A time in the form that Discord writes: ISO 8601 with microseconds and offset."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="microseconds")


def user_payload(who: User) -> JSON:
    """A user object."""
    return {
        "id": str(who.id),
        "username": who.name,
        "global_name": who.shown_as,
        "discriminator": "0",
        "avatar": None,
        "bot": who.bot,
    }


def member_payload(who: Member) -> JSON:
    """A member object."""
    until = who.timed_out_until
    return {
        "user": user_payload(who.user),
        "roles": [str(role) for role in who.roles],
        "joined_at": iso(who.joined_at),
        "communication_disabled_until": iso(until) if until else None,
        "flags": 0,
    }


def role_payload(which: Role) -> JSON:
    """A role object."""
    made: JSON = {
        "id": str(which.id),
        "name": which.name,
        "permissions": str(which.permissions),
        "position": which.position,
        "managed": which.bot_id is not None,
        "flags": 0,
    }
    return made | ({"tags": {"bot_id": str(which.bot_id)}} if which.bot_id else {})


def guild_payload(world: World, which: Guild) -> JSON:
    """A guild as the gateway introduces it; without the members intent the bot is its only member.

    Bots hear of all channels of a guild, seen or not, but only of the threads that they see.
    """
    bot = which.members[world.bot.id]
    own = [one for one in world.channels.values() if one.guild_id == which.id]
    active = [one for one in own if one.thread and not one.thread.archived]
    seen = [one for one in active if world.permissions(bot.user, one)]
    return {
        "id": str(which.id),
        "name": which.name,
        "owner_id": str(which.owner_id),
        "icon": None,
        "roles": [role_payload(role) for role in which.roles.values()],
        "joined_at": iso(bot.joined_at),
        "large": len(which.members) > 250,
        "unavailable": False,
        "member_count": len(which.members),
        "members": [member_payload(bot)],
        "channels": [channel_payload(world, one) for one in own if not one.thread],
        "threads": [channel_payload(world, one) for one in seen],
    }


def channel_payload(world: World, which: Channel, viewer: User | None = None) -> JSON:
    """A channel object of whatever kind; the viewer of a direct channel is no recipient of it."""
    made: JSON = {
        "id": str(which.id),
        "type": int(which.type),
        "last_message_id": str(which.last_message_id) if which.last_message_id else None,
        "flags": 0,
    }
    if which.is_direct:
        me = (viewer or world.bot).id
        return made | {
            "recipients": [user_payload(world.users[i]) for i in which.recipients if i != me]
        }
    made |= {
        "guild_id": str(which.guild_id),
        "name": which.name,
        "parent_id": str(which.parent_id) if which.parent_id else None,
    }
    if which.thread is not None:
        return made | _of_thread(world, which, which.thread)
    return made | {
        "position": which.position,
        "topic": which.topic,
        "permission_overwrites": [_overwrite(one) for one in which.overwrites.values()],
    }


def _overwrite(which: Overwrite) -> JSON:
    bits = {"allow": str(which.allow), "deny": str(which.deny)}
    return {"id": str(which.target), "type": int(which.of_member), **bits}


def _of_thread(world: World, which: Channel, thread: Thread) -> JSON:
    created = iso(thread.created_at)
    made: JSON = {
        "owner_id": str(thread.owner_id),
        "message_count": thread.messages,
        "member_count": len(thread.members),
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": 4320,
            "archive_timestamp": created,
            "create_timestamp": created,
        },
    }
    if world.bot.id in thread.members:
        me = {"id": str(which.id), "user_id": str(world.bot.id)}
        made["member"] = me | {"join_timestamp": created, "flags": 1}
    return made


def message_payload(
    world: World, which: Message, *, content_intent: bool = True, depth: int = 1
) -> JSON:
    """A message object as REST gives it.

    Without the message-content intent the bot reads the content of direct messages, of its own and
    of those that mention it, as a reply with ping to one of its ordinary messages does.

    Args:
        world: Where it stands.
        which: The message.
        content_intent: Whether the bot has that intent; whoever else asks reads everything.
        depth: How many replies back the message that it replies to is given along.
    """
    readable = (
        content_intent
        or which.author_id == world.bot.id
        or world.bot.id in which.mentions.users
        or world.channels[which.channel_id].is_direct
    )
    made: JSON = {
        "id": str(which.id),
        "channel_id": str(which.channel_id),
        "author": user_payload(world.users[which.author_id]),
        "mentions": [user_payload(world.users[i]) for i in which.mentions.users],
        "mention_roles": [str(i) for i in which.mentions.roles],
        "mention_everyone": which.mentions.everyone,
        "pinned": False,
        "tts": False,
    }
    made |= _said(which) | ({} if readable else WITHOUT_CONTENT)
    if which.snapshot is not None:
        inside = which.snapshot if readable else which.snapshot | WITHOUT_CONTENT
        made["message_snapshots"] = [{"message": inside}]
    if which.webhook_id is not None:
        made["webhook_id"] = made["application_id"] = str(which.webhook_id)
    if which.interaction is not None:
        made["interaction_metadata"] = which.interaction
    if which.nonce is not None:
        made["nonce"] = which.nonce
    if which.reference is not None:
        made |= _reference(world, which, which.reference, content_intent, depth)
    return made


def _said(which: Message) -> JSON:
    """What a message says, and when."""
    return WITHOUT_CONTENT | {
        "content": which.content,
        "components": which.components,
        "type": int(which.type),
        "timestamp": iso(which.created_at),
        "edited_timestamp": None if which.edited_at is None else iso(which.edited_at),
        "flags": which.body.flags,
    }


def _reference(world: World, which: Message, to: Message, content_intent: bool, depth: int) -> JSON:
    forwards = which.snapshot is not None
    about = {"type": int(forwards), "message_id": str(to.id), "channel_id": str(to.channel_id)}
    channel = world.channels.get(to.channel_id)
    if channel is not None and channel.guild_id is not None:
        about["guild_id"] = str(channel.guild_id)
    if not depth or forwards:
        return {"message_reference": about}
    replied = world.stands(to) and message_payload(
        world, to, content_intent=content_intent, depth=depth - 1
    )
    return {"message_reference": about, "referenced_message": replied or None}


def snapshot(of: Message) -> JSON:
    """What a message that forwards this one carries of it."""
    return _said(of) | {"mentions": [], "mention_roles": []}


def in_event(world: World, which: Message, made: JSON) -> JSON:
    """A message object with what only the gateway adds: the guild and the author as its member."""
    guild = world.guild_of(world.channels[which.channel_id])
    if guild is None:
        return made | {"channel_type": 1}
    made["guild_id"] = str(guild.id)
    author = guild.members.get(which.author_id)
    if author is not None and which.webhook_id is None:
        made["member"] = {k: v for k, v in member_payload(author).items() if k != "user"}
    return made
