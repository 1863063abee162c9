"""Transcripts: channels as one HTML page that needs nothing else, and as text.

The HTML page is drawn by the same modules that draw the channel in a browser, put into it whole.
Neither holds an id or a time of the run, so that the same conversation gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from string import Template
from typing import Any, Final

from bot.sandbox.guild import Channel, User
from bot.sandbox.message import JSON, Message
from bot.sandbox.page_server import views
from bot.sandbox.page_server.api import page_folder
from bot.sandbox.server import Sandbox

MODULES: Final = ("elements.js", "markdown.js", "message.js", "transcript.js")
"""What draws a transcript, each after those that it imports."""

STYLES: Final = ("messages.css",)
PACE: Final = timedelta(seconds=7)
"""Between two messages of a transcript."""

_SNOWFLAKE = re.compile(r"\b\d{17,20}\b")
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


@dataclass(frozen=True, slots=True)
class Transcript:
    """Channels as one member sees them.

    Attributes:
        title: What the page is called.
        start: When the first message was sent, as far as the transcript is concerned.
    """

    sandbox: Sandbox
    channels: Sequence[Channel]
    viewer: User
    title: str
    start: datetime

    def html(self) -> str:
        """A page that needs nothing else."""
        script, style = bundle(), _joined(STYLES)
        policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}"
        page = Template(page_folder().joinpath("transcript.html").read_text("utf-8"))
        return page.substitute(
            title=escape(self.title),
            policy=policy,
            style=style,
            script=script,
            conversation=_harmless(json.dumps(self._data(), ensure_ascii=False)),
            text=escape(self.text()),
        )

    def text(self) -> str:
        """The same in plain text."""
        return "\n".join(line.rstrip() for line in self._lines()) + "\n"

    def _seen(self, channel: Channel) -> list[Message]:
        return self.sandbox.messages(channel, seen_by=self.viewer)

    def _data(self) -> JSON:
        state = views.state(self.sandbox.services, self.viewer)
        ticks = self._times()
        channels = [
            {
                "name": _called(self.sandbox, channel),
                "topic": channel.topic or "",
                "messages": [self._message(one, ticks) for one in self._seen(channel)],
            }
            for channel in self.channels
        ]
        people = [*state["people"], state["bot"]]
        start = self.start.isoformat()
        known = state["channels"]
        told = {"people": people, "known": known, "start": start, "channels": channels}
        return dict(json.loads(_numbered(json.dumps(told))))

    def _times(self) -> Iterator[str]:
        time = self.start
        while True:
            yield time.isoformat()
            time += PACE

    def _message(self, which: Message, ticks: Iterator[str]) -> JSON:
        made = views.message(self.sandbox.world, which)
        made["timestamp"] = next(ticks)
        if made["edited_timestamp"]:
            made["edited_timestamp"] = made["timestamp"]
        made["components"] = _without_custom_ids(made["components"])
        if made.get("referenced_message"):
            quoted = made["referenced_message"]
            made["referenced_message"] = {
                "id": quoted["id"],
                "author": quoted["author"],
                "content": quoted["content"],
                "components": _without_custom_ids(quoted["components"]),
            }
        return made

    def _lines(self) -> Iterator[str]:
        for channel in self.channels:
            yield _called(self.sandbox, channel)
            for message in self._seen(channel):
                yield ""
                yield self._head(message)
                for line in _ESCAPED.sub(r"\1", self._named(message.text)).splitlines():
                    yield f"    {line}"
                buttons = [_label(button) for button in message.buttons]
                if buttons:
                    yield "    " + " ".join(f"[{one}]" for one in buttons)

    def _head(self, message: Message) -> str:
        author = self.sandbox.world.users[message.author_id]
        name = author.shown_as or author.name
        return f"{name} (only {self.viewer.name} sees this)" if message.ephemeral else name

    def _named(self, text: str) -> str:
        world = self.sandbox.world
        for user in world.users.values():
            text = text.replace(f"<@{user.id}>", f"@{user.shown_as or user.name}")
        for channel in world.channels.values():
            text = text.replace(f"<#{channel.id}>", _called(self.sandbox, channel))
        return text


def bundle() -> str:
    """The modules that draw messages, as one script."""
    return _EXPORT.sub("", _IMPORT.sub("", _joined(MODULES)))


def _joined(names: Sequence[str]) -> str:
    return "\n".join(page_folder().joinpath(name).read_text("utf-8") for name in names)


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _harmless(told: str) -> str:
    """JSON that can stand inside a script element whatever it holds."""
    return told.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _numbered(told: str) -> str:
    """Ids of the run replaced by their order of appearance."""
    seen: dict[str, str] = {}
    return _SNOWFLAKE.sub(lambda one: seen.setdefault(one[0], str(len(seen) + 1)), told)


def _without_custom_ids(components: Any) -> Any:
    """Components without what only a running bot could use."""
    if isinstance(components, list):
        return [_without_custom_ids(one) for one in components]
    if isinstance(components, dict):
        return {
            key: _without_custom_ids(value)
            for key, value in components.items()
            if key != "custom_id"
        }
    return components


def _label(button: JSON) -> str:
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def _called(sandbox: Sandbox, channel: Channel) -> str:
    bot = sandbox.bot
    return f"@{bot.shown_as or bot.name}" if channel.is_direct else f"#{channel.name}"
