"""Addressing: whether a message is for the bot, and what it asks, told from the message alone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.discord import words
from bot.discord.limits import apart, escape, lines, one_line, unescape

# Who asked what: the line at the head of a card, and how it is read back from a clicked card.

ASKED_ID = 70_001
"""The id of the text that holds the question; Discord sends it back with the card.

Discord numbers from 1 what has no id, so that a high number is nobody else's.
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asked what; `asker` is 0 and `question` empty where nobody or nothing is to be shown."""

    asker: int = 0
    question: str = ""

    @classmethod
    def by(cls, asker: int, text: str) -> Asked:
        """The question that somebody typed, as one line."""
        return cls(asker, one_line(text))

    def shown(self, *, private: bool) -> str:
        """The head of a card."""
        if not self.question:
            return ""
        who = words.YOU_ASKED if private else f"<@{self.asker}> {words.ASKED}"
        return f"-# {who}\n**{escape(self.question)}**"


def question_on(components: Iterable[Any]) -> str:
    """The question that a card shows, from its message's components; empty if it shows none."""
    for component in components:
        if getattr(component, "id", None) == ASKED_ID and hasattr(component, "content"):
            return _read(component.content)
        found = question_on(getattr(component, "children", ()))
        if found:
            return found
    return ""


def _read(head: str) -> str:
    _, _, line = head.partition("\n")
    bold = line.startswith("**") and line.endswith("**") and len(line) > len("****")
    return unescape(line[2:-2]) if bold else ""


_TALK = {discord.MessageType.default, discord.MessageType.reply}


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message for the bot: its question, line by line, and what it refers to.

    `before` holds the question of the card that it replies to, and what it quotes. `withheld` says
    that Discord left its text out: it does so where only the bot's role is mentioned.
    """

    text: str
    before: tuple[str, ...] = ()
    withheld: bool = False


def from_a_person(message: discord.Message) -> bool:
    """Whether a member wrote it: no bot, no webhook, no notice of Discord's own."""
    return not message.author.bot and message.webhook_id is None and message.type in _TALK


def addressed(message: discord.Message, me: int) -> Addressed | None:
    """What a message asks the bot; None if it is not for it.

    For it are direct messages, mentions of it or of its own role, and replies to its messages.
    Without the intent to read messages Discord leaves a reply's text out unless it pings: such a
    reply is not for it.
    """
    answered = replied_to(message)
    to_me = answered is not None and answered.author.id == me
    mentioned = any(user.id == me for user in message.mentions)
    role = _own_role(message, me)
    direct = message.guild is None
    asked = asked_in(message, me)
    if not (mentioned or role or direct or (to_me and asked.text)):
        return None
    before = question_on(answered.components) if answered is not None and to_me else ""
    return replace(
        asked,
        before=(before, *asked.before) if before else asked.before,
        withheld=bool(role) and not message.content,
    )


def asked_in(message: discord.Message, me: int) -> Addressed:
    """What a message asks, whoever it is for: its own text, or what it forwards.

    Quoted lines are what it is about; they are the question only where it says nothing else.
    """
    mention = re.compile(rf"<@!?{me}>|<@&{_own_role(message, me)}>")
    said = message.content or "\n".join(one.content for one in message.message_snapshots)
    own, quoted = apart(said)
    text = lines(mention.sub(" ", own))
    about = one_line(mention.sub(" ", quoted))
    if not text:
        return Addressed(about)
    return Addressed(text, (about,) if about else ())


def _own_role(message: discord.Message, me: int) -> int:
    """The role that came with the bot, if the message mentions it; else 0."""
    own = (role.id for role in message.role_mentions if role.tags and role.tags.bot_id == me)
    return next(own, 0)


def replied_to(message: discord.Message) -> discord.Message | None:
    """The message that this one replies to, as far as Discord sent it along."""
    resolved = message.reference.resolved if message.reference else None
    return resolved if isinstance(resolved, discord.Message) else None
