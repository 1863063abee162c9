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
from itertools import count
from string import Template
from typing import Final

from bot.sandbox.guild import Channel, User
from bot.sandbox.message import JSON, Message, words_of
from bot.sandbox.page_server import views
from bot.sandbox.page_server.api import page_text
from bot.sandbox.server import Sandbox

MODULES: Final = ("elements.js", "markdown.js", "message.js", "transcript.js")
"""What draws a transcript, each after those that it imports."""

PACE: Final = timedelta(seconds=7)
"""Between two messages of a transcript."""

HARMLESS: Final = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<\u2028\u2029"}
"""How signs are written so that JSON can stand inside a script element whatever it holds."""

_SNOWFLAKE = re.compile(r"\b\d{17,20}\b")
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_EXPORT = re.compile(r"^export ", re.MULTILINE)
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


@dataclass(frozen=True, slots=True)
class Transcript:
    """Channels as one member sees them."""

    sandbox: Sandbox
    channels: Sequence[Channel]
    viewer: User
    title: str
    start: datetime  # when the first message was sent, as far as the transcript is concerned

    def html(self) -> str:
        """A page that needs nothing else."""
        script, style = bundle(), page_text("messages.css")
        policy = f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}"
        told = json.loads(json.dumps(self._data()), object_hook=_without_custom_id)
        conversation = _numbered(json.dumps(told, ensure_ascii=False))
        return Template(page_text("transcript.html")).substitute(
            title=escape(self.title),
            policy=policy,
            style=style,
            script=script,
            conversation=conversation.translate(HARMLESS),
            text=escape(self.text()),
        )

    def text(self) -> str:
        """The same in plain text."""
        return "\n".join(line.rstrip() for line in self._lines()) + "\n"

    def _seen(self, channel: Channel) -> list[Message]:
        return self.sandbox.world.seen_by(self.viewer, channel)

    def _data(self) -> JSON:
        state = views.state(self.sandbox.services, self.viewer)
        times = (self.start + number * PACE for number in count())
        channels = [
            {
                "name": _called(self.sandbox, channel),
                "topic": channel.topic or "",
                "messages": [self._message(m, next(times)) for m in self._seen(channel)],
            }
            for channel in self.channels
        ]
        return {
            "people": [*state["people"], state["bot"]],
            "known": state["channels"],
            "start": self.start.isoformat(),
            "channels": channels,
        }

    def _message(self, which: Message, time: datetime) -> JSON:
        made = views.message(self.sandbox.world, which) | {"timestamp": time.isoformat()}
        if made["edited_timestamp"]:
            made["edited_timestamp"] = made["timestamp"]
        if quoted := made.get("referenced_message"):
            shown = ("id", "author", "content", "components")
            made["referenced_message"] = {key: quoted[key] for key in shown}
        return made

    def _lines(self) -> Iterator[str]:
        for channel in self.channels:
            yield _called(self.sandbox, channel)
            for message in self._seen(channel):
                yield ""
                name = self.sandbox.world.users[message.author_id].shown_name
                alone = f" (only {self.viewer.name} sees this)" if message.ephemeral else ""
                yield name + alone
                for line in _ESCAPED.sub(r"\1", self._named(message.text)).splitlines():
                    yield f"    {line}"
                if message.buttons:
                    yield "    " + " ".join(f"[{words_of(one)}]" for one in message.buttons)

    def _named(self, text: str) -> str:
        world = self.sandbox.world
        for user in world.users.values():
            text = text.replace(f"<@{user.id}>", f"@{user.shown_name}")
        for channel in world.channels.values():
            text = text.replace(f"<#{channel.id}>", _called(self.sandbox, channel))
        return text


def bundle() -> str:
    """The modules that draw messages, as one script."""
    return _EXPORT.sub("", _IMPORT.sub("", page_text(*MODULES)))


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _numbered(told: str) -> str:
    """Ids of the run replaced by their order of appearance."""
    seen: dict[str, str] = {}
    return _SNOWFLAKE.sub(lambda one: seen.setdefault(one[0], str(len(seen) + 1)), told)


def _without_custom_id(told: JSON) -> JSON:
    """What is told without what only a running bot could use."""
    return {key: value for key, value in told.items() if key != "custom_id"}


def _called(sandbox: Sandbox, channel: Channel) -> str:
    return f"@{sandbox.bot.shown_name}" if channel.is_direct else f"#{channel.name}"
