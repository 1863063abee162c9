"""Lookups that refuse: what the bot names has to be there, and the bot has to be allowed."""

from __future__ import annotations

from bot.sandbox.channels import Channel
from bot.sandbox.messages import Body, Message
from bot.sandbox.people import Guild
from bot.sandbox.permissions import Permission
from bot.sandbox.refusals import (
    CannotReachUser,
    MissingAccess,
    MissingPermissions,
    ThreadArchived,
    UnknownChannel,
    UnknownGuild,
    UnknownMessage,
    WrongChannelType,
)
from bot.sandbox.rest.table import Call

P = Permission


def channel(call: Call) -> Channel:
    """The channel in the path, which the bot has to see."""
    world = call.realm.world
    found = world.channels.get(call.id("channel"))
    if found is None:
        raise UnknownChannel
    if found.guild_id is not None and world.bot.id not in world.guilds[found.guild_id].members:
        raise MissingAccess
    if not bits(call, found) & P.VIEW_CHANNEL:
        raise MissingAccess
    return found


def bits(call: Call, where: Channel) -> int:
    """The bot's permissions in a channel."""
    world = call.realm.world
    return world.permissions(world.bot, where)


def need(call: Call, where: Channel, *needed: Permission) -> None:
    """Refuse unless the bot has every one of these permissions."""
    held = bits(call, where)
    if any(not held & permission for permission in needed):
        raise MissingPermissions


def need_to_send(call: Call, where: Channel) -> None:
    """Refuse unless the bot may send here; in threads another permission counts."""
    if not where.holds_messages:
        raise WrongChannelType
    if where.is_direct:
        _need_willing(call, where)
        return
    need(call, where, P.SEND_MESSAGES_IN_THREADS if where.is_thread else P.SEND_MESSAGES)
    if where.thread is not None and where.thread.locked:
        need(call, where, P.MANAGE_THREADS)


def _need_willing(call: Call, where: Channel) -> None:
    """Refuse to write to who takes no direct messages."""
    world = call.realm.world
    if not all(world.users[i].takes_direct_messages for i in where.recipients):
        raise CannotReachUser


def need_to_carry(call: Call, where: Channel, body: Body) -> None:
    """Refuse embeds and files where the bot may not send them."""
    if where.is_direct:
        return
    if body.embeds:
        need(call, where, P.EMBED_LINKS)
    if body.attachments:
        need(call, where, P.ATTACH_FILES)


def need_open(where: Channel) -> None:
    """Refuse changes in an archived thread."""
    if where.thread is not None and where.thread.archived:
        raise ThreadArchived


def message(call: Call, where: Channel) -> Message:
    """The message in the path; ephemeral ones are not to be had by this way."""
    found = call.realm.world.history(where).get(call.id("message"))
    if found is None or found.ephemeral:
        raise UnknownMessage
    if not where.is_direct:
        need(call, where, P.READ_MESSAGE_HISTORY)
    return found


def guild(call: Call) -> Guild:
    """The guild in the path, where the bot has to be a member."""
    world = call.realm.world
    found = world.guilds.get(call.id("guild"))
    if found is None:
        raise UnknownGuild
    if world.bot.id not in found.members:
        raise MissingAccess
    return found
