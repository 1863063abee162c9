"""Users, and the guilds where they are members with roles."""

from __future__ import annotations

from dataclasses import dataclass, field


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
    nick: str | None = None
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
