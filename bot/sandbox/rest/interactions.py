"""Interactions: the first response, and the webhook for what comes after it."""

from __future__ import annotations

from bot.sandbox.errors import EmptyMessage, UnknownInteraction, UnknownMessage, UnknownWebhook
from bot.sandbox.interactions import Interaction, Kind, Response
from bot.sandbox.message import JSON, Body, Message
from bot.sandbox.payloads import message_payload
from bot.sandbox.rest.call import NOTHING, Answer, Call, refuse_faulty
from bot.sandbox.rest.messages import body_of, edited_body
from bot.sandbox.validation import (
    Faults,
    check,
    edited_message,
    fault,
    modal,
    new_message,
    one_of,
    required,
    under,
)
from bot.sandbox.world import World

R = Response


def respond(call: Call) -> Answer:
    """The first response to an interaction: in time, once, and of a kind that fits."""
    name = call.names["interaction"]
    if not (name.isascii() and name.isdecimal() and len(name) <= 20):
        raise UnknownInteraction
    which = call.services.interactions.awaiting(int(name), call.names["token"])
    refuse_faulty(_faults(call.data, which))
    _take(call, which, R(call.data["type"]), call.data.get("data") or {})
    if call.query.get("with_response", "").lower() in ("1", "true"):
        return Answer(200, _callback_payload(call.world, which))
    return NOTHING


def _callback_payload(world: World, which: Interaction) -> JSON:
    """What a callback answers where the bot asked for a response."""
    interaction: JSON = {"id": str(which.id), "type": int(which.kind)}
    made: JSON = {"interaction": interaction}
    if which.original is not None:
        interaction["response_message_id"] = str(which.original.id)
        interaction["response_message_loading"] = which.original.loading
        interaction["response_message_ephemeral"] = which.original.ephemeral
    if which.response is not None and int(which.response) in (4, 5, 6, 7):
        made["resource"] = {"type": int(which.response)}
        if which.original is not None:
            message = message_payload(world, which.original)
            made["resource"]["message"] = message
    return made


def _allowed(which: Interaction) -> list[int]:
    """The response types that fit this interaction."""
    if which.kind is Kind.AUTOCOMPLETE:
        return [int(R.CHOICES)]
    fitting = [R.MESSAGE, R.THINKING]
    if which.origin is not None:
        fitting += [R.UPDATE_LATER, R.UPDATE]
    if which.kind is not Kind.MODAL_SUBMIT:
        fitting.append(R.MODAL)
    return [int(one) for one in fitting]


def _faults(body: JSON, which: Interaction) -> Faults:
    if wrong := list(under(one_of(body.get("type"), _allowed(which)), "type")):
        yield from wrong
        return
    data = body.get("data")
    if data is not None and not isinstance(data, dict):
        yield fault("DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType", "data")
        return
    match body["type"]:
        case R.CHOICES:
            yield from under(check("choices", data or {}), "data")
        case R.MODAL:
            yield from under(modal(data), "data") if data is not None else (required("data"),)
        case R.MESSAGE:
            yield from under(new_message(data or {}), "data")
        case R.UPDATE:
            old = which.origin.body if which.origin else Body()
            yield from under(edited_message(data or {}, old), "data")


def _take(call: Call, which: Interaction, response: Response, data: JSON) -> None:
    """Do what the response says; what may be refused comes before it counts as one."""
    interactions = call.services.interactions
    body = Body.of(data)
    if response is R.UPDATE and which.origin is not None:
        if not call.world.stands(which.origin):
            raise UnknownMessage
        body = which.origin.body.edited(data)
    if response in (R.MESSAGE, R.UPDATE) and body.empty:
        raise EmptyMessage
    interactions.acknowledged(which, response)
    match response:
        case R.MESSAGE | R.THINKING:
            interactions.respond(which, body, thinking=response is R.THINKING)
        case R.UPDATE:
            interactions.update(which, body)
        case R.UPDATE_LATER:
            interactions.update_later(which)
        case R.MODAL:
            interactions.open_modal(which, data)
        case R.CHOICES:
            interactions.offer(which, data["choices"])


def _opened(call: Call) -> Interaction:
    if call.names["application"] != str(call.world.bot.id):
        raise UnknownWebhook
    return call.services.interactions.opened(call.names["token"])


def follow_up(call: Call) -> Answer:
    """Send one more message after the first response."""
    which = _opened(call)
    made = call.services.interactions.follow_up(which, body_of(call))
    return Answer(200, message_payload(call.world, made))


def _named(call: Call) -> tuple[Interaction, Message]:
    which = _opened(call)
    return which, call.services.interactions.message_of(which, call.names["message"])


def edit(call: Call) -> Answer:
    """Change one message of the interaction; of "thinking" this makes the answer."""
    which, message = _named(call)
    was_loading = message.loading
    message.body = edited_body(call.data, message)
    call.services.interactions.edited(which, message, was_loading=was_loading)
    return Answer(200, message_payload(call.world, message))


def delete(call: Call) -> Answer:
    """Delete one message of the interaction, an ephemeral one too."""
    call.services.interactions.delete(*_named(call))
    return NOTHING
