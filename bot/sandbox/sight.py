"""What a member sees: one function decides for tests, for the REST routes and for the page."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.channels import Channel
from bot.sandbox.messages import Message
from bot.sandbox.people import User
from bot.sandbox.permissions import VIEW_CHANNEL
from bot.sandbox.world import World


def sees_channel(world: World, viewer: User, channel: Channel) -> bool:
    """Whether the viewer sees the channel at all."""
    return bool(world.permissions(viewer, channel) & VIEW_CHANNEL)


def sees(world: World, viewer: User, message: Message) -> bool:
    """Whether the viewer sees the message: its channel, and not for somebody else alone."""
    if message.only_for is not None and message.only_for != viewer.id:
        return False
    channel = world.channels.get(message.channel_id)
    return channel is not None and sees_channel(world, viewer, channel)


def seen(world: World, viewer: User, channel: Channel) -> Iterator[Message]:
    """The messages of a channel that the viewer sees, oldest first."""
    return (m for m in world.history(channel).values() if sees(world, viewer, m))
