"""Messages in Discord's JSON, and the blanking for those who may not read the content."""

from __future__ import annotations

from bot.sandbox import channel_payloads, payloads
from bot.sandbox.messages import JSON, Message, MessageType
from bot.sandbox.snowflakes import iso
from bot.sandbox.world import World

BLANK: JSON = {"content": "", "embeds": [], "attachments": [], "components": []}
"""What stands in place of a message's content without the message-content intent."""


def message(world: World, which: Message, *, readable: bool = True, depth: int = 1) -> JSON:
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
        "author": payloads.user(world.users[which.author_id]),
        "content": which.body.content,
        "embeds": which.body.embeds,
        "attachments": which.body.attachments,
        "components": which.body.components,
        "mentions": [payloads.user(world.users[i]) for i in which.mentions.users],
        "mention_roles": [str(i) for i in which.mentions.roles],
        "mention_everyone": which.mentions.everyone,
        "pinned": False,
        "tts": which.body.tts,
        "timestamp": iso(which.created_at),
        "edited_timestamp": None if which.edited_at is None else iso(which.edited_at),
        "flags": which.body.flags,
    }
    if not readable:
        made |= BLANK
    if which.snapshot is not None:
        inside = which.snapshot if readable else which.snapshot | BLANK
        made["message_snapshots"] = [{"message": inside}]
    made |= _origin(which)
    return made | _context(world, which, depth) if which.reference or which.thread_id else made


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
        made["thread"] = channel_payloads.channel(world, world.channels[which.thread_id])
    if (reference := which.reference) is None:
        return made
    made["message_reference"] = {
        "type": 0 if which.snapshot is None else 1,
        "message_id": str(reference.message_id),
        "channel_id": str(reference.channel_id),
    }
    if reference.guild_id is not None:
        made["message_reference"]["guild_id"] = str(reference.guild_id)
    if depth and which.snapshot is None and which.type is not MessageType.THREAD_CREATED:
        found = world.messages.get(reference.channel_id, {}).get(reference.message_id)
        made["referenced_message"] = found and message(world, found, depth=depth - 1)
    return made


def snapshot(of: Message) -> JSON:
    """What a message that forwards this one carries of it."""
    return {
        "type": int(of.type),
        "content": of.body.content,
        "embeds": of.body.embeds,
        "attachments": of.body.attachments,
        "components": of.body.components,
        "timestamp": iso(of.created_at),
        "edited_timestamp": None if of.edited_at is None else iso(of.edited_at),
        "flags": of.body.flags,
        "mentions": [],
        "mention_roles": [],
    }


def readable_by_bot(world: World, which: Message) -> bool:
    """Whether the bot reads the content without the message-content intent.

    It does in direct messages, in its own messages and in those that mention it; a reply with ping
    to one of its ordinary messages mentions it.
    """
    return (
        which.author_id == world.bot.id
        or world.bot.id in which.mentions.users
        or world.channels[which.channel_id].is_direct
    )


def for_bot(world: World, which: Message, *, content_intent: bool) -> JSON:
    """A message as the bot gets it: it and what it replies to blanked where need be."""
    made = message(world, which, readable=content_intent or readable_by_bot(world, which))
    reference = which.reference
    if content_intent or reference is None or not made.get("referenced_message"):
        return made
    found = world.messages[reference.channel_id][reference.message_id]
    if not readable_by_bot(world, found):
        made["referenced_message"] |= BLANK
    return made


def in_event(world: World, which: Message, made: JSON) -> JSON:
    """A message object with what only the gateway adds: the guild and the author as its member."""
    guild = world.guild_of(world.channels[which.channel_id])
    if guild is None:
        return made | {"channel_type": 1}
    extra: JSON = {"guild_id": str(guild.id)}
    author = guild.members.get(which.author_id)
    if author is not None and which.webhook_id is None:
        extra["member"] = payloads.member(author, with_user=False)
    return made | extra
