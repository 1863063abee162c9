"""What a page can have a member do: each action takes JSON and gives JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, get_args

from bot.sandbox.client import Impossible
from bot.sandbox.guild import Channel
from bot.sandbox.interactions import Interaction
from bot.sandbox.member import ActingMember, Until
from bot.sandbox.message import JSON, Message
from bot.sandbox.page_server import views
from bot.sandbox.validation import is_snowflake


class NotThere(Exception):
    """What the page names does not exist, or is not the member's to see."""


def _number(data: JSON, key: str) -> int:
    value = data.get(key)
    if not is_snowflake(value):
        raise NotThere(f"{key} is no id")
    return int(value)


def channel(member: ActingMember, data: JSON) -> Channel:
    """The channel under `channel_id`, which the member has to see."""
    found = member.services.world.channels.get(_number(data, "channel_id"))
    if found is None or found not in member.channels():
        raise NotThere("no such channel")
    return found


def _message(member: ActingMember, data: JSON, name: str) -> Message:
    wanted = _number(data, name)
    for message in member.seen(channel(member, data)):
        if message.id == wanted:
            return message
    raise NotThere("no such message")


def _opened(member: ActingMember, data: JSON) -> Interaction:
    opened = member.services.interactions.find(_number(data, "interaction_id"))
    if opened is None or opened.user is not member.user:
        raise NotThere("no such interaction")
    return opened


DEFAULTS: JSON = {"ping": True, "until": "answered", "options": {}, "values": {}}
"""What an argument is that the page does not send."""


def _argument(member: ActingMember, data: JSON, name: str) -> Any:
    """An argument of an action, read from what the page sends."""
    value = data.get(name, DEFAULTS.get(name))
    match name:
        case "channel":
            return channel(member, data)
        case "message":
            return _message(member, data, "message_id")
        case "reply_to":
            return _message(member, data, name) if value else None
        case "opened":
            return _opened(member, data)
        case "ping":
            return bool(value)
        case "until" if value not in get_args(Until):
            raise Impossible(f"until is one of {', '.join(get_args(Until))}")
        case "options" | "values" if not isinstance(value, dict):
            raise Impossible(f"{name} are values by name")
        case "text" | "command" | "focused" | "button" if not isinstance(value, str):
            raise Impossible(f"{name} has to be a text")
    return value


ACTIONS: dict[str, tuple[Callable[..., Awaitable[Any]], tuple[str, ...]]] = {
    "say": (ActingMember.say, ("channel", "text", "reply_to", "ping")),
    "edit": (ActingMember.edit, ("message", "text")),
    "delete": (ActingMember.delete, ("message",)),
    "direct": (ActingMember.direct, ()),
    "command": (ActingMember.use_command, ("channel", "command", "options", "until")),
    "autocomplete": (ActingMember.complete, ("channel", "command", "options", "focused")),
    "menu": (ActingMember.context_menu, ("message", "command", "until")),
    "click": (ActingMember.click, ("message", "button", "until")),
    "modal": (ActingMember.submit_modal, ("opened", "values", "until")),
}
"""What a member does, and with which arguments."""


async def act(member: ActingMember, name: str, data: JSON) -> JSON:
    """Have a member do something; what came of it, under the name of its kind.

    NotThere and Impossible say what can't be done, TimeoutError that the bot did not respond.
    """
    if name not in ACTIONS:
        raise NotThere(f"no such act; there are {', '.join(ACTIONS)}")
    action, arguments = ACTIONS[name]
    given = {one: _argument(member, data, one) for one in arguments}
    match await action(member, **given):
        case Message() as made:
            return {"message": views.message(member.services.world, made)}
        case Channel() as opened:
            return {"channel": views.channel(member.services.world, member.user, opened)}
        case Interaction() as which:
            return {"interaction": views.interaction(which)}
        case list() as choices:
            return {"choices": choices}
    return {}
