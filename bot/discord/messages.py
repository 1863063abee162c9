"""Messages: mentions, direct messages, replies to the bot, and the channels it listens in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TypeAlias
from zlib import crc32

import discord

from bot.answering.reply import Answer, Response
from bot.discord import words
from bot.discord.addressing import Addressed, Asked, addressed, asked_in, from_a_person, replied_to
from bot.discord.cards import Scene, answers, card
from bot.discord.cooldown import Cooldowns, Crowd
from bot.discord.faults import fault, log, send
from bot.discord.following import WHILE, Question
from bot.discord.permissions import Forbidden
from bot.discord.service import Place, Service, refusal_words

Work: TypeAlias = Callable[[], Awaitable[None]]


class Messages:
    """Answers ordinary messages. A fault in one of them stops nothing else."""

    def __init__(self, service: Service, crowd: Crowd) -> None:
        self._service = service
        self._crowd = crowd
        self._following = service.following
        self._forbidden = Forbidden(service.clock)
        self._looked_at = Cooldowns(service.options.cooldown)

    def forgive(self, guild: int, *, doubt: bool = False) -> None:
        """Permissions were changed in a server: nothing there counts as forbidden any more.

        `doubt` says that discord.py does not take the change into account by itself.
        """
        self._forbidden.forgive(guild, doubt=doubt)

    async def read(self, message: discord.Message, me: int) -> None:
        """Answer a message if it is for the bot, or asked where it listens; once."""
        if not from_a_person(message) or not self._service.seen.first(message.id):
            return
        self._crowd.hear(message)
        called = addressed(message, me)
        if called is not None:
            self._crowd.claim(message.channel.id)
            await self._tried(message, partial(self._reply, message, called, me), told=True)
        elif self._listens_to(message, me):
            await self._tried(message, partial(self._unasked, message, me), told=False)

    async def reread(self, message: discord.Message, me: int) -> None:
        """Bring the answer to a corrected message up to date, once; answer one that calls now.

        Discord tells of a message also when it shows a link's preview or is pinned: then its text
        is what it was.
        """
        edited, question = message.edited_at, self._following.known(message.id)
        if edited is None or edited - message.created_at > WHILE or not message.content:
            return
        if not from_a_person(message) or message.id not in self._service.seen:
            return
        called = addressed(message, me)
        if called is not None:
            await self._tried(message, partial(self._reply, message, called, me), told=True)
        elif question is not None:
            text = asked_in(message, me).text
            await self._tried(message, partial(self._renew, message, question, text), told=False)

    async def forget(self, messages: Iterable[int]) -> None:
        """Messages were deleted: no card quotes them any more."""
        for question in self._following.gone(messages):
            self._service.conversations.withdraw(question.place, question.text or "")
            await question.retract()

    async def _tried(self, message: discord.Message, work: Work, *, told: bool) -> None:
        """Do some work about a message, unless the bot may not answer there."""
        try:
            if why := self._forbidden.foreseen(message):
                if told:
                    await self._forbidden.tell(message, why)
            elif not self._forbidden.keeps_out(message):
                await work()
        except discord.Forbidden as error:
            await self._forbidden.note(message, error, told=told)
        except Exception as error:  # noqa: BLE001  one message's fault must not stop the others
            await _own_up(message, fault("message", error), told=told)

    async def _reply(self, message: discord.Message, called: Addressed, me: int) -> None:
        question = self._following.question(message.id)
        place = Place(message.author.id, message.channel.id)
        async with question.lock:
            if not question.news(called.text):
                return
            self._service.conversations.withdraw(place, question.text or "")
            question.text, question.place = called.text, place
            refused = self._service.refusal(place)
            if refused:
                if refused.first:  # said once; repeating it would be the very clutter it prevents
                    await _say(message, refusal_words(refused))
                return
            problem = self._service.too_long(called.text)
            if called.withheld:
                problem = words.ROLE_MENTIONED.format(me=me)
            if problem:
                await _say(message, problem)
                return
            if called.text:
                response = await self._service.answer(called.text, place, called.before)
            else:
                await self._service.scope_in(place.channel)
                response = self._service.help(place.channel)
            await self._send(message, response, called.text)

    def _listens_to(self, message: discord.Message, me: int) -> bool:
        """Whether a message is asked into the room, where the bot listens, and to nobody else."""
        if not self._service.options.message_content or not message.content:
            return False
        channel = message.channel
        heard = {channel.id}
        if isinstance(channel, discord.Thread) and not isinstance(
            channel.parent, discord.ForumChannel
        ):
            heard.add(channel.parent_id)
        answered = replied_to(message)
        to_somebody = message.type is discord.MessageType.reply and (
            answered is None or answered.author.id != me
        )
        named = any(user.id != me for user in message.mentions) or bool(
            message.role_mentions or message.mention_everyone
        )
        return bool(heard & self._service.listening) and not (to_somebody or named)

    async def _unasked(self, message: discord.Message, me: int) -> None:
        """Only a plain answer is given, and only where nobody has given one: else silence.

        What is cheap comes first: most of what is said is no question to anybody.
        """
        text, names = asked_in(message, me).text, self._crowd.names(message)
        place = Place(message.author.id, message.channel.id)
        if self._service.too_long(text) or not self._service.answerer.may_ask(text, names):
            return
        if self._looked_at.admit(place.member, place.channel, self._service.clock()):
            return
        question = self._following.question(message.id)
        async with question.lock:
            await self._answer_unasked(message, text, names)
            if question.answer is None:
                self._following.drop(message.id)

    async def _answer_unasked(
        self, message: discord.Message, text: str, names: frozenset[str]
    ) -> None:
        place = Place(message.author.id, message.channel.id)
        response = await self._service.unasked(text, place.channel, names)
        if response is None or self._service.refusal(place) or await self._crowd.answered(message):
            return
        self._service.conversations.remember(place, text, self._service.clock())
        self._service.clerk.count(response)
        await self._send(message, response, text)

    async def _renew(self, message: discord.Message, question: Question, text: str) -> None:
        """Answer a corrected message that did not call the bot; if that fails, take the card away.

        It was answered where the bot listens, or by a member from its menu.
        """
        place = Place(message.author.id, message.channel.id)
        async with question.lock:
            # Of a long message its beginning was answered from the menu.
            if question.answer is None or not question.news(self._service.bounded(text)):
                return
            self._service.conversations.withdraw(place, question.text or "")
            response = None
            if not (self._service.too_long(text) or self._service.refusal(place)):
                response = answers_of(await self._service.consider(text, place.channel))
            if response is None:
                await question.retract()
                return
            self._service.conversations.remember(place, text, self._service.clock())
            self._service.clerk.count(response)
            await self._send(message, response, text)

    async def _send(self, message: discord.Message, response: Response, text: str) -> None:
        """Show the answer to a message: on the card that answers it already, or on a new one."""
        question = self._following.question(message.id)
        question.text, question.place = text, Place(message.author.id, message.channel.id)
        view = card(response, Scene(Asked.by(message.author.id, text), response.by_id))
        if question.answer is not None:
            question.settled, question.told = True, answers(response)
            with suppress(discord.NotFound):  # somebody has just taken it away
                await question.answer.edit(view=view)
        elif not question.gone:
            # A question that was deleted meanwhile must not make a fault of its answer.
            reference = message.to_reference(fail_if_not_exists=False)
            sent = await send(message.channel, message.id, view=view, reference=reference)
            await self._following.answered(question, message, sent.id, told=answers(response))


def answers_of(response: Response) -> Response | None:
    """A turn without what does not answer; None if nothing does."""
    parts = tuple(part for part in response.parts if isinstance(part.reply, Answer))
    return replace(response, parts=parts) if parts else None


async def _say(message: discord.Message, text: str) -> None:
    reference = message.to_reference(fail_if_not_exists=False)
    # Under a nonce of its own: else Discord would take what is said next for the same once more.
    nonce = f"{message.id}!{crc32(text.encode()) % 4096:x}"
    await send(message.channel, nonce, content=text, reference=reference)


async def _own_up(message: discord.Message, reference: str, *, told: bool) -> None:
    """Tell the one who asked that it failed; where nobody asked, nobody is told."""
    if not told:
        return
    try:
        await _say(message, words.FAILED.format(reference=reference))
    except Exception as second:  # noqa: BLE001  there is no other way to tell, so it is logged
        log.warning("[%s] the member could not be told: %s", reference, type(second).__name__)
