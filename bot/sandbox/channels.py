"""Places where messages stand: text channels, forums, threads and direct messages."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum


class ChannelType(IntEnum):
    """Discord's numbers for the channels that this sandbox has."""

    TEXT = 0
    DIRECT = 1
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    FORUM = 15


THREADS = frozenset(
    {ChannelType.ANNOUNCEMENT_THREAD, ChannelType.PUBLIC_THREAD, ChannelType.PRIVATE_THREAD}
)
WITHOUT_MESSAGES = frozenset({ChannelType.CATEGORY, ChannelType.FORUM})


@dataclass(slots=True)
class Overwrite:
    """What one channel allows and denies to a role (`of_member` false) or to a member."""

    target: int
    of_member: bool = False
    allow: int = 0
    deny: int = 0


@dataclass(slots=True)
class ThreadFacts:
    """What a thread has beyond a channel."""

    owner_id: int
    created_at: float
    archived: bool = False
    locked: bool = False
    auto_archive_minutes: int = 4320
    members: list[int] = field(default_factory=list)
    messages: int = 0
    tags: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Channel:
    """One place; `recipients` only for direct messages, `thread` only for threads."""

    id: int
    type: ChannelType
    name: str = ""
    guild_id: int | None = None
    parent_id: int | None = None
    position: int = 0
    topic: str | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    recipients: list[int] = field(default_factory=list)
    thread: ThreadFacts | None = None
    tags: dict[int, str] = field(default_factory=dict)
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
        return self.type not in WITHOUT_MESSAGES
