"""One REST request, taken apart, with the lookups that refuse what is not there or not allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.sandbox import errors
from bot.sandbox.guild import Channel, Permission
from bot.sandbox.message import JSON, Message
from bot.sandbox.services import Services
from bot.sandbox.validation import id_fault, under
from bot.sandbox.world import World


@dataclass(slots=True)
class Call:
    """One request: the names in its path, its query and its body."""

    services: Services
    names: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def world(self) -> World:
        """The world that it is about."""
        return self.services.world

    @property
    def data(self) -> JSON:
        """The body as an object; empty where there is none."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise errors.bad_form(errors.NO_OBJECT)
        return dict(self.body)

    def id(self, name: str) -> int:
        """An id out of the path; refused where it is no snowflake."""
        errors.refuse_faulty(under(id_fault(self.names[name]), name))
        return int(self.names[name])

    def number(self, name: str, default: int) -> int:
        """A whole number out of the query; refused where it is none."""
        value = self.query.get(name, default)
        errors.refuse_faulty(under(id_fault(value, "int"), name))
        return int(value)

    def channel(self) -> Channel:
        """The channel in the path, which the bot has to see."""
        found = self.world.channels.get(self.id("channel"))
        if found is None:
            raise errors.unknown_channel()
        if not self.permissions(found) & Permission.VIEW_CHANNEL:
            raise errors.missing_access()
        return found

    def message(self, where: Channel) -> Message:
        """The message in the path; ephemeral ones are not to be had by this way."""
        found = self.world.history(where).get(self.id("message"))
        if found is None or found.ephemeral:
            raise errors.unknown_message()
        if not where.is_direct:
            self.need(where, Permission.READ_MESSAGE_HISTORY)
        return found

    def permissions(self, where: Channel) -> int:
        """The bot's permissions in a channel."""
        return self.world.permissions(self.world.bot, where)

    def need(self, where: Channel, permission: Permission) -> None:
        """Refuse unless the bot has these permissions."""
        if permission & ~self.permissions(where):
            raise errors.missing_permissions()

    def need_to_send(self, where: Channel) -> None:
        """Refuse unless the bot may send here."""
        if not where.holds_messages:
            raise errors.wrong_channel_type()
        self.need(where, where.permission_to_send)
