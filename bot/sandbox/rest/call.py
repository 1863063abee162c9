"""One REST request, taken apart, with the lookups that refuse what is not there or not allowed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.errors import (
    CannotReachUser,
    Fault,
    MissingAccess,
    MissingPermissions,
    UnknownChannel,
    UnknownMessage,
    WrongChannelType,
    bad_form,
)
from bot.sandbox.guild import Channel, Permission
from bot.sandbox.message import JSON, Message
from bot.sandbox.services import Services
from bot.sandbox.validation import is_snowflake
from bot.sandbox.world import World

P = Permission


@dataclass(frozen=True, slots=True)
class Answer:
    """What a route answers: a status and JSON, or nothing at all with 204."""

    status: int = 200
    body: Any = None


NOTHING = Answer(204)


def refuse_faulty(faults: Iterable[Fault]) -> None:
    """Refuse a body that has faults."""
    if found := list(faults):
        raise bad_form(found)


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
            said = "Only dictionaries may be used in a DictType"
            raise bad_form([Fault((), "DICT_TYPE_CONVERT", said)])
        return self.body

    def id(self, name: str) -> int:
        """An id out of the path; refused where it is no snowflake."""
        return _number(name, self.names[name], "snowflake")

    def number(self, name: str, default: int) -> int:
        """A whole number out of the query; refused where it is none."""
        value = self.query.get(name)
        return default if value is None else _number(name, value, "int")

    def channel(self) -> Channel:
        """The channel in the path, which the bot has to see."""
        found = self.world.channels.get(self.id("channel"))
        if found is None:
            raise UnknownChannel
        if not self.permissions(found) & P.VIEW_CHANNEL:
            raise MissingAccess
        return found

    def message(self, where: Channel) -> Message:
        """The message in the path; ephemeral ones are not to be had by this way."""
        found = self.world.history(where).get(self.id("message"))
        if found is None or found.ephemeral:
            raise UnknownMessage
        if not where.is_direct:
            self.need(where, P.READ_MESSAGE_HISTORY)
        return found

    def permissions(self, where: Channel) -> int:
        """The bot's permissions in a channel."""
        return self.world.permissions(self.world.bot, where)

    def need(self, where: Channel, permission: Permission) -> None:
        """Refuse unless the bot has this permission."""
        if not self.permissions(where) & permission:
            raise MissingPermissions

    def need_to_send(self, where: Channel) -> None:
        """Refuse unless the bot may send here; in threads another permission counts."""
        if not where.holds_messages:
            raise WrongChannelType
        if where.is_direct:
            if not all(self.world.users[i].takes_direct_messages for i in where.recipients):
                raise CannotReachUser
            return
        self.need(where, P.SEND_MESSAGES_IN_THREADS if where.is_thread else P.SEND_MESSAGES)
        if where.thread is not None and where.thread.locked:
            self.need(where, P.MANAGE_THREADS)


def _number(name: str, value: str, what: str) -> int:
    if not is_snowflake(value):
        raise bad_form([Fault((name,), "NUMBER_TYPE_COERCE", f'Value "{value}" is not {what}.')])
    return int(value)
