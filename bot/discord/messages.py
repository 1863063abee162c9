"""Ordinary messages: whether one is for the bot, what it asks, and the card that answers it.

For the bot are mentions, direct messages and replies to its messages; where it listens, it answers
also what nobody asked it, if the article plainly answers.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias
from zlib import crc32

import discord

from bot.answering.reply import Answer, Part, Response
from bot.discord import words
from bot.discord.cards import Audience, answers, card, question_on
from bot.discord.logs import fault, log
from bot.discord.replies import ForbiddenChannels, send, typing_while
from bot.discord.service import Asker, Service
from bot.discord.text import apart, lines, one_line
from bot.discord.tracking import WHILE, AskedMessage, ChannelActivity, Cooldowns

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


Work: TypeAlias = Callable[[], Awaitable[None]]


class Messages:
    """Answers ordinary messages. A fault in one of them stops nothing else."""

    def __init__(self, service: Service, activity: ChannelActivity) -> None:
        self._service = service
        self._activity = activity
        self._answered_messages = service.answered_messages
        self.forbidden = ForbiddenChannels(service.clock)
        self._looked_at = Cooldowns(service.options.cooldown)

    async def read(self, message: discord.Message, me: int) -> None:
        """Answer a message if it is for the bot, or asked where it listens; once."""
        if not from_a_person(message) or not self._service.handled.first(message.id):
            return
        self._activity.note(message)
        called = addressed(message, me)
        if called is not None:
            self._activity.claim(message.channel.id)
            work = partial(self._reply, message, called, me)
            await self._tried(message, work, bot_was_asked=True)
        elif self._listens_to(message, me):
            await self._tried(message, partial(self._unasked, message, me), bot_was_asked=False)

    async def reread(self, message: discord.Message, me: int) -> None:
        """Bring the answer to a corrected message up to date, once; answer one that calls now.

        Discord tells of a message also when it shows a link's preview or is pinned: then its text
        is what it was.
        """
        edited, question = message.edited_at, self._answered_messages.known(message.id)
        if edited is None or edited - message.created_at > WHILE or not message.content:
            return
        if not from_a_person(message) or message.id not in self._service.handled:
            return
        called = addressed(message, me)
        if called is not None:
            work = partial(self._reply, message, called, me)
            await self._tried(message, work, bot_was_asked=True)
        elif question is not None:
            renew = partial(self._renew, message, question, asked_in(message, me).text)
            await self._tried(message, renew, bot_was_asked=False)

    async def forget(self, messages: Iterable[int]) -> None:
        """Messages were deleted: no card quotes them any more."""
        for question in self._answered_messages.gone(messages):
            self._service.conversations.withdraw(question.asker, question.text or "")
            await question.retract()

    async def _tried(self, message: discord.Message, work: Work, *, bot_was_asked: bool) -> None:
        """Do some work about a message, unless the bot may not answer there."""
        try:
            if why := self.forbidden.foreseen(message):
                if bot_was_asked:
                    await self.forbidden.tell(message, why)
            elif not self.forbidden.keeps_out(message):
                await work()
        except discord.Forbidden as error:
            await self.forbidden.note(message, error, bot_was_asked=bot_was_asked)
        except Exception as error:  # noqa: BLE001  one message's fault must not stop the others
            await _own_up(message, fault("message", error), bot_was_asked=bot_was_asked)

    async def _reply(self, message: discord.Message, called: Addressed, me: int) -> None:
        question = self._answered_messages.question(message.id)
        asker = Asker.of(message)
        async with question.lock:
            if not question.news(called.text):
                return
            self._service.conversations.withdraw(asker, question.text or "")
            question.text, question.asker = called.text, asker
            refused = self._service.refusal(asker)
            if refused:
                if refused.first:  # said once; repeating it would be the very clutter it prevents
                    await _say(message, refused.words)
                return
            problem = self._service.too_long(called.text)
            if called.withheld:
                problem = words.ROLE_MENTIONED.format(me=me)
            if problem:
                await _say(message, problem)
                return
            if called.text:
                answering = self._service.answer(called.text, asker, called.before)
                if self._service.chooser is not None:
                    answering = typing_while(message.channel, answering)
                response = await answering
            else:
                response = self._service.help(asker.channel)
            await self._send(message, response, called.text)

    def _listens_to(self, message: discord.Message, me: int) -> bool:
        """Whether a message is asked where the bot listens, and to nobody else."""
        if not self._service.options.message_content or not message.content:
            return False
        channel = message.channel
        channels = {channel.id}
        if isinstance(channel, discord.Thread) and not isinstance(
            channel.parent, discord.ForumChannel
        ):
            channels.add(channel.parent_id)
        answered = replied_to(message)
        to_somebody = message.type is discord.MessageType.reply and (
            answered is None or answered.author.id != me
        )
        named = any(user.id != me for user in message.mentions) or bool(
            message.role_mentions or message.mention_everyone
        )
        return bool(channels & self._service.listening) and not (to_somebody or named)

    async def _unasked(self, message: discord.Message, me: int) -> None:
        """Only a plain answer is given, and only where nobody has given one: else silence.

        What is cheap comes first: most of what is said is no question to anybody.
        """
        text, names = asked_in(message, me).text, self._activity.names(message)
        asker = Asker.of(message)
        if self._service.too_long(text) or not self._service.answerer.may_ask(text, names):
            return
        if self._looked_at.admit(asker.member, asker.channel, self._service.clock()):
            return
        question = self._answered_messages.question(message.id)
        async with question.lock:
            response = await self._service.unasked(text, asker.channel, names)
            refused = response is None or self._service.refusal(asker)
            if response is not None and not refused and not await self._activity.answered(message):
                self._service.note(response, asker, text)
                await self._send(message, response, text)
            if question.answer is None:
                self._answered_messages.drop(message.id)

    async def _renew(self, message: discord.Message, question: AskedMessage, text: str) -> None:
        """Answer a corrected message that did not call the bot; if that fails, take the card away.

        It was answered where the bot listens, or by a member from its menu.
        """
        asker = Asker.of(message)
        async with question.lock:
            # Of a long message its beginning was answered from the menu.
            if question.answer is None or not question.news(self._service.bounded(text)):
                return
            self._service.conversations.withdraw(asker, question.text or "")
            parts: tuple[Part, ...] = ()
            if not (self._service.too_long(text) or self._service.refusal(asker)):
                considering = self._service.consider(text, asker.channel, asked=question.asked)
                considered = await considering
                parts = tuple(one for one in considered.parts if isinstance(one.reply, Answer))
            if not parts:
                await question.retract()
                return
            response = replace(considered, parts=parts)
            self._service.note(response, asker, text)
            await self._send(message, response, text)

    async def _send(self, message: discord.Message, response: Response, text: str) -> None:
        """Show the answer to a message: on the card that answers it already, or on a new one."""
        question = self._answered_messages.question(message.id)
        question.text, question.asker = text, Asker.of(message)
        view = card(response, Audience(message.author.id, text))
        if question.answer is not None:
            question.settled, question.is_answer = True, answers(response)
            with suppress(discord.NotFound):  # somebody has just taken it away
                await question.answer.edit(view=view)
        elif not question.gone:
            # A question that was deleted meanwhile must not make a fault of its answer.
            reference = message.to_reference(fail_if_not_exists=False)
            sent = await send(message.channel, message.id, view=view, reference=reference)
            await self._answered_messages.answered(
                question, message, sent.id, is_answer=answers(response)
            )


async def _say(message: discord.Message, text: str) -> None:
    reference = message.to_reference(fail_if_not_exists=False)
    # Under a nonce of its own: else Discord would take what is said next for the same once more.
    nonce = f"{message.id}!{crc32(text.encode()) % 4096:x}"
    await send(message.channel, nonce, content=text, reference=reference)


async def _own_up(message: discord.Message, reference: str, *, bot_was_asked: bool) -> None:
    """Tell the one who asked that it failed; where nobody asked, nobody is told."""
    if not bot_was_asked:
        return
    try:
        await _say(message, words.FAILED.format(reference=reference))
    except Exception as second:  # noqa: BLE001  there is no other way to tell, so it is logged
        log.warning("[%s] the member could not be told: %s", reference, type(second).__name__)
