"""Interactions in Discord's JSON, with what clients need to know of the place and the member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.sandbox.message import JSON
from bot.sandbox.payloads import channel_payload, member_payload, message_payload, user_payload
from bot.sandbox.world import World

if TYPE_CHECKING:
    from bot.sandbox.interactions import Interaction

MAX_FILE_BYTES = 10 * 1024 * 1024
"""Bytes that an attachment may have."""


def interaction_payload(world: World, which: Interaction) -> JSON:
    """What the bot gets."""
    guild = world.guild_of(which.channel)
    made: JSON = {
        "id": str(which.id),
        "application_id": str(world.bot.id),
        "type": int(which.kind),
        "token": which.token,
        "version": 1,
        "data": which.data,
        "channel_id": str(which.channel.id),
        "channel": _channel(world, which),
        "locale": "en-US",
        "attachment_size_limit": MAX_FILE_BYTES,
        "app_permissions": str(world.permissions(world.bot, which.channel)),
        "entitlements": [],
        "authorizing_integration_owners": _owners(which),
        "context": 1 if guild is None else 0,
    }
    if which.origin is not None:
        made["message"] = message_payload(world, which.origin)
    if guild is None:
        return made | {"user": user_payload(which.user)}
    bits = world.permissions(which.user, which.channel)
    return made | {
        "guild_id": str(guild.id),
        "guild_locale": "en-US",
        "guild": {"id": str(guild.id), "locale": "en-US", "features": []},
        "member": member_payload(guild.members[which.user.id], permissions=bits),
    }


def _channel(world: World, which: Interaction) -> JSON:
    """The channel with the permissions that the member has in it."""
    bits = world.permissions(which.user, which.channel)
    return channel_payload(world, which.channel) | {"permissions": str(bits)}


def _owners(which: Interaction) -> JSON:
    """Who installed the application that answers: the guild; in a direct message none."""
    guild = which.channel.guild_id
    return {"0": str(guild) if guild is not None else "0"}


def metadata(world: World, which: Interaction) -> JSON:
    """What a message tells of the interaction that it came from."""
    made: JSON = {
        "id": str(which.id),
        "type": int(which.kind),
        "user": user_payload(world.users[which.user.id]),
        "authorizing_integration_owners": _owners(which),
    }
    if which.command_name is not None:
        made["name"] = which.command_name
    if which.origin is not None:
        made["interacted_message_id"] = str(which.origin.id)
    return made


def callback_payload(world: World, which: Interaction) -> JSON:
    """What a callback answers where the bot asked for a response."""
    interaction: JSON = {"id": str(which.id), "type": int(which.kind)}
    made: JSON = {"interaction": interaction}
    if which.original is not None:
        interaction["response_message_id"] = str(which.original.id)
        interaction["response_message_loading"] = which.original.loading
        interaction["response_message_ephemeral"] = which.original.ephemeral
    if which.response is not None and int(which.response) in (4, 5, 6, 7):
        made["resource"] = {"type": int(which.response)}
        if which.original is not None:
            message = message_payload(world, which.original)
            made["resource"]["message"] = message
    return made
