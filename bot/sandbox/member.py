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
from bot.sandbox.events import PATIENCE
from bot.sandbox.guild import Channel, ChannelType, Permission, User
from bot.sandbox.interactions import Interaction, Kind
from bot.sandbox.limits import MAX_CONTENT
from bot.sandbox.message import JSON, Body, Component, Message, MessageType, Reference
from bot.sandbox.payloads import message_payload, snapshot
from bot.sandbox.services import Services

Until: TypeAlias = Literal["sent", "acknowledged", "answered"]
"""How far an interaction has to be before an act returns; a failure always ends the wait."""

P = Permission


class ActingMember:
    """One person: sees, writes and interacts as Discord's client lets them."""

    def __init__(self, services: Services, user: User) -> None:
        self.services = services
        self.user = user

    @property
    def mention(self) -> str:
        """How a message names this person."""
        return f"<@{self.user.id}>"

    def seen(self, channel: Channel) -> list[Message]:
        """The messages of a channel as this person sees them."""
        return self.services.world.seen_by(self.user, channel)

    def channels(self) -> list[Channel]:
        """The channels that this person sees, direct ones and threads included."""
        world = self.services.world
        return [c for c in world.channels.values() if world.sees_channel(self.user, c)]

    def commands(self, channel: Channel | None = None) -> list[JSON]:
        """The commands that this person is shown in a channel."""
        return list(visible(self.services.world, self.user, self._at(channel)))

    def _at(self, channel: Channel | None) -> Channel:
        """The channel, or the first text channel of a guild that this person sees."""
        if channel is not None:
            return channel
        for seen in self.channels():
            if seen.type is ChannelType.TEXT:
                return seen
        raise Impossible(f"{self.user.name} sees no text channel")

    def _need(self, channel: Channel, permission: Permission, doing: str) -> None:
        if not self.services.world.permissions(self.user, channel) & permission:
            raise Impossible(f"{self.user.name} may not {doing} here")

    def _need_to_send(self, channel: Channel) -> None:
        if not channel.holds_messages:
            raise Impossible("messages stand in a forum's posts, not in the forum")
        if channel.thread is not None:
            if channel.thread.locked:
                self._need(channel, P.MANAGE_THREADS, "write, as the thread is locked,")
            self._need(channel, P.SEND_MESSAGES_IN_THREADS, "send messages")
        else:
            self._need(channel, P.SEND_MESSAGES, "send messages")

    def _need_to_see(self, message: Message) -> None:
        if not self.services.world.sees(self.user, message):
            raise Impossible(f"{self.user.name} does not see that message")

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
            self._need_to_see(reply_to)
        self.services.messages.wake(channel)
        allowed = {"parse": ["users", "roles", "everyone"], "replied_user": ping}
        return self.services.messages.post(
            channel,
            self.user,
            Body(content=text, allowed_mentions=allowed),
            kind=MessageType.REPLY if reply_to else MessageType.DEFAULT,
            reference=Reference(reply_to.id, channel.id, channel.guild_id) if reply_to else None,
        )

    async def forward(self, message: Message, channel: Channel) -> Message:
        """Forward a message to a channel; the new one has no text of its own."""
        self._need_to_see(message)
        self._need_to_send(channel)
        guild = self.services.world.channels[message.channel_id].guild_id
        return self.services.messages.post(
            channel,
            self.user,
            Body(),
            reference=Reference(message.id, message.channel_id, guild),
            snapshot=snapshot(message),
        )

    async def edit(self, message: Message, text: str) -> None:
        """Change an own message."""
        if message.author_id != self.user.id:
            raise Impossible("only who wrote a message edits it")
        message.body.content = text
        self.services.messages.changed(message)

    async def delete(self, message: Message) -> None:
        """Delete an own message, with the right to it anybody's; dismiss an ephemeral one."""
        self._need_to_see(message)
        if message.author_id != self.user.id and message.only_for != self.user.id:
            self._need(
                self.services.world.channels[message.channel_id], P.MANAGE_MESSAGES, "delete"
            )
        self.services.messages.remove(message)

    async def direct(self) -> Channel:
        """The direct channel with the bot."""
        return self.services.world.direct_channel(self.user, self.services.world.bot)

    async def open_thread(
        self, channel: Channel, name: str, *, on: Message | None = None
    ) -> Channel:
        """Open a thread in a channel, perhaps on a message; or a forum's post without its text."""
        post = channel.type is ChannelType.FORUM
        self._need(channel, P.SEND_MESSAGES if post else P.CREATE_PUBLIC_THREADS, "open threads")
        return self.services.messages.open_thread(channel, name, self.user, on=on)

    async def post(self, forum: Channel, title: str, text: str) -> Channel:
        """Open a forum's post with its first message; the post is told of before the message."""
        if forum.type is not ChannelType.FORUM:
            raise Impossible("posts are for forums")
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
            options: Values by option name; users, channels and roles by id.
        """
        channel = self._at(in_channel)
        data = self._filled(channel, command, options, None)
        return await self._act(
            Kind.COMMAND, channel, data, until, command_name=command.removeprefix("/")
        )

    async def autocomplete(
        self,
        command: str,
        /,
        *,
        in_channel: Channel | None = None,
        focused: str | None = None,
        **options: Any,
    ) -> list[JSON]:
        """Type into an option and get the choices; the last option given is the one being typed."""
        channel = self._at(in_channel)
        typed = focused or next(reversed(options), None)
        if typed not in options:
            raise Impossible("the option being typed is one of those given")
        data = self._filled(channel, command, options, typed)
        done = await self._act(Kind.AUTOCOMPLETE, channel, data, "answered")
        if done.choices is None:
            raise TimeoutError("the bot offered no choices in time")
        return done.choices

    def _filled(
        self, channel: Channel, command: str, options: dict[str, Any], focused: str | None
    ) -> JSON:
        name, *path = command.removeprefix("/").split() or [""]
        found = find(self.services.world, self.user, channel, name)
        return filled(self.services.world, found, path, options, focused)

    async def context_menu(
        self, command: str, target: Message, *, until: Until = "answered"
    ) -> Interaction:
        """Use a message's context-menu command; the bot gets the message with its content."""
        self._need_to_see(target)
        world = self.services.world
        channel = world.channels[target.channel_id]
        found = find(world, self.user, channel, command, MESSAGE_MENU)
        data = named(found) | {
            "target_id": str(target.id),
            "resolved": {"messages": {str(target.id): message_payload(world, target)}},
        }
        return await self._act(Kind.COMMAND, channel, data, until, command_name=command)

    async def click(
        self, message: Message, button: str, *, until: Until = "answered"
    ) -> Interaction:
        """Press a button, named by its label or custom_id."""
        found = self._button(message, button)
        if "custom_id" not in found:
            raise Impossible(f"{button!r} is a link to {found.get('url')}")
        data = {
            "component_type": int(Component.BUTTON),
            "custom_id": found["custom_id"],
            "id": found["id"],
        }
        channel = self.services.world.channels[message.channel_id]
        return await self._act(Kind.COMPONENT, channel, data, until, origin=message)

    def _button(self, message: Message, name: str) -> JSON:
        self._need_to_see(message)
        for key in ("label", "custom_id"):
            for button in message.buttons:
                if button.get(key) == name:
                    if button.get("disabled"):
                        raise Impossible(f"{name!r} is disabled")
                    return button
        shown = ", ".join(repr(b.get("label") or b.get("custom_id")) for b in message.buttons)
        raise Impossible(f"the message has no {name!r}, but: {shown or 'none'}")

    async def submit_modal(
        self, opened: Interaction, values: Values | None = None, *, until: Until = "answered"
    ) -> Interaction:
        """Send the form that an interaction opened; values by label or custom_id."""
        if opened.modal is None or opened.user is not self.user:
            raise Impossible(f"no form is open for {self.user.name}")
        data = submission(opened.modal, values or {})
        return await self._act(Kind.MODAL_SUBMIT, opened.channel, data, until, origin=opened.origin)

    async def _act(
        self,
        kind: Kind,
        channel: Channel,
        data: JSON,
        until: Until,
        *,
        origin: Message | None = None,
        command_name: str | None = None,
    ) -> Interaction:
        started = self.services.interactions.start(
            kind, self.user, channel, data, origin=origin, command_name=command_name
        )
        await self.wait(started, until)
        return started

    async def wait(
        self, which: Interaction, until: Until = "answered", patience: float = PATIENCE
    ) -> Interaction:
        """Wait until an interaction is that far, or has failed."""
        reached: dict[Until, Callable[[], bool]] = {
            "sent": lambda: True,
            "acknowledged": lambda: which.failed or which.response is not None,
            "answered": lambda: which.failed or which.answered,
        }
        await self.services.events.until(reached[until], f"an interaction to be {until}", patience)
        return which
