"""Interacting as a member: commands, menus, buttons, selects and forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, TypeAlias

from bot.sandbox import invoking, payloads
from bot.sandbox.channels import Channel
from bot.sandbox.forms import Values, pick, submission
from bot.sandbox.hub import PATIENCE
from bot.sandbox.interaction import Interaction, Kind
from bot.sandbox.invoking import Impossible
from bot.sandbox.message_payloads import message as message_payload
from bot.sandbox.messages import JSON, Component, Message
from bot.sandbox.people import User
from bot.sandbox.seeing import Seeing

Until: TypeAlias = Literal["sent", "acknowledged", "answered"]
"""How far an interaction has to be before an act returns; a failure always ends the wait."""


class Interacting(Seeing):
    """One person's hands."""

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
        found = invoking.find(self.realm.world, self.user, channel, name)
        return invoking.filled(self.realm.world, found, path, options, focused)

    async def context_menu(
        self, command: str, target: Message, *, until: Until = "answered"
    ) -> Interaction:
        """Use a message's context-menu command; the bot gets the message with its content."""
        self._need_to_see(target)
        world = self.realm.world
        channel = world.channels[target.channel_id]
        found = invoking.find(world, self.user, channel, command, invoking.MESSAGE_MENU)
        data = invoking.named(found) | {
            "target_id": str(target.id),
            "resolved": {"messages": {str(target.id): message_payload(world, target)}},
        }
        return await self._act(Kind.COMMAND, channel, data, until, command_name=command)

    async def user_menu(
        self,
        command: str,
        target: User,
        *,
        in_channel: Channel | None = None,
        until: Until = "answered",
    ) -> Interaction:
        """Use a user's context-menu command."""
        channel = self._at(in_channel)
        found = invoking.find(self.realm.world, self.user, channel, command, invoking.USER_MENU)
        resolved: JSON = {"users": {str(target.id): payloads.user(target)}}
        guild = self.realm.world.guild_of(channel)
        if guild is not None and target.id in guild.members:
            shown = payloads.member(guild.members[target.id], with_user=False, permissions=0)
            resolved["members"] = {str(target.id): shown}
        data = invoking.named(found) | {"target_id": str(target.id), "resolved": resolved}
        return await self._act(Kind.COMMAND, channel, data, until, command_name=command)

    async def click(
        self, message: Message, button: str, *, until: Until = "answered"
    ) -> Interaction:
        """Press a button, named by its label or custom_id."""
        found = self._component(message, message.buttons, button, ("label", "custom_id"))
        if "custom_id" not in found:
            raise Impossible(f"{button!r} is a link to {found.get('url')}")
        data = {"component_type": int(Component.BUTTON), "custom_id": found["custom_id"]}
        return await self._use(message, found, data, until)

    async def select(
        self, message: Message, menu: str | None, *values: str, until: Until = "answered"
    ) -> Interaction:
        """Choose in a select menu by values or labels.

        Args:
            message: Where the menu stands.
            menu: Its placeholder or custom_id; None for the only one.
            values: What to choose.
            until: How far to wait.
        """
        named = ("placeholder", "custom_id")
        if menu is None and len(message.selects) == 1:
            menu = message.selects[0]["custom_id"]
        found = self._component(message, message.selects, menu or "", named)
        chosen = pick(found.get("options") or [], list(values), found, menu or "")
        data = {
            "component_type": found["type"],
            "custom_id": found["custom_id"],
            "values": chosen,
        }
        return await self._use(message, found, data, until)

    def _component(
        self, message: Message, among: list[JSON], name: str, keys: tuple[str, ...]
    ) -> JSON:
        self._need_to_see(message)
        for key in keys:
            for component in among:
                if component.get(key) == name:
                    if component.get("disabled"):
                        raise Impossible(f"{name!r} is disabled")
                    return component
        shown = ", ".join(repr(c.get(keys[0]) or c.get(keys[1])) for c in among) or "none"
        raise Impossible(f"the message has no {name!r}, but: {shown}")

    async def _use(
        self, message: Message, component: JSON, data: JSON, until: Until
    ) -> Interaction:
        channel = self.realm.world.channels[message.channel_id]
        numbered = data | {"id": component.get("id", 0)}
        return await self._act(Kind.COMPONENT, channel, numbered, until, origin=message)

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
        started = self.realm.interactions.start(
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
        await self.realm.hub.until(reached[until], f"an interaction to be {until}", patience)
        return which
