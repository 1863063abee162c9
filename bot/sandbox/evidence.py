"""Evidence: what decided the bot's last answer, asked of whoever knows and shown in a tab."""

from __future__ import annotations

import re
import time
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.sandbox.message import JSON, Message, MessageType, walk
from bot.sandbox.server import Sandbox
from bot.sandbox.services import Tab
from bot.sandbox.world import World

HISTORY_QUESTIONS = 5
HISTORY_SECONDS = 15 * 60.0

_ASKER = re.compile(r"-# <@(\d+)>")
_MENTION = re.compile(r"<@!?\d+>")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the bot answered, by whom and where."""

    member: int
    channel: int
    question: str


def question_answered_by(world: World, message: Message, component_id: int) -> Asked | None:
    """The question that a message of the bot answers, as any member could read it."""
    for component in walk(message.components):
        if component.get("id") == component_id and "content" in component:
            return _on_card(message, str(component["content"]))
    found = world.referenced(message)
    if found is None or message.type is not MessageType.REPLY or message.webhook_id is not None:
        return None
    question = _MENTION.sub("", found.content).strip()
    return Asked(found.author_id, message.channel_id, question) if question else None


def _on_card(message: Message, head: str) -> Asked | None:
    who, _, line = head.partition("\n")
    question = _ESCAPED.sub(r"\1", line.removeprefix("**").removesuffix("**"))
    named = _ASKER.match(who)
    asker = int(named[1]) if named else message.only_for or 0
    return Asked(asker, message.channel_id, question) if question else None


Explain: TypeAlias = Callable[[str, list[str]], Awaitable[tuple[JSON, ...]]]
"""Gives what decides the answer to a question asked after others: the parts of a tab, or none."""


class Evidence:
    """Follows the bot's answers and keeps the tab that says what decided the last one.

    `component_id` is the id of the text on the bot's cards that holds the question.
    """

    def __init__(self, sandbox: Sandbox, explain: Explain, component_id: int) -> None:
        self._sandbox = sandbox
        self._explain = explain
        self._component_id = component_id
        self._last: Asked | None = None
        self._histories: dict[tuple[int, int], deque[tuple[float, str]]] = defaultdict(
            lambda: deque(maxlen=HISTORY_QUESTIONS)
        )
        text = "Ask something: here stands what decided the answer."
        self._show({"kind": "text", "text": text})

    def _show(self, *parts: JSON) -> None:
        self._sandbox.panel.put(Tab("why", "Why", parts))

    async def follow(self) -> None:
        """Follow the answers until cancelled."""
        async with self._sandbox.events.listening() as listener:
            while True:
                event = await listener.get()
                if event.kind in ("message_created", "message_updated"):
                    await self._look_at(event.about["message"])

    async def _look_at(self, message: Message) -> None:
        if message.author_id != self._sandbox.bot.id or message.loading:
            return
        asked = question_answered_by(self._sandbox.world, message, self._component_id)
        if asked is None or asked == self._last:
            return
        self._last = asked
        now = time.monotonic()
        earlier = self._histories[asked.member, asked.channel]
        history = [text for then, text in earlier if now - then <= HISTORY_SECONDS]
        earlier.append((now, asked.question))
        if parts := await self._explain(asked.question, history):
            self._show(*parts)
