"""Interactions: from a member's act to the bot's one response in time, and what follows."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from enum import IntEnum

from bot.sandbox import errors
from bot.sandbox.guild import Channel, User
from bot.sandbox.message import JSON, Body, Message, MessageFlag, MessageType
from bot.sandbox.messages import Messages
from bot.sandbox.payloads import channel_payload, member_payload, message_payload, user_payload
from bot.sandbox.sessions import Sessions
from bot.sandbox.world import World

M = MessageType


class Kind(IntEnum):
    """What a member did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL_SUBMIT = 5


class Response(IntEnum):
    """How the bot acknowledged."""

    MESSAGE = 4
    THINKING = 5
    UPDATE_LATER = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


@dataclass(slots=True, eq=False)
class Interaction:
    """One act of a member and everything that came of it, live."""

    kind: Kind
    user: User
    channel: Channel
    data: JSON
    origin: Message | None = None  # whose component was used
    command_name: str | None = None
    id: int = 0  # given when it starts
    created_at: float = field(default_factory=time.time)
    token: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    response: Response | None = None  # how it was acknowledged, once it was
    original: Message | None = None  # what `@original` means: the response, or what it updated
    modal: JSON | None = None  # the form that the bot opened, in Discord's JSON
    choices: list[JSON] | None = None  # what autocomplete offered
    failed: bool = False  # the member reads that the application did not respond
    answered: bool = False  # the member has something to see: not before "thinking" is over
    followups: list[Message] = field(default_factory=list)

    @property
    def message(self) -> Message | None:
        """The answer as a message, when there is one to read."""
        return self.original if self.state == "answered" else None

    @property
    def shown(self) -> Message:
        """The answer that there is to read; LookupError where there is none."""
        if self.message is None:
            raise LookupError(f"nothing to read: {self.state}")
        return self.message

    @property
    def ephemeral(self) -> bool:
        """Whether the answer is for the member alone."""
        return self.original is not None and self.original.ephemeral

    @property
    def state(self) -> str:
        """One word for where it stands: sent, acknowledged, thinking, answered, failed."""
        if self.failed:
            return "failed"
        if self.original is not None and self.original.loading:
            return "thinking"
        if self.answered:
            return "answered"
        return "sent" if self.response is None else "acknowledged"


def interaction_payload(world: World, which: Interaction) -> JSON:
    """An interaction as the bot gets it, with what clients need to know of place and member."""
    guild = world.guild_of(which.channel)
    permissions = {"permissions": str(world.permissions(which.user, which.channel))}
    made: JSON = {
        "id": str(which.id),
        "application_id": str(world.bot.id),
        "type": int(which.kind),
        "token": which.token,
        "version": 1,
        "data": which.data,
        "channel_id": str(which.channel.id),
        "channel": channel_payload(world, which.channel) | permissions,
        "attachment_size_limit": 10 << 20,
        "app_permissions": str(world.permissions(world.bot, which.channel)),
        "context": 1 if guild is None else 0,
    }
    if which.origin is not None:
        made["message"] = message_payload(world, which.origin)
    if guild is None:
        return made | {"user": user_payload(which.user)}
    return made | {
        "guild_id": str(guild.id),
        "guild_locale": "en-US",
        "member": member_payload(guild.members[which.user.id]) | permissions,
    }


@dataclass(slots=True)
class Interactions:
    """Keeps the open interactions and holds the bot to the rules about them."""

    world: World
    sessions: Sessions
    messages: Messages
    seconds_to_respond: float = 3.0  # what the bot has for its first response
    seconds_of_token: float = 900.0  # how long it may go on after that
    _open: dict[str, Interaction] = field(default_factory=dict)  # by token

    # A member acts.

    def start(self, which: Interaction) -> None:
        """Send a member's act to the bot and let the time run."""
        which.id = self.world.new_id()
        oldest = which.created_at - self.seconds_of_token
        for old in [one for one in self._open.values() if one.created_at <= oldest]:
            del self._open[old.token]
        self._open[which.token] = which
        loop = asyncio.get_running_loop()
        loop.call_later(self.seconds_to_respond, self._lapse, which)
        self.sessions.events.publish("interaction", interaction=which)
        payload = interaction_payload(self.world, which)
        self.sessions.dispatch("INTERACTION_CREATE", payload, which.channel.guild_id)

    def find(self, interaction_id: int) -> Interaction | None:
        """An interaction that still lives, by its id."""
        return next((one for one in self._open.values() if one.id == interaction_id), None)

    def _lapse(self, which: Interaction) -> None:
        if which.response is None:
            which.failed = True
            self._open.pop(which.token, None)
            self.sessions.events.publish("interaction", interaction=which)

    # The bot answers.

    def awaiting(self, interaction_id: int, token: str) -> Interaction:
        """The interaction that a callback is for; refused when unknown, late or acknowledged."""
        found = self._open.get(token)
        if found is None or found.id != interaction_id:
            raise errors.unknown_interaction()
        if found.response is not None:
            raise errors.already_acknowledged()
        return found

    def opened(self, token: str) -> Interaction:
        """The interaction whose webhook is used; refused before its response and after its time."""
        found = self._open.get(token)
        if found is None or found.response is None:
            raise errors.unknown_webhook()
        if time.time() - found.created_at > self.seconds_of_token:
            del self._open[token]
            raise errors.invalid_token()
        return found

    def respond(self, which: Interaction, response: Response, data: JSON) -> None:
        """Take the first response, of which the limits were checked before.

        Where it says nothing, or what it updates is gone, it is Refused and still waited for.
        """
        origin, body = which.origin, self._body(which, response, data)
        which.response = response
        match response:
            case Response.MESSAGE | Response.THINKING:
                kind = M.DEFAULT
                if which.kind is Kind.COMMAND:
                    slash = which.data.get("type") == 1
                    kind = M.CHAT_INPUT_COMMAND if slash else M.CONTEXT_MENU_COMMAND
                which.original = self._post(which, body, kind, origin)
            case Response.UPDATE_LATER:
                which.original = origin
            case Response.UPDATE if origin is not None:
                origin.body, which.original = body, origin
                self.messages.changed(origin)
            case Response.CHOICES:
                which.choices = data["choices"]
                self._open.pop(which.token, None)
            case Response.MODAL:
                which.modal = data
                self.sessions.events.publish("modal", interaction=which)
        self._mark(which, answered=response not in (Response.THINKING, Response.UPDATE_LATER))

    def _body(self, which: Interaction, response: Response, data: JSON) -> Body:
        """What a message says that a response posts or changes."""
        body = Body.of(data)
        if response is Response.THINKING:
            return Body(flags=body.flags & MessageFlag.EPHEMERAL | MessageFlag.LOADING)
        if response is Response.UPDATE and which.origin is not None:
            if not self.world.stands(which.origin):
                raise errors.unknown_message()
            body = which.origin.body.edited(data)
        if response in (Response.MESSAGE, Response.UPDATE) and body.empty:
            raise errors.empty_message()
        return body

    def _post(self, which: Interaction, body: Body, kind: M, to: Message | None) -> Message:
        told: JSON = {"id": str(which.id), "type": int(which.kind)}
        told["user"] = user_payload(which.user)
        if which.command_name is not None:
            told["name"] = which.command_name
        if which.origin is not None:
            told["interacted_message_id"] = str(which.origin.id)
        bot = self.world.bot.id
        made = Message(which.channel.id, bot, body, type=kind, reference=to, webhook_id=bot)
        made.interaction = told
        made.only_for = which.user.id if body.flags & MessageFlag.EPHEMERAL else None
        return self.messages.post(made)

    def _mark(self, which: Interaction, *, answered: bool = True) -> None:
        which.answered = which.answered or answered
        self.sessions.events.publish("interaction", interaction=which)

    def follow_up(self, which: Interaction, body: Body) -> Message:
        """One more message; the first after "thinking" takes its place and its privacy."""
        if which.original is not None and which.original.loading:
            kept = which.original.body.flags & MessageFlag.EPHEMERAL
            body.flags = body.flags & ~MessageFlag.EPHEMERAL | kept
            self.edit(which, which.original, body)
            return which.original
        message = self._post(which, body, M.REPLY, which.original)
        which.followups.append(message)
        self._mark(which)
        return message

    def edit(self, which: Interaction, message: Message, body: Body) -> None:
        """Change a message of this interaction; "thinking" ends with it."""
        was_loading, message.body = message.loading, body
        self.messages.changed(message, edited=not was_loading)
        self._mark(which)

    def delete(self, which: Interaction, message: Message) -> None:
        """Take a message of this interaction away."""
        self.messages.remove(message)
        if message is which.original:
            which.original = None
        self._mark(which)

    def message_of(self, which: Interaction, name: str) -> Message:
        """The message that `@original` or an id means inside an interaction's webhook."""
        own = [m for m in (which.original, *which.followups) if m is not None]
        for message in own:
            meant = message is which.original if name == "@original" else str(message.id) == name
            if meant and self.world.stands(message):
                return message
        raise errors.unknown_message()
