"""Addressing: whether a message is for the bot, and what it asks, told from the message alone."""

from __future__ import annotations

import re
from dataclasses import dataclass

import discord

from bot.faces.discord.asked import question_on
from bot.faces.discord.escaping import one_line

_TALK = {discord.MessageType.default, discord.MessageType.reply}


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message for the bot: its question, and the one it refers to by replying to its answer."""

    text: str
    before: tuple[str, ...] = ()


def from_a_person(message: discord.Message) -> bool:
    """Whether a member wrote it: no bot, no webhook, no notice of Discord's own."""
    return not message.author.bot and message.webhook_id is None and message.type in _TALK


def addressed(message: discord.Message, me: int) -> Addressed | None:
    """What a message asks the bot; None if it is not for it.

    For it are direct messages, mentions, and replies to its messages. Without the intent to read
    messages Discord leaves a reply's text out unless it pings: such a reply is not for it.
    """
    answered = replied_to(message)
    to_me = answered is not None and answered.author.id == me
    mentioned = any(user.id == me for user in message.mentions)
    direct = message.guild is None
    text = without_mention(message.content, me)
    if not (mentioned or direct or (to_me and text)):
        return None
    before = question_on(answered.components) if answered is not None and to_me else ""
    return Addressed(text, (before,) if before else ())


def without_mention(text: str, me: int) -> str:
    """What a message says, as one line, but for the bot's mention."""
    return one_line(re.sub(rf"<@!?{me}>", " ", text))


def replied_to(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, as far as Discord sent it along."""
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None
