"""Messages come, change and go here, for the bot and for members; whom it concerns is told."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from bot.sandbox.guild import Channel, Permission, User
from bot.sandbox.message import JSON, Mentions, Message, MessageType, number_components
from bot.sandbox.payloads import channel_payload
from bot.sandbox.sessions import Sessions
from bot.sandbox.world import World

_USER = re.compile(r"<@!?(\d+)>")
_ROLE = re.compile(r"<@&(\d+)>")
_ALL = re.compile(r"@(?:everyone|here)\b")


@dataclass(frozen=True, slots=True)
class Messages:
    """The one place that changes what stands in channels."""

    world: World
    sessions: Sessions

    def post(self, message: Message) -> Message:
        """Let a new message stand and tell of it; what it may not do was checked before.

        It gets its id here. One with a reference is a reply, unless it forwards that. An archived
        thread comes out again.
        """
        channel = self.world.channels[message.channel_id]
        if channel.thread is not None and channel.thread.archived:
            self.archive(channel, archived=False)
        # The first message of a forum's post has the post's own id.
        first = not self.world.parent_of(channel).holds_messages and not self.world.history(channel)
        message.id = channel.id if first else self.world.new_id()
        if message.type is MessageType.DEFAULT and message.reference and not message.snapshot:
            message.type = MessageType.REPLY
        self.world.keep(message)
        channel.last_message_id = message.id
        if channel.thread is not None and message.id != channel.id:
            channel.thread.messages += 1
        self._tell("MESSAGE_CREATE", "message_created", message)
        return message

    def _tell(self, event: str, kind: str, message: Message) -> None:
        """Tell of a message whose body is new: whom it pings, its components with their numbers."""
        message.mentions = mentions_of(self.world, message)
        number_components(message.components)
        self.sessions.dispatch_message(event, message)
        self.sessions.events.publish(kind, message=message)

    def changed(self, message: Message, *, edited: bool = True) -> None:
        """A message's body was changed: work it out anew and tell."""
        if edited:
            message.edited_at = time.time()
        self._tell("MESSAGE_UPDATE", "message_updated", message)

    def remove(self, *messages: Message) -> None:
        """Take a message, or several of one channel at once, away and tell."""
        channel = self.world.channels[messages[0].channel_id]
        for message in messages:
            self.world.history(channel).pop(message.id, None)
        if not messages[0].ephemeral:
            made: JSON = {"channel_id": str(channel.id)}
            if channel.guild_id is not None:
                made["guild_id"] = str(channel.guild_id)
            ids = [str(one.id) for one in messages]
            made |= {"id": ids[0]} if len(ids) == 1 else {"ids": ids}
            event = "MESSAGE_DELETE" if len(ids) == 1 else "MESSAGE_DELETE_BULK"
            self.sessions.dispatch_in_channel(event, channel, made)
        for message in messages:
            self.sessions.events.publish("message_deleted", message=message)

    # Threads.

    def open_thread(self, parent: Channel, name: str, owner: User) -> Channel:
        """Open a thread in a channel, or as a forum's post, and tell.

        A forum's post has no message yet when it is told of: the first one comes after.
        """
        thread = self.world.add_thread(parent, name, owner)
        made = channel_payload(self.world, thread) | {"newly_created": True}
        self.sessions.dispatch_in_channel("THREAD_CREATE", thread, made)
        self.sessions.events.publish("channels_changed", channel=thread)
        return thread

    def archive(self, channel: Channel, *, archived: bool) -> None:
        """Put a thread away or take it out again, and tell."""
        if channel.thread is not None:
            channel.thread.archived = archived
        made = channel_payload(self.world, channel)
        self.sessions.dispatch_in_channel("THREAD_UPDATE", channel, made)


def mentions_of(world: World, message: Message) -> Mentions:
    """Whom a message pings: those in its text that may be, and the author that it replies to.

    A reply to what came from a webhook pings nobody.
    """
    text, allowed = message.body.text, message.body.allowed_mentions
    kinds = ("users", "roles", "everyone") if allowed is None else allowed.get("parse") or ()
    users = [int(i) for i in _USER.findall(text) if int(i) in world.users and "users" in kinds]
    if message.type is MessageType.REPLY and (allowed is None or allowed.get("replied_user")):
        replied = world.referenced(message)
        if replied is not None and replied.webhook_id is None:
            users.append(replied.author_id)
    roles = [int(i) for i in _ROLE.findall(text) if "roles" in kinds]
    everyone = "everyone" in kinds and _ALL.search(text) is not None
    if everyone:
        author, channel = world.users[message.author_id], world.channels[message.channel_id]
        everyone = bool(world.permissions(author, channel) & Permission.MENTION_EVERYONE)
    return Mentions(list(dict.fromkeys(users)), list(dict.fromkeys(roles)), everyone)
