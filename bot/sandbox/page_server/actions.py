"""What a page can have a member do: each action takes JSON and gives JSON."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, cast

from bot.sandbox.client import Impossible
from bot.sandbox.guild import Channel
from bot.sandbox.interactions import Interaction
from bot.sandbox.member import ActingMember, Until
from bot.sandbox.message import JSON, Message
from bot.sandbox.page_server import views
from bot.sandbox.validation import is_snowflake

Action: TypeAlias = Callable[[ActingMember, JSON], Awaitable[JSON]]


class NotThere(Exception):
    """What the page names does not exist, or is not the member's to see."""


def _channel(member: ActingMember, data: JSON) -> Channel:
    found = member.services.world.channels.get(_number(data, "channel_id"))
    if found is None or found not in member.channels():
        raise NotThere("no such channel")
    return found


def _number(data: JSON, key: str) -> int:
    value = data.get(key)
    if not is_snowflake(value):
        raise NotThere(f"{key} is no id")
    return int(value)


def _text(data: JSON, key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str):
        raise Impossible(f"{key} has to be a text")
    return value


def _message(member: ActingMember, data: JSON) -> Message:
    channel = _channel(member, data)
    wanted = _number(data, "message_id")
    for message in member.seen(channel):
        if message.id == wanted:
            return message
    raise NotThere("no such message")


def _until(data: JSON) -> Until:
    until = data.get("until", "answered")
    if until not in ("sent", "acknowledged", "answered"):
        raise Impossible("until is one of sent, acknowledged, answered")
    return cast(Until, until)


def _shown(which: Interaction) -> JSON:
    return {"interaction": views.interaction(which)}


def _options(data: JSON) -> dict[str, Any]:
    options = data.get("options") or {}
    if not isinstance(options, dict) or {"in_channel", "until", "focused"} & set(options):
        raise Impossible("options are values by option name")
    return options


async def say(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `text`, and for a reply `reply_to` with `ping`."""
    channel = _channel(member, data)
    replied = None
    if data.get("reply_to"):
        replied = _message(member, {**data, "message_id": data["reply_to"]})
    ping = bool(data.get("ping", True))
    made = await member.say(channel, _text(data, "text"), reply_to=replied, ping=ping)
    return {"message": views.message(member.services.world, made)}


async def edit(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `message_id`, `text`."""
    await member.edit(_message(member, data), _text(data, "text"))
    return {}


async def delete(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `message_id`; dismisses an ephemeral message."""
    await member.delete(_message(member, data))
    return {}


async def direct(member: ActingMember, _: JSON) -> JSON:
    """Nothing; gives the direct channel with the bot."""
    channel = await member.direct()
    return {"channel": views.channel(member.services.world, member.user, channel)}


async def command(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `command`, `options`, `until`."""
    where = _channel(member, data)
    done = await member.ask_command(
        _text(data, "command"), in_channel=where, until=_until(data), **_options(data)
    )
    return _shown(done)


async def autocomplete(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `command`, `options`, `focused`: the name of the option being typed."""
    choices = await member.autocomplete(
        _text(data, "command"),
        in_channel=_channel(member, data),
        focused=_text(data, "focused"),
        **_options(data),
    )
    return {"choices": choices}


async def menu(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `message_id`, `command`, `until`."""
    target = _message(member, data)
    return _shown(await member.context_menu(_text(data, "command"), target, until=_until(data)))


async def click(member: ActingMember, data: JSON) -> JSON:
    """`channel_id`, `message_id`, `button`: its custom_id or label, `until`."""
    on = _message(member, data)
    return _shown(await member.click(on, _text(data, "button"), until=_until(data)))


async def modal(member: ActingMember, data: JSON) -> JSON:
    """`interaction_id` of what opened the form, `values` by custom_id or label, `until`."""
    opened = member.services.interactions.find(_number(data, "interaction_id"))
    if opened is None or opened.user is not member.user:
        raise NotThere("no such interaction")
    values = data.get("values") or {}
    if not isinstance(values, dict):
        raise Impossible("values are texts or lists by custom_id")
    return _shown(await member.submit_modal(opened, values, until=_until(data)))


ACTIONS: dict[str, Action] = {
    "say": say,
    "edit": edit,
    "delete": delete,
    "direct": direct,
    "command": command,
    "autocomplete": autocomplete,
    "menu": menu,
    "click": click,
    "modal": modal,
}
