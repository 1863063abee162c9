"""The world of the sandbox: who is there, where they talk, what stands there; plain data."""

from __future__ import annotations

from collections.abc import Iterator

from bot.sandbox.channels import Channel, ChannelType, Overwrite, ThreadFacts
from bot.sandbox.messages import Message
from bot.sandbox.people import Guild, Member, Role, User
from bot.sandbox.permissions import DIRECT, EVERYONE, Permission, in_channel, in_time_out
from bot.sandbox.portal import Commands, Portal
from bot.sandbox.snowflakes import Clock, RunningClock, Snowflakes

HISTORY = 20_000
"""How many messages a channel keeps; the oldest go first."""


class World:
    """Everything that exists; built by a test or a face before and while a bot is connected."""

    def __init__(self, portal: Portal | None = None, clock: Clock | None = None) -> None:
        self.clock: Clock = clock or RunningClock()
        self.ids = Snowflakes(self.clock)
        self.portal = portal or Portal()
        self.users: dict[int, User] = {}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.messages: dict[int, dict[int, Message]] = {}
        self.commands = Commands()
        self.owner = self.add_user("owner")
        self.bot = self.add_user(self.portal.name.lower(), shown_as=self.portal.name, bot=True)

    @property
    def application_id(self) -> int:
        """The application's id; it is the bot user's own, as with new applications on Discord."""
        return self.bot.id

    def add_user(self, name: str, *, shown_as: str | None = None, bot: bool = False) -> User:
        """A new account."""
        user = User(self.ids.next(), name, shown_as, bot)
        self.users[user.id] = user
        return user

    def add_guild(
        self, name: str, *, with_id: int | None = None, bot_permissions: int = EVERYONE
    ) -> Guild:
        """A new guild, owned by the application's owner, with the bot in it.

        Args:
            name: Its name.
            with_id: Its id, where the shard that it falls to matters.
            bot_permissions: The bits of the role that came with the bot.
        """
        guild = Guild(self.ids.next() if with_id is None else with_id, name, self.owner.id)
        guild.roles[guild.id] = Role(guild.id, "@everyone", EVERYONE)
        self.guilds[guild.id] = guild
        managed = self.add_role(guild, self.portal.name, bot_permissions)
        managed.bot_id = self.bot.id
        self.add_member(guild, self.owner)
        self.add_member(guild, self.bot, managed)
        return guild

    def add_role(self, guild: Guild, name: str, permissions: int = 0) -> Role:
        """A new role above those that are there."""
        role = Role(self.ids.next(), name, permissions, position=len(guild.roles))
        guild.roles[role.id] = role
        return role

    def add_member(self, guild: Guild, who: User | str, *roles: Role) -> Member:
        """A user as a member of a guild; a name makes a new user."""
        user = self.add_user(who) if isinstance(who, str) else who
        member = Member(user, self.clock.now(), [role.id for role in roles])
        guild.members[user.id] = member
        return member

    def add_channel(
        self,
        guild: Guild,
        name: str,
        kind: ChannelType = ChannelType.TEXT,
        *,
        overwrites: tuple[Overwrite, ...] = (),
        parent: Channel | None = None,
        topic: str | None = None,
        tags: tuple[str, ...] = (),
    ) -> Channel:
        """A new channel of a guild, below those that are there; `tags` are a forum's."""
        channel = Channel(
            self.ids.next(),
            kind,
            name,
            guild.id,
            parent.id if parent else None,
            position=sum(1 for c in self.channels.values() if c.guild_id == guild.id),
            topic=topic,
            overwrites={o.target: o for o in overwrites},
            tags={self.ids.next(): tag for tag in tags},
        )
        self.channels[channel.id] = channel
        return channel

    def add_thread(
        self, parent: Channel, name: str, owner: User, kind: ChannelType, with_id: int | None = None
    ) -> Channel:
        """A new thread; one that hangs on a message has the message's id."""
        now = self.clock.now()
        facts = ThreadFacts(owner.id, now, members=[owner.id])
        thread = Channel(
            self.ids.next() if with_id is None else with_id,
            kind,
            name,
            parent.guild_id,
            parent.id,
            thread=facts,
        )
        self.channels[thread.id] = thread
        return thread

    def direct_channel(self, one: User, other: User) -> Channel:
        """The direct channel of two users; it is made when first asked for."""
        for channel in self.channels.values():
            if channel.is_direct and set(channel.recipients) == {one.id, other.id}:
                return channel
        channel = Channel(self.ids.next(), ChannelType.DIRECT, recipients=[one.id, other.id])
        self.channels[channel.id] = channel
        return channel

    def history(self, channel: Channel) -> dict[int, Message]:
        """The messages of a channel by id, oldest first."""
        return self.messages.setdefault(channel.id, {})

    def keep(self, message: Message) -> None:
        """Let a message stand in its channel, making room where there are too many."""
        history = self.messages.setdefault(message.channel_id, {})
        history[message.id] = message
        if len(history) > HISTORY:
            del history[next(iter(history))]

    def stands(self, message: Message) -> bool:
        """Whether a message is still where it was."""
        return message.id in self.messages.get(message.channel_id, {})

    def guild_of(self, channel: Channel) -> Guild | None:
        """The guild of a channel; None for direct messages."""
        return None if channel.guild_id is None else self.guilds[channel.guild_id]

    def root(self, channel: Channel) -> Channel:
        """The channel that carries the overwrites: a thread's parent, else the channel itself."""
        if channel.is_thread and channel.parent_id is not None:
            return self.channels[channel.parent_id]
        return channel

    def permissions(self, user: User, channel: Channel) -> int:
        """The bits that hold for a user in a channel; 0 for who is not there at all."""
        guild = self.guild_of(channel)
        if guild is None:
            return DIRECT if user.id in channel.recipients else 0
        member = guild.members.get(user.id)
        if member is None:
            return 0
        bits = in_channel(guild, member, self.root(channel))
        if member.timed_out_until is not None and member.timed_out_until > self.clock.now():
            bits = in_time_out(bits)
        return bits if _let_in(user, channel, bits) else 0

    def channels_of(self, guild: Guild) -> Iterator[Channel]:
        """The guild's channels, threads not among them."""
        return (c for c in self.channels.values() if c.guild_id == guild.id and not c.is_thread)

    def threads_of(self, guild: Guild) -> Iterator[Channel]:
        """The guild's threads that are not archived."""
        for channel in self.channels.values():
            if channel.guild_id == guild.id and channel.thread and not channel.thread.archived:
                yield channel

    def forget_channel(self, channel: Channel) -> None:
        """Take a channel out of the world, with its threads and messages."""
        for thread in [c for c in self.channels.values() if c.parent_id == channel.id]:
            self.forget_channel(thread)
        self.channels.pop(channel.id, None)
        self.messages.pop(channel.id, None)


def _let_in(user: User, channel: Channel, bits: int) -> bool:
    """Whether a private thread is for this user: its members and who manages threads see it."""
    if channel.type is not ChannelType.PRIVATE_THREAD or channel.thread is None:
        return True
    return user.id in channel.thread.members or bool(bits & Permission.MANAGE_THREADS)
