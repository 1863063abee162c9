"""A message as the sandbox keeps it, live: after an edit the same object says the new thing."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from itertools import count
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]

dump = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, check_circular=False, allow_nan=False
).encode
"""JSON without spaces; made once, as every frame and every answer goes through it."""


class MessageFlag(IntFlag):
    """The flags that mean something here."""

    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    COMPONENTS_V2 = 1 << 15


SETTABLE_FLAGS = int(MessageFlag.EPHEMERAL | MessageFlag.COMPONENTS_V2)
"""The flags that whoever sends a message may set."""


class MessageType(IntEnum):
    """The kinds of messages that arise here."""

    DEFAULT = 0
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    CONTEXT_MENU_COMMAND = 23


class Component(IntEnum):
    """Discord's numbers for the components that the sandbox takes."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    TEXT_DISPLAY = 10
    CONTAINER = 17
    LABEL = 18


@dataclass(slots=True)
class Body:
    """What a message says; the components are in Discord's own JSON."""

    content: str = ""
    components: list[JSON] = field(default_factory=list)
    flags: int = 0
    allowed_mentions: JSON | None = None

    @classmethod
    def of(cls, data: JSON) -> Body:
        """The body of a new message, from the JSON of a request."""
        return cls(
            content=data.get("content") or "",
            components=data.get("components") or [],
            flags=(data.get("flags") or 0) & SETTABLE_FLAGS,
            allowed_mentions=data.get("allowed_mentions"),
        )

    def edited(self, data: JSON) -> Body:
        """The body after an edit: what the request does not name stays, and Components V2 do."""
        flags = self.flags & ~MessageFlag.LOADING
        if data.get("flags") is not None:
            flags |= data["flags"] & MessageFlag.COMPONENTS_V2
        return Body(
            content=data.get("content", self.content) or "",
            components=data.get("components", self.components) or [],
            flags=flags,
            allowed_mentions=data.get("allowed_mentions", self.allowed_mentions),
        )

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all to show."""
        return not (self.content.strip() or self.components)

    @property
    def text(self) -> str:
        """All words that a person reads in it: content and text displays, line by line."""
        return "\n".join(part for part in (self.content, *texts_of(self.components)) if part)


@dataclass(slots=True)
class Mentions:
    """Whom a message pings, after `allowed_mentions` had its say."""

    users: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    everyone: bool = False


@dataclass(slots=True)
class Message:
    """One message; it gets its id where it is posted."""

    channel_id: int
    author_id: int
    body: Body
    id: int = 0
    created_at: float = field(default_factory=time.time)
    type: MessageType = MessageType.DEFAULT
    mentions: Mentions = field(default_factory=Mentions)
    reference: Message | None = None  # what it replies to, or forwards, standing or not
    edited_at: float | None = None
    only_for: int | None = None  # the one user who sees an ephemeral message
    webhook_id: int | None = None  # of the response to an interaction: a reply to it pings nobody
    interaction: JSON | None = None
    nonce: str | None = None
    snapshot: JSON | None = None  # what a forwarding message carries of the forwarded one

    @property
    def content(self) -> str:
        """The plain text, empty where components carry it."""
        return self.body.content

    @property
    def components(self) -> list[JSON]:
        """The components, in Discord's JSON."""
        return self.body.components

    @property
    def ephemeral(self) -> bool:
        """Whether one member alone sees it."""
        return self.only_for is not None

    @property
    def loading(self) -> bool:
        """Whether it still says that the bot is thinking."""
        return bool(self.body.flags & MessageFlag.LOADING)

    @property
    def text(self) -> str:
        """All words that a person reads in it."""
        return self.body.text

    @property
    def buttons(self) -> list[JSON]:
        """The buttons in reading order."""
        return [c for c in walk(self.components) if c["type"] == Component.BUTTON]


def walk(components: Iterable[Any]) -> Iterator[JSON]:
    """Every component with those inside it, parents first, in reading order."""
    for component in components:
        if isinstance(component, dict):
            yield component
            inside = component.get("components")
            yield from walk(inside if isinstance(inside, list) else [component.get("component")])


def texts_of(components: Iterable[Any]) -> list[str]:
    """The texts of all text displays, in reading order."""
    displays = [c for c in walk(components) if c.get("type") == Component.TEXT_DISPLAY]
    return [str(c.get("content")) for c in displays]


def number_components(components: list[JSON]) -> None:
    """Give every component without an id the next free number, as Discord does."""
    taken = {c["id"] for c in walk(components) if c.get("id")}
    free = (number for number in count(1) if number not in taken)
    for component in walk(components):
        if not component.get("id"):
            component["id"] = next(free)


def words_of(button: JSON) -> str:
    """What a button says: its label, else its emoji."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")
