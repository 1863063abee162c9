"""Messages come, change and go here, for the bot and for members; all concerned are told."""

from __future__ import annotations

from bot.sandbox import channel_payloads, payloads
from bot.sandbox.channels import Channel, ChannelType
from bot.sandbox.gateway.switchboard import Switchboard
from bot.sandbox.mentions import mentioned
from bot.sandbox.messages import JSON, Body, Message, MessageFlag, MessageType, Reference, walk
from bot.sandbox.people import User
from bot.sandbox.world import World


class Posting:
    """The one place that changes what stands in channels."""

    def __init__(self, world: World, switchboard: Switchboard) -> None:
        self.world = world
        self.switchboard = switchboard
        self.hub = switchboard.hub

    def post(
        self,
        channel: Channel,
        author: User,
        body: Body,
        *,
        kind: MessageType = MessageType.DEFAULT,
        reference: Reference | None = None,
        only_for: int | None = None,
        webhook_id: int | None = None,
        interaction: JSON | None = None,
        nonce: str | int | None = None,
        snapshot: JSON | None = None,
    ) -> Message:
        """Let a new message stand and tell of it; what it may not do was checked before."""
        message = Message(
            self._id_for(channel),
            channel.id,
            author.id,
            body,
            self.world.clock.now(),
            kind,
            reference=reference,
            only_for=only_for,
            webhook_id=webhook_id,
            interaction=interaction,
            nonce=nonce,
            snapshot=snapshot,
        )
        self.settle(message)
        self.world.keep(message)
        self._count(channel, message)
        self._tell("MESSAGE_CREATE", "message_created", message)
        return message

    def _id_for(self, channel: Channel) -> int:
        """The next id; the first message of a forum's post has the post's own."""
        parent = self.world.root(channel)
        if parent.type is ChannelType.FORUM and not self.world.history(channel):
            return channel.id
        return self.world.ids.next()

    def _count(self, channel: Channel, message: Message) -> None:
        channel.last_message_id = message.id
        if channel.thread is not None and message.id != channel.id:
            channel.thread.messages += 1

    def settle(self, message: Message) -> None:
        """Work out what a message's body means: whom it pings, the numbers of its components."""
        message.mentions = mentioned(self.world, message)
        number_components(message.body.components)

    def _tell(self, event: str, kind: str, message: Message) -> None:
        self.switchboard.message(event, message)
        self.hub.publish(kind, message=message)

    def changed(self, message: Message, *, edited: bool = True) -> None:
        """A message's body was changed: work it out anew and tell."""
        if edited:
            message.edited_at = self.world.clock.now()
        self.settle(message)
        self._tell("MESSAGE_UPDATE", "message_updated", message)

    def remove(self, message: Message) -> None:
        """Take a message away and tell."""
        channel = self.world.channels[message.channel_id]
        self.world.history(channel).pop(message.id, None)
        if not message.ephemeral:
            gone: JSON = {"id": str(message.id), "channel_id": str(channel.id)}
            if channel.guild_id is not None:
                gone["guild_id"] = str(channel.guild_id)
            self.switchboard.in_channel("MESSAGE_DELETE", channel, gone)
        self.hub.publish("message_deleted", message=message)

    def purge(self, messages: list[Message]) -> None:
        """Take several messages of one channel away at once and tell."""
        channel = self.world.channels[messages[0].channel_id]
        gone: JSON = {"ids": [str(one.id) for one in messages], "channel_id": str(channel.id)}
        if channel.guild_id is not None:
            gone["guild_id"] = str(channel.guild_id)
        for message in messages:
            self.world.history(channel).pop(message.id, None)
        self.switchboard.in_channel("MESSAGE_DELETE_BULK", channel, gone)
        for message in messages:
            self.hub.publish("message_deleted", message=message)

    def typing(self, channel: Channel, who: User) -> None:
        """Tell that someone writes."""
        data: JSON = {
            "channel_id": str(channel.id),
            "user_id": str(who.id),
            "timestamp": int(self.world.clock.now()),
        }
        guild = self.world.guild_of(channel)
        if guild is not None:
            data["guild_id"] = str(guild.id)
            data["member"] = payloads.member(guild.members[who.id])
        self.switchboard.in_channel("TYPING_START", channel, data)
        self.hub.publish("typing", channel=channel, user=who)

    def open_thread(
        self,
        parent: Channel,
        name: str,
        owner: User,
        *,
        on: Message | None = None,
        private: bool = False,
        archive_minutes: int | None = None,
        tags: list[int] | None = None,
    ) -> Channel:
        """Open a thread in a channel, on one of its messages, or as a forum's post, and tell.

        A forum's post has no message yet when it is told of: the first one comes after.
        """
        kind = ChannelType.PRIVATE_THREAD if private else ChannelType.PUBLIC_THREAD
        thread = self.world.add_thread(parent, name, owner, kind, on.id if on else None)
        if thread.thread is not None:
            thread.thread.auto_archive_minutes = archive_minutes or 4320
            thread.thread.tags = tags or []
        made = channel_payloads.channel(self.world, thread) | {"newly_created": True}
        self.switchboard.in_channel("THREAD_CREATE", thread, made)
        self.hub.publish("thread_created", channel=thread)
        if on is not None:
            on.thread_id = thread.id
            on.body.flags |= MessageFlag.HAS_THREAD
            self.changed(on, edited=False)
        return thread

    def archive(self, thread: Channel, *, archived: bool) -> None:
        """Put a thread away or take it out again, and tell; also tells of a new name."""
        if thread.thread is not None:
            thread.thread.archived = archived
        made = channel_payloads.channel(self.world, thread)
        self.switchboard.in_channel("THREAD_UPDATE", thread, made)
        self.hub.publish("thread_updated", channel=thread)


def number_components(components: list[JSON]) -> None:
    """Give every component without an id the next free number, as Discord does."""
    taken = {c["id"] for c in walk(components) if c.get("id")}
    number = 0
    for component in walk(components):
        if not component.get("id"):
            number += 1
            while number in taken:
                number += 1
            component["id"] = number
