"""The world in Discord's JSON: ids as texts, and all keys that clients count on."""

from __future__ import annotations

from bot.sandbox.clock import iso
from bot.sandbox.guild import Channel, Guild, Member, Role, Thread, User
from bot.sandbox.message import JSON, Message
from bot.sandbox.world import World

MESSAGE_CONTENT_GRANTED = 1 << 19
"""The application flag that tells that the message-content intent is granted (small bots)."""

WITHOUT_CONTENT: JSON = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What stands in place of a message's content without the message-content intent."""


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


def member_payload(who: Member, *, with_user: bool = True, permissions: int | None = None) -> JSON:
    """A member object; interactions add the permissions that hold in the channel."""
    made: JSON = {
        "roles": [str(role) for role in who.roles],
        "joined_at": iso(who.joined_at),
        "flags": 0,
    }
    if who.timed_out_until is not None:
        made["communication_disabled_until"] = iso(who.timed_out_until)
    if with_user:
        made["user"] = user_payload(who.user)
    if permissions is not None:
        made["permissions"] = str(permissions)
    return made


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
    if which.bot_id is not None:
        made["tags"] = {"bot_id": str(which.bot_id)}
    return made


def application_flags(world: World) -> int:
    """The flags of the application: whether message content is granted."""
    return MESSAGE_CONTENT_GRANTED if world.application.message_content else 0


def application_payload(world: World) -> JSON:
    """The application with its owner and the flags of the intents that the portal grants."""
    return {
        "id": str(world.bot.id),
        "name": world.application.name,
        "icon": None,
        "description": "",
        "bot": user_payload(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "owner": user_payload(world.owner),
        "verify_key": "0" * 64,
        "flags": application_flags(world),
    }


def guild_payload(world: World, which: Guild) -> JSON:
    """A guild as the gateway introduces it; without the members intent the bot is its only member.

    Bots hear of all channels of a guild, seen or not, but only of the threads that they see.
    """
    bot = which.members[world.bot.id]
    threads = [t for t in world.threads_of(which) if world.permissions(world.bot, t)]
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
        "channels": [channel_payload(world, channel) for channel in world.channels_of(which)],
        "threads": [channel_payload(world, thread) for thread in threads],
    }


def channel_payload(world: World, which: Channel) -> JSON:
    """A channel object of whatever kind."""
    made: JSON = {
        "id": str(which.id),
        "type": int(which.type),
        "last_message_id": _id_or_none(which.last_message_id),
        "flags": 0,
    }
    if which.is_direct:
        others = [world.users[i] for i in which.recipients if i != world.bot.id]
        return made | {"recipients": [user_payload(other) for other in others]}
    made |= {
        "guild_id": str(which.guild_id),
        "name": which.name,
        "parent_id": _id_or_none(which.parent_id),
    }
    if which.thread is not None:
        return made | _of_thread(world, which, which.thread)
    return made | _of_guild_channel(which)


def _of_guild_channel(which: Channel) -> JSON:
    overwrites = [
        {
            "id": str(one.target),
            "type": int(one.of_member),
            "allow": str(one.allow),
            "deny": str(one.deny),
        }
        for one in which.overwrites.values()
    ]
    made: JSON = {
        "position": which.position,
        "topic": which.topic,
        "permission_overwrites": overwrites,
    }
    return made


def _of_thread(world: World, which: Channel, thread: Thread) -> JSON:
    created = iso(thread.created_at)
    made: JSON = {
        "owner_id": str(thread.owner_id),
        "message_count": thread.messages,
        "member_count": min(len(thread.members), 50),
        "thread_metadata": {
            "archived": thread.archived,
            "locked": thread.locked,
            "auto_archive_duration": 4320,
            "archive_timestamp": created,
            "create_timestamp": created,
        },
    }
    if world.bot.id in thread.members:
        made["member"] = {
            "id": str(which.id),
            "user_id": str(world.bot.id),
            "join_timestamp": created,
            "flags": 1,
        }
    return made


def _id_or_none(value: int | None) -> str | None:
    return None if value is None else str(value)


def message_payload(world: World, which: Message, *, readable: bool = True, depth: int = 1) -> JSON:
    """A message object as REST gives it.

    Args:
        world: Where it stands.
        which: The message.
        readable: False blanks what the message-content intent guards.
        depth: How many replies back the referenced message is given along.
    """
    made: JSON = {
        "id": str(which.id),
        "channel_id": str(which.channel_id),
        "type": int(which.type),
        "author": user_payload(world.users[which.author_id]),
        "content": which.content,
        "embeds": [],
        "attachments": [],
        "components": which.components,
        "mentions": [user_payload(world.users[i]) for i in which.mentions.users],
        "mention_roles": [str(i) for i in which.mentions.roles],
        "mention_everyone": which.mentions.everyone,
        "pinned": False,
        "tts": False,
        "timestamp": iso(which.created_at),
        "edited_timestamp": None if which.edited_at is None else iso(which.edited_at),
        "flags": which.body.flags,
    }
    if not readable:
        made |= WITHOUT_CONTENT
    if which.snapshot is not None:
        inside = which.snapshot if readable else which.snapshot | WITHOUT_CONTENT
        made["message_snapshots"] = [{"message": inside}]
    return made | _origin(which) | _context(world, which, depth)


def _origin(which: Message) -> JSON:
    made: JSON = {}
    if which.webhook_id is not None:
        made["webhook_id"] = made["application_id"] = str(which.webhook_id)
    if which.interaction is not None:
        made["interaction_metadata"] = which.interaction
    if which.nonce is not None:
        made["nonce"] = which.nonce
    return made


def _context(world: World, which: Message, depth: int) -> JSON:
    made: JSON = {}
    if which.thread_id is not None and which.thread_id in world.channels:
        made["thread"] = channel_payload(world, world.channels[which.thread_id])
    if (reference := which.reference) is None:
        return made
    made["message_reference"] = {
        "type": 0 if which.snapshot is None else 1,
        "message_id": str(reference.message_id),
        "channel_id": str(reference.channel_id),
    }
    if reference.guild_id is not None:
        made["message_reference"]["guild_id"] = str(reference.guild_id)
    if depth and which.snapshot is None:
        found = world.messages.get(reference.channel_id, {}).get(reference.message_id)
        made["referenced_message"] = found and message_payload(world, found, depth=depth - 1)
    return made


def snapshot(of: Message) -> JSON:
    """What a message that forwards this one carries of it."""
    return WITHOUT_CONTENT | {
        "type": int(of.type),
        "content": of.content,
        "components": of.components,
        "timestamp": iso(of.created_at),
        "edited_timestamp": None if of.edited_at is None else iso(of.edited_at),
        "flags": of.body.flags,
        "mentions": [],
        "mention_roles": [],
    }


def _readable_by_bot(world: World, which: Message) -> bool:
    """Whether the bot reads the content without the message-content intent.

    It does in direct messages, in its own messages and in those that mention it; a reply with ping
    to one of its ordinary messages mentions it.
    """
    return (
        which.author_id == world.bot.id
        or world.bot.id in which.mentions.users
        or world.channels[which.channel_id].is_direct
    )


def payload_for_bot(world: World, which: Message, *, content_intent: bool) -> JSON:
    """A message as the bot gets it: it and what it replies to blanked where need be."""
    made = message_payload(world, which, readable=content_intent or _readable_by_bot(world, which))
    reference = which.reference
    if content_intent or reference is None or not made.get("referenced_message"):
        return made
    found = world.messages[reference.channel_id][reference.message_id]
    if not _readable_by_bot(world, found):
        made["referenced_message"] |= WITHOUT_CONTENT
    return made


def in_event(world: World, which: Message, made: JSON) -> JSON:
    """A message object with what only the gateway adds: the guild and the author as its member."""
    guild = world.guild_of(world.channels[which.channel_id])
    if guild is None:
        return made | {"channel_type": 1}
    extra: JSON = {"guild_id": str(guild.id)}
    author = guild.members.get(which.author_id)
    if author is not None and which.webhook_id is None:
        extra["member"] = member_payload(author, with_user=False)
    return made | extra
