"""What was asked: read from the cards that the bot sends, as any member could read it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.sandbox import Message, World
from bot.sandbox.messages import MessageType, walk

QUESTION_ID = 70_001
"""The id of the text on the bot's cards that holds the question."""

_ASKER = re.compile(r"-# <@(\d+)>")
_MENTION = re.compile(r"<@!?\d+>")
_ESCAPED = re.compile(r"\\([^0-9A-Za-z\s])")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that the bot answered, by whom and where."""

    member: int
    channel: int
    question: str


def asked_on(world: World, message: Message) -> Asked | None:
    """The question that a message of the bot answers; None if it answers none."""
    for component in walk(message.components):
        if component.get("id") == QUESTION_ID and "content" in component:
            return _on_card(message, str(component["content"]))
    if message.type is MessageType.REPLY and message.webhook_id is None and message.reference:
        return _replied_to(world, message, message.reference.message_id)
    return None


def _on_card(message: Message, head: str) -> Asked | None:
    who, _, line = head.partition("\n")
    question = _ESCAPED.sub(r"\1", line.removeprefix("**").removesuffix("**"))
    named = _ASKER.match(who)
    asker = int(named[1]) if named else message.only_for or 0
    return Asked(asker, message.channel_id, question) if question else None


def _replied_to(world: World, message: Message, number: int) -> Asked | None:
    found = world.messages.get(message.channel_id, {}).get(number)
    question = _MENTION.sub("", found.content).strip() if found else ""
    return Asked(found.author_id, message.channel_id, question) if found and question else None
