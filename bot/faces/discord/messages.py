"""Messages: mentions, direct messages, replies to the bot, and the channels it listens in."""

from __future__ import annotations

import discord

from bot.core.turn import Turn
from bot.faces.discord import words
from bot.faces.discord.addressing import Addressed, addressed, from_a_person, replied_to
from bot.faces.discord.asked import Asked
from bot.faces.discord.cards import Scene, card
from bot.faces.discord.cooldown import Cooldowns
from bot.faces.discord.crowd import Crowd
from bot.faces.discord.escaping import one_line
from bot.faces.discord.faults import fault, log
from bot.faces.discord.forbidden import Forbidden
from bot.faces.discord.service import Place, Service
from bot.faces.discord.slowly import refusal_words


class Messages:
    """Answers ordinary messages. A fault in one of them stops nothing else."""

    def __init__(self, service: Service, crowd: Crowd) -> None:
        self._service = service
        self._crowd = crowd
        self._forbidden = Forbidden(service.clock)
        self._looked_at = Cooldowns(service.options.cooldown)

    def forgive(self) -> None:
        """Permissions were changed: no channel counts as forbidden any more."""
        self._forbidden.forgive()

    async def read(self, message: discord.Message, me: int) -> None:
        """Answer a message if it is for the bot, or asked where it listens; once."""
        if not from_a_person(message) or not self._service.seen.first(message.id):
            return
        self._crowd.hear(message)
        if self._forbidden.knows(message.channel.id):
            return
        called = addressed(message, me)
        try:
            if called is not None:
                self._crowd.claim(message.channel.id)
                await self._reply(message, called)
            elif self._listens_to(message, me):
                await self._answer_unasked(message)
        except discord.Forbidden as error:
            await self._forbidden.note(message, error, told=called is not None)
        except Exception as error:  # noqa: BLE001  one message's fault must not stop the others
            await _own_up(message, fault("message", error), told=called is not None)

    async def _reply(self, message: discord.Message, called: Addressed) -> None:
        place = Place(message.author.id, message.channel.id)
        refused = self._service.refusal(place)
        if refused:
            if refused.first:  # said once; repeating it would be the very clutter it prevents
                await _say(message, refusal_words(refused))
            return
        problem = self._service.too_long(called.text)
        if problem:
            await _say(message, problem)
            return
        by_id = self._service.desk.knowledge.by_id
        if called.text:
            turn = await self._service.answer(called.text, place, called.before)
        else:
            await self._service.scope_in(place.channel)
            turn = self._service.help(place.channel)
        await _send(message, turn, Scene(Asked(message.author.id, called.text), by_id))

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

    async def _answer_unasked(self, message: discord.Message) -> None:
        """Only a plain answer is given, and only where nobody has given one: else silence.

        What is cheap comes first: most of what is said is no question to anybody.
        """
        text, names = message.content, self._crowd.names(message)
        place = Place(message.author.id, message.channel.id)
        if self._service.too_long(text) or not self._service.desk.may_ask(text, names):
            return
        if self._looked_at.admit(place.member, place.channel, self._service.clock()):
            return
        by_id = self._service.desk.knowledge.by_id
        turn = await self._service.unasked(text, place.channel, names)
        if turn is None or self._service.refusal(place) or await self._crowd.answered(message):
            return
        text = one_line(text)
        self._service.conversations.remember(place, text, self._service.clock())
        self._service.clerk.count(turn)
        await _send(message, turn, Scene(Asked(message.author.id, text), by_id))


async def _send(message: discord.Message, turn: Turn, scene: Scene) -> None:
    # A question that was deleted meanwhile must not make a fault of its answer.
    reference = message.to_reference(fail_if_not_exists=False)
    await message.channel.send(view=card(turn, scene), reference=reference)


async def _say(message: discord.Message, text: str) -> None:
    reference = message.to_reference(fail_if_not_exists=False)
    await message.channel.send(text, reference=reference)


async def _own_up(message: discord.Message, reference: str, *, told: bool) -> None:
    """Tell the one who asked that it failed; where nobody asked, nobody is told."""
    if not told:
        return
    try:
        await _say(message, words.FAILED.format(reference=reference))
    except Exception as second:  # noqa: BLE001  there is no other way to tell, so it is logged
        log.warning("[%s] the member could not be told: %s", reference, type(second).__name__)
