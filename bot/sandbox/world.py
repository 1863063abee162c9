"""The world of the sandbox: who is there, where they talk, what was said; plain data."""

from __future__ import annotations

import time
from collections import defaultdict
from dataclasses import dataclass

from bot.sandbox.guild import (
    DIRECT,
    EVERYONE,
    VIEW_CHANNEL,
    Channel,
    ChannelType,
    Guild,
    Member,
    Overwrite,
    Role,
    Thread,
    User,
    in_channel,
)
from bot.sandbox.message import JSON, Message

EPOCH_MS = 1_420_070_400_000
"""The first second of 2015, in milliseconds: where Discord's snowflakes begin."""

MAX_HISTORY = 20_000
"""How many messages a channel keeps; the oldest go first."""


@dataclass(slots=True)
class Application:
    """The application as it is registered at the developer portal."""

    token: str = "sandbox.loopback.token"  # noqa: S105 - a token of this sandbox opens nothing else
    name: str = "Bot"
    message_content: bool = False  # whether that intent is granted
    shards: int = 1  # how many the gateway asks for

    @property
    def flags(self) -> int:
        """Discord's flags: that the message-content intent is granted, as small bots have it."""
        return 1 << 19 if self.message_content else 0


class World:
    """Everything that exists; built before, and changed while, a bot is connected."""

    def __init__(self, application: Application | None = None) -> None:
        self._last_id = 0
        self.application = application or Application()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        # Messages by channel and id, oldest first; registered commands by guild, or None, and id.
        self.messages: defaultdict[int, dict[int, Message]] = defaultdict(dict)
        self.commands: defaultdict[int | None, dict[int, JSON]] = defaultdict(dict)
        self.owner = self.add_user("owner")
        name = self.application.name
        self.bot = self.add_user(name.lower(), shown_as=name, bot=True)

    # Adding.

    def new_id(self) -> int:
        """A new snowflake, greater than every one before: the time in its upper bits."""
        self._last_id = max(int(time.time() * 1000) - EPOCH_MS << 22, self._last_id + 1)
        return self._last_id

    def add_user(self, name: str, *, shown_as: str | None = None, bot: bool = False) -> User:
        """A new account."""
        user = User(self.new_id(), name, shown_as, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, *, with_id: int | None = None) -> Guild:
        """A new guild, owned by the application's owner, with the bot in it.

        It may be given its id, where the shard that it falls to matters.
        """
        guild = Guild(with_id or self.new_id(), name, self.owner.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE)
        self.guilds[guild.id] = guild
        managed = self.add_role(guild, self.application.name, EVERYONE)
        managed.bot_id = self.bot.id
        self.add_member(guild, self.owner)
        self.add_member(guild, self.bot, managed)
        return guild

    def add_role(self, guild: Guild, name: str, permissions: int = 0) -> Role:
        """A new role above those that are there."""
        role = Role(self.new_id(), name, permissions, position=len(guild.roles))
        guild.roles[role.id] = role
        return role

    def add_member(self, guild: Guild, who: User | str, *roles: Role) -> Member:
        """A user as a member of a guild; a name makes a new user."""
        user = self.add_user(who) if isinstance(who, str) else who
        member = Member(user, time.time(), [role.id for role in roles])
        guild.members[user.id] = member
        return member

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: ChannelType = ChannelType.TEXT,
        *,
        overwrites: tuple[Overwrite, ...] = (),
        topic: str | None = None,
    ) -> Channel:
        """A new channel of a guild, below those that are there."""
        position = len([c for c in self.channels.values() if c.guild_id == guild.id])
        channel = Channel(self.new_id(), kind, name, guild.id, position=position, topic=topic)
        channel.overwrites = {o.target: o for o in overwrites}
        return self._kept(channel)

    def _kept(self, channel: Channel) -> Channel:
        self.channels[channel.id] = channel
        return channel

    def add_thread(self, parent: Channel, name: str, owner: User) -> Channel:
        """A new thread in a channel, or post in a forum."""
        number, kind = self.new_id(), ChannelType.PUBLIC_THREAD
        thread = Thread(owner.id, time.time(), members=[owner.id])
        return self._kept(Channel(number, kind, name, parent.guild_id, parent.id, thread=thread))

    def direct_channel(self, one: User, other: User) -> Channel:
        """The direct channel of two users; it is made when first asked for."""
        for channel in self.channels.values():
            if channel.is_direct and set(channel.recipients) == {one.id, other.id}:
                return channel
        both = [one.id, other.id]
        return self._kept(Channel(self.new_id(), ChannelType.DIRECT, recipients=both))

    def forget_channel(self, channel: Channel) -> None:
        """Take a channel out of the world, with its threads and messages."""
        for thread in [c for c in self.channels.values() if c.parent_id == channel.id]:
            self.forget_channel(thread)
        self.channels.pop(channel.id, None)
        self.messages.pop(channel.id, None)

    # Messages.

    def history(self, channel: Channel) -> dict[int, Message]:
        """The messages of a channel by id, oldest first."""
        return self.messages[channel.id]

    def keep(self, message: Message) -> None:
        """Let a message stand in its channel, making room where there are too many."""
        history = self.history(self.channels[message.channel_id])
        history[message.id] = message
        if len(history) > MAX_HISTORY:
            del history[next(iter(history))]

    def stands(self, message: Message) -> bool:
        """Whether a message is still where it was."""
        return message.id in self.messages.get(message.channel_id, {})

    def referenced(self, message: Message) -> Message | None:
        """The message that this one replies to, if it still stands."""
        found = message.reference
        return found if found is not None and self.stands(found) else None

    # What belongs together, and who sees it.

    def guild_of(self, channel: Channel) -> Guild | None:
        """The guild of a channel; None for direct messages."""
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def parent_of(self, channel: Channel) -> Channel:
        """The channel that carries the overwrites: a thread's parent, else the channel itself."""
        return channel if channel.parent_id is None else self.channels[channel.parent_id]

    def permissions(self, user: User, channel: Channel) -> int:
        """The bits that hold for a user in a channel; 0 for who is not there at all."""
        guild = self.guild_of(channel)
        if guild is None:
            return DIRECT if user.id in channel.recipients else 0
        member = guild.members.get(user.id)
        return 0 if member is None else in_channel(guild, member, self.parent_of(channel))

    def sees_channel(self, viewer: User, channel: Channel) -> bool:
        """Whether the viewer sees the channel at all."""
        return bool(self.permissions(viewer, channel) & VIEW_CHANNEL)

    def sees(self, viewer: User, message: Message) -> bool:
        """Whether the viewer sees the message: its channel, and not for somebody else alone."""
        if message.only_for is not None and message.only_for != viewer.id:
            return False
        channel = self.channels.get(message.channel_id)
        return channel is not None and self.sees_channel(viewer, channel)

    def seen_by(self, viewer: User, channel: Channel) -> list[Message]:
        """The messages of a channel that the viewer sees, oldest first."""
        return [m for m in self.history(channel).values() if self.sees(viewer, m)]
