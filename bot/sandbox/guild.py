"""Servers (Discord says guilds): users, roles, members, channels and threads, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


@dataclass(slots=True)
class User:
    """An account; `name` is the handle, `shown_as` what others read."""

    id: int
    name: str
    shown_as: str | None = None
    bot: bool = False
    takes_direct_messages: bool = True


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
    timed_out_until: float | None = None


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
        """The role of this name; KeyError where there is none."""
        for role in self.roles.values():
            if role.name == name:
                return role
        raise KeyError(name)


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
    def is_thread(self) -> bool:
        """Whether this is a thread, a post of a forum included."""
        return self.thread is not None

    @property
    def is_direct(self) -> bool:
        """Whether this is the direct channel of two users."""
        return self.type is ChannelType.DIRECT

    @property
    def holds_messages(self) -> bool:
        """Whether messages can stand here: in a forum they stand in its posts."""
        return self.type is not ChannelType.FORUM
