"""Seeing as a member: channels, messages and commands, and what the client allows."""

from __future__ import annotations

from bot.sandbox import invoking, sight
from bot.sandbox.channels import Channel, ChannelType
from bot.sandbox.invoking import Impossible
from bot.sandbox.messages import JSON, Message
from bot.sandbox.people import User
from bot.sandbox.permissions import Permission
from bot.sandbox.realm import Realm

P = Permission


class Seeing:
    """One person's eyes."""

    def __init__(self, realm: Realm, user: User) -> None:
        self.realm = realm
        self.user = user

    @property
    def mention(self) -> str:
        """How a message names this person."""
        return f"<@{self.user.id}>"

    def seen(self, channel: Channel) -> list[Message]:
        """The messages of a channel as this person sees them."""
        return list(sight.seen(self.realm.world, self.user, channel))

    def channels(self) -> list[Channel]:
        """The channels that this person sees, direct ones and threads included."""
        world = self.realm.world
        return [c for c in world.channels.values() if sight.sees_channel(world, self.user, c)]

    def commands(self, channel: Channel | None = None) -> list[JSON]:
        """The commands that this person is shown in a channel."""
        return list(invoking.visible(self.realm.world, self.user, self._at(channel)))

    def _at(self, channel: Channel | None) -> Channel:
        """The channel, or the first text channel of a guild that this person sees."""
        if channel is not None:
            return channel
        for seen in self.channels():
            if seen.type is ChannelType.TEXT:
                return seen
        raise Impossible(f"{self.user.name} sees no text channel")

    def _need(self, channel: Channel, permission: Permission, doing: str) -> None:
        if not self.realm.world.permissions(self.user, channel) & permission:
            raise Impossible(f"{self.user.name} may not {doing} here")

    def _need_to_send(self, channel: Channel) -> None:
        if not channel.holds_messages:
            raise Impossible("messages stand in a forum's posts, not in the forum")
        if channel.thread is not None:
            if channel.thread.locked:
                self._need(channel, P.MANAGE_THREADS, "write, as the thread is locked,")
            self._need(channel, P.SEND_MESSAGES_IN_THREADS, "send messages")
        else:
            self._need(channel, P.SEND_MESSAGES, "send messages")

    def _need_to_see(self, message: Message) -> None:
        if not sight.sees(self.realm.world, self.user, message):
            raise Impossible(f"{self.user.name} does not see that message")
