"""Acting as a member: everything that Discord's client lets a person do, for a test or the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from bot.sandbox.client import (
    MESSAGE_MENU,
    Impossible,
    Values,
    filled,
    find,
    named,
    submission,
    visible,
)
from bot.sandbox.guild import Channel, ChannelType, Permission, User
from bot.sandbox.interactions import Interaction, Kind
from bot.sandbox.limits import MAX_CONTENT
from bot.sandbox.message import JSON, Body, Component, Message
from bot.sandbox.payloads import message_payload, snapshot
from bot.sandbox.services import Services

Until: TypeAlias = Literal["sent", "acknowledged", "answered"]
"""How far an interaction has to be before an act returns; a failure always ends the wait."""

P = Permission


class ActingMember:
    """One person: sees, writes and interacts as Discord's client lets them."""

    def __init__(self, services: Services, user: User) -> None:
        self.services = services
        self.world = services.world
        self.user = user

    @classmethod
    def named(cls, services: Services, name: str | None) -> ActingMember:
        """The account of this name; LookupError where there is none."""
        for user in services.world.users.values():
            if user.name == name:
                return cls(services, user)
        raise LookupError(name)

    def seen(self, channel: Channel) -> list[Message]:
        """The messages of a channel as this person sees them."""
        return self.world.seen_by(self.user, channel)

    def channels(self) -> list[Channel]:
        """The channels that this person sees, direct ones and threads included."""
        return [c for c in self.world.channels.values() if self.world.sees_channel(self.user, c)]

    def commands(self, channel: Channel | None = None) -> list[JSON]:
        """The commands that this person is shown in a channel."""
        return list(visible(self.world, self.user, self._at(channel)))

    def _at(self, channel: Channel | None) -> Channel:
        """The channel, or the first text channel of a guild that this person sees."""
        return channel or next(c for c in self.channels() if c.type is ChannelType.TEXT)

    def _channel_of(self, message: Message) -> Channel:
        """Where a message stands, which this person has to see."""
        if not self.world.sees(self.user, message):
            raise Impossible(f"{self.user.name} does not see that message")
        return self.world.channels[message.channel_id]

    def _need(self, channel: Channel, permission: Permission, doing: str) -> None:
        if permission & ~self.world.permissions(self.user, channel):
            raise Impossible(f"{self.user.name} may not {doing} here")

    def _need_to_send(self, channel: Channel) -> None:
        if not channel.holds_messages:
            raise Impossible("messages stand in a forum's posts, not in the forum")
        locked = channel.thread is not None and channel.thread.locked
        doing = "write, as the thread is locked," if locked else "send messages"
        self._need(channel, channel.permission_to_send, doing)

    async def say(
        self,
        channel: Channel,
        text: str,
        *,
        reply_to: Message | None = None,
        ping: bool = True,
    ) -> Message:
        """Send a message.

        Args:
            channel: Where.
            text: What; `sandbox.bot_mention` mentions the bot.
            reply_to: The message that it replies to.
            ping: Whether the reply pings who wrote that message.
        """
        self._need_to_send(channel)
        if not text.strip() or len(text) > MAX_CONTENT:
            raise Impossible(f"a message has 1 to {MAX_CONTENT} characters")
        if reply_to is not None:
            self._channel_of(reply_to)
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        body = Body(content=text, allowed_mentions=allowed)
        said = Message(channel.id, self.user.id, body, reference=reply_to)
        return self.services.messages.post(said)

    async def forward(self, message: Message, channel: Channel) -> Message:
        """Forward a message to a channel; the new one has no text of its own."""
        self._channel_of(message)
        self._need_to_send(channel)
        made = Message(channel.id, self.user.id, Body(), reference=message)
        made.snapshot = snapshot(message)
        return self.services.messages.post(made)

    async def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        if message.author_id != self.user.id:
            raise Impossible("only who wrote a message edits it")
        message.body.content = text
        self.services.messages.changed(message)

    async def delete(self, message: Message) -> None:
        """Delete an own message, with the right to it anybody's; dismiss an ephemeral one."""
        channel = self._channel_of(message)
        if self.user.id not in (message.author_id, message.only_for):
            self._need(channel, P.MANAGE_MESSAGES, "delete")
        self.services.messages.remove(message)

    async def direct(self) -> Channel:
        """The direct channel with the bot."""
        return self.world.direct_channel(self.user, self.world.bot)

    async def open_thread(self, channel: Channel, name: str) -> Channel:
        """Open a thread in a channel, or a forum's post without its text."""
        post = channel.type is ChannelType.FORUM
        self._need(channel, P.SEND_MESSAGES if post else P.CREATE_PUBLIC_THREADS, "open threads")
        return self.services.messages.open_thread(channel, name, self.user)

    async def post(self, forum: Channel, title: str, text: str) -> Channel:
        """Open a forum's post with its first message; the post is told of before the message."""
        thread = await self.open_thread(forum, title)
        await self.say(thread, text)
        return thread

    async def ask_command(
        self,
        command: str,
        /,
        *,
        in_channel: Channel | None = None,
        until: Until = "answered",
        **options: Any,
    ) -> Interaction:
        """Use a slash command and wait for what comes.

        Args:
            command: Its name, with subcommands after spaces: `faq gaps list`.
            in_channel: Where; without it the first text channel that the member sees.
            until: How far to wait.
            options: Values by option name; channels by id or name.
        """
        return await self.use_command(self._at(in_channel), command, options, until)

    async def use_command(
        self, channel: Channel, command: str, options: JSON, until: Until = "answered"
    ) -> Interaction:
        """The same, with all that it takes."""
        data = self._filled(channel, command, options, None)
        used = Interaction(Kind.COMMAND, self.user, channel, data)
        used.command_name = command.removeprefix("/")
        return await self._act(used, until)

    async def autocomplete(self, command: str, /, **options: Any) -> list[JSON]:
        """Type into an option and get the choices; the last option given is the one being typed."""
        return await self.complete(self._at(None), command, options, next(reversed(options)))

    async def complete(
        self, channel: Channel, command: str, options: JSON, focused: str
    ) -> list[JSON]:
        """The same, with all that it takes."""
        if focused not in options:
            raise Impossible("the option being typed is one of those given")
        data = self._filled(channel, command, options, focused)
        typed = Interaction(Kind.AUTOCOMPLETE, self.user, channel, data)
        done = await self._act(typed, "answered")
        if done.choices is None:
            raise TimeoutError("the bot offered no choices in time")
        return done.choices

    def _filled(self, channel: Channel, command: str, options: JSON, focused: str | None) -> JSON:
        name, *path = command.removeprefix("/").split() or [""]
        found = find(self.world, self.user, channel, name)
        return filled(self.world, found, path, options, focused)

    async def context_menu(
        self, command: str, message: Message, *, until: Until = "answered"
    ) -> Interaction:
        """Use a message's context-menu command; the bot gets the message with its content."""
        channel = self._channel_of(message)
        found = find(self.world, self.user, channel, command, MESSAGE_MENU)
        resolved = {"messages": {str(message.id): message_payload(self.world, message)}}
        data = named(found) | {"target_id": str(message.id), "resolved": resolved}
        used = Interaction(Kind.COMMAND, self.user, channel, data, command_name=command)
        return await self._act(used, until)

    async def click(
        self, message: Message, button: str, *, until: Until = "answered"
    ) -> Interaction:
        """Press a button, named by its label or custom_id."""
        channel = self._channel_of(message)
        found = _button(message, button)
        data = {key: found[key] for key in ("custom_id", "id")}
        data["component_type"] = int(Component.BUTTON)
        return await self._act(
            Interaction(Kind.COMPONENT, self.user, channel, data, message), until
        )

    async def submit_modal(
        self, opened: Interaction, values: Values, *, until: Until = "answered"
    ) -> Interaction:
        """Send the form that an interaction opened; values by label or custom_id."""
        if opened.modal is None or opened.user is not self.user:
            raise Impossible(f"no form is open for {self.user.name}")
        data = submission(opened.modal, values)
        sent = Interaction(Kind.MODAL_SUBMIT, self.user, opened.channel, data, opened.origin)
        return await self._act(sent, until)

    async def _act(self, started: Interaction, until: Until) -> Interaction:
        self.services.interactions.start(started)
        reached: dict[Until, Callable[[], bool]] = {
            "sent": lambda: True,
            "acknowledged": lambda: started.failed or started.response is not None,
            "answered": lambda: started.failed or started.answered,
        }
        await self.services.events.until(reached[until], f"an interaction to be {until}")
        return started


def _button(message: Message, name: str) -> JSON:
    """The button that says this or has this custom_id."""
    for key in ("label", "custom_id"):
        for button in message.buttons:
            if button.get(key) == name:
                if button.get("disabled"):
                    raise Impossible(f"{name!r} is disabled")
                return button
    shown = ", ".join(repr(b.get("label") or b["custom_id"]) for b in message.buttons)
    raise Impossible(f"the message has no {name!r}, but: {shown or 'none'}")
