"""A message as the sandbox keeps it, live: after an edit the same object says the new thing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any, TypeAlias

JSON: TypeAlias = dict[str, Any]

dump = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode
"""JSON without spaces; made once, as every frame and every answer goes through it."""


class MessageFlag(IntFlag):
    """The flags that mean something here."""

    SUPPRESS_EMBEDS = 1 << 2
    HAS_THREAD = 1 << 5
    EPHEMERAL = 1 << 6
    LOADING = 1 << 7
    SUPPRESS_NOTIFICATIONS = 1 << 12
    COMPONENTS_V2 = 1 << 15


class MessageType(IntEnum):
    """The kinds of messages that arise here."""

    DEFAULT = 0
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_INPUT_COMMAND = 20
    THREAD_STARTER_MESSAGE = 21
    CONTEXT_MENU_COMMAND = 23


class Component(IntEnum):
    """Discord's numbers for components."""

    ACTION_ROW = 1
    BUTTON = 2
    STRING_SELECT = 3
    TEXT_INPUT = 4
    USER_SELECT = 5
    ROLE_SELECT = 6
    MENTIONABLE_SELECT = 7
    CHANNEL_SELECT = 8
    SECTION = 9
    TEXT_DISPLAY = 10
    THUMBNAIL = 11
    MEDIA_GALLERY = 12
    FILE = 13
    SEPARATOR = 14
    CONTAINER = 17
    LABEL = 18
    FILE_UPLOAD = 19
    RADIO_GROUP = 21
    CHECKBOX_GROUP = 22
    CHECKBOX = 23


@dataclass(slots=True)
class Reference:
    """Which message this one replies to."""

    message_id: int
    channel_id: int
    guild_id: int | None = None


@dataclass(slots=True)
class Body:
    """What a message says; the parts are in Discord's own JSON."""

    content: str = ""
    embeds: list[JSON] = field(default_factory=list)
    components: list[JSON] = field(default_factory=list)
    attachments: list[JSON] = field(default_factory=list)
    flags: int = 0
    allowed_mentions: JSON | None = None
    tts: bool = False


@dataclass(slots=True)
class Mentions:
    """Whom a message pings, after `allowed_mentions` had its say."""

    users: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)
    everyone: bool = False


@dataclass(slots=True)
class Message:
    """One message.

    `only_for` is the one user who sees an ephemeral message. `webhook_id` marks what came as the
    response to an interaction: a reply to such a message pings nobody. `snapshot` is the copy
    that a forwarded message carries of the one that it forwards.
    """

    id: int
    channel_id: int
    author_id: int
    body: Body
    created_at: float
    type: MessageType = MessageType.DEFAULT
    mentions: Mentions = field(default_factory=Mentions)
    reference: Reference | None = None
    edited_at: float | None = None
    only_for: int | None = None
    webhook_id: int | None = None
    interaction: JSON | None = None
    thread_id: int | None = None
    nonce: str | int | None = None
    snapshot: JSON | None = None

    @property
    def content(self) -> str:
        """The plain text, empty where components carry it."""
        return self.body.content

    @property
    def embeds(self) -> list[JSON]:
        """The embeds, in Discord's JSON."""
        return self.body.embeds

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
        """All words that a person reads in it: content, embeds and text displays, line by line."""
        parts = [self.content, *embed_texts(self.embeds)]
        parts += [str(c["content"]) for c in walk(self.components) if c["type"] == 10]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[JSON]:
        """The buttons in reading order, link buttons included."""
        return [c for c in walk(self.components) if c["type"] == Component.BUTTON]

    @property
    def selects(self) -> list[JSON]:
        """The select menus in reading order."""
        return [c for c in walk(self.components) if c["type"] in (3, 5, 6, 7, 8)]


def walk(components: Iterable[Any]) -> Iterator[JSON]:
    """Every component with those inside it, parents first, in reading order."""
    for component in components:
        if not isinstance(component, dict):
            continue
        yield component
        if isinstance(component.get("components"), list):
            yield from walk(component["components"])
        for single in ("component", "accessory"):
            if isinstance(component.get(single), dict):
                yield from walk([component[single]])


def embed_texts(embeds: Iterable[JSON]) -> Iterator[str]:
    """Every text of the embeds, in reading order; what is none is passed over."""
    for embed in embeds:
        parts = [_inside(embed, "author").get("name"), embed.get("title"), embed.get("description")]
        fields = embed.get("fields")
        for one in fields if isinstance(fields, list) else ():
            if isinstance(one, dict):
                parts += [one.get("name"), one.get("value")]
        parts.append(_inside(embed, "footer").get("text"))
        yield from (part for part in parts if isinstance(part, str))


def _inside(embed: JSON, key: str) -> JSON:
    inner = embed.get(key)
    return inner if isinstance(inner, dict) else {}
