"""Servers (Discord says guilds): who is there, where they talk, and who may do what."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag


class Permission(IntFlag):
    """The bits that change something here; others can be given and mean nothing."""

    ADMINISTRATOR = 1 << 3
    MANAGE_GUILD = 1 << 5
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    SEND_MESSAGES_IN_THREADS = 1 << 38


P = Permission

# As plain numbers, since arithmetic with flags is slow and these are asked for with every message.
ADMINISTRATOR = int(P.ADMINISTRATOR)
VIEW_CHANNEL = int(P.VIEW_CHANNEL)

ALL = (1 << 53) - 1
"""Every bit: what owners and administrators have."""

DIRECT = int(P.VIEW_CHANNEL | P.SEND_MESSAGES | P.READ_MESSAGE_HISTORY | P.USE_APPLICATION_COMMANDS)
"""What both sides may do in a direct channel."""

EVERYONE = int(DIRECT | P.CREATE_PUBLIC_THREADS | P.SEND_MESSAGES_IN_THREADS)
"""What the role of everyone may do in a fresh guild."""

IN_TIME_OUT = int(P.VIEW_CHANNEL | P.READ_MESSAGE_HISTORY)
"""What a time-out leaves; it does not touch administrators."""


@dataclass(slots=True)
class User:
    """An account; `name` is the handle, `shown_as` what others read."""

    id: int
    name: str
    shown_as: str | None = None
    bot: bool = False

    @property
    def shown_name(self) -> str:
        """What others read as the name."""
        return self.shown_as or self.name


@dataclass(slots=True)
class Role:
    """A named set of permission bits; `bot_id` marks the role that came with a bot."""

    id: int
    name: str
    permissions: int
    position: int = 0
    bot_id: int | None = None


@dataclass(slots=True)
class Member:
    """A user inside one guild, with the ids of their roles (without that of everyone)."""

    user: User
    joined_at: float
    roles: list[int] = field(default_factory=list)
    timed_out_until: float = 0


@dataclass(slots=True)
class Guild:
    """A server: roles by id (that of everyone has the guild's own) and members by user id."""

    id: int
    name: str
    owner_id: int
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    available: bool = True

    def role(self, name: str) -> Role:
        """The role of this name; StopIteration where there is none."""
        return next(role for role in self.roles.values() if role.name == name)


class ChannelType(IntEnum):
    """Discord's numbers for the channels that this sandbox has."""

    TEXT = 0
    DIRECT = 1
    PUBLIC_THREAD = 11
    FORUM = 15


@dataclass(slots=True)
class Overwrite:
    """What one channel allows and denies to a role (`of_member` false) or to a member."""

    target: int
    of_member: bool = False
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class Thread:
    """What a thread, or a post of a forum, has beyond a channel."""

    owner_id: int
    created_at: float
    archived: bool = False
    locked: bool = False
    members: list[int] = field(default_factory=list)
    messages: int = 0


@dataclass(slots=True)
class Channel:
    """A place for messages; `recipients` only for direct channels, `thread` only for threads."""

    id: int
    type: ChannelType
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: list[int] = field(default_factory=list)
    thread: Thread | None = None
    last_message_id: int | None = None

    @property
    def is_direct(self) -> bool:
        """Whether this is the direct channel of two users."""
        return self.type is ChannelType.DIRECT

    @property
    def holds_messages(self) -> bool:
        """Whether messages can stand here: in a forum they stand in its posts."""
        return self.type is not ChannelType.FORUM

    @property
    def permission_to_send(self) -> Permission:
        """What it takes to send a message here; in a locked thread, to manage threads too."""
        if self.thread is None:
            return P.SEND_MESSAGES
        return P.SEND_MESSAGES_IN_THREADS | (P.MANAGE_THREADS if self.thread.locked else P(0))


def in_channel(guild: Guild, member: Member, channel: Channel) -> int:
    """The bits that hold for a member in a channel: of their roles, then after its overwrites.

    For a thread its parent is asked, which carries the overwrites. Source: "Permission Overwrites"
    and "Implicit Permissions" of Discord's documentation.
    """
    bits = guild.roles[guild.id].permissions
    for role in member.roles:
        bits |= guild.roles[role].permissions
    if guild.owner_id == member.user.id or bits & ADMINISTRATOR:
        return ALL
    for targets in ([guild.id], member.roles, [member.user.id]):
        deny = allow = 0
        for overwrite in filter(None, map(channel.overwrites.get, targets)):
            deny |= overwrite.deny
            allow |= overwrite.allow
        bits = bits & ~deny | allow
    if member.timed_out_until > time.time():
        bits &= IN_TIME_OUT
    return bits if bits & VIEW_CHANNEL else 0
