"""Interactions: the first response, and the webhook for what comes after it."""

from __future__ import annotations

from bot.sandbox import errors, validation
from bot.sandbox.interactions import Interaction, Kind, Response
from bot.sandbox.message import JSON, Body, Message
from bot.sandbox.payloads import message_payload
from bot.sandbox.rest.call import Call
from bot.sandbox.rest.messages import body_of
from bot.sandbox.world import World

R = Response


def respond(call: Call) -> JSON | None:
    """The first response to an interaction: in time, once, and of a kind that fits."""
    name = call.names["interaction"]
    if not validation.is_snowflake(name):
        raise errors.unknown_interaction()
    which = call.services.interactions.awaiting(int(name), call.names["token"])
    errors.refuse_faulty(_faults(call.data, which))
    response, data = R(call.data["type"]), call.data.get("data") or {}
    call.services.interactions.respond(which, response, data)
    asked = call.query.get("with_response", "").lower() in ("1", "true")
    return _callback_payload(call.world, which, response) if asked else None


def _callback_payload(world: World, which: Interaction, response: Response) -> JSON:
    """What a callback answers where the bot asked for a response."""
    interaction: JSON = {"id": str(which.id), "type": int(which.kind)}
    made: JSON = {"interaction": interaction}
    if response not in (R.CHOICES, R.MODAL):
        made["resource"] = {"type": int(response)}
        if which.original is not None:
            interaction["response_message_id"] = str(which.original.id)
            interaction["response_message_loading"] = which.original.loading
            interaction["response_message_ephemeral"] = which.original.ephemeral
            made["resource"]["message"] = message_payload(world, which.original)
    return made


def _allowed(which: Interaction) -> list[Response]:
    """The response types that fit this interaction."""
    if which.kind is Kind.AUTOCOMPLETE:
        return [R.CHOICES]
    fitting = [R.MESSAGE, R.THINKING]
    if which.origin is not None:
        fitting += [R.UPDATE_LATER, R.UPDATE]
    if which.kind is not Kind.MODAL_SUBMIT:
        fitting.append(R.MODAL)
    return fitting


def _faults(body: JSON, which: Interaction) -> validation.Faults:
    wrong = validation.one_of(body.get("type"), *map(int, _allowed(which)))
    if unfit := list(validation.under(wrong, "type")):
        return iter(unfit)
    data = body.get("data") or {}
    if not isinstance(data, dict):
        return iter((errors.NO_OBJECT.under("data"),))
    match body["type"]:
        case R.CHOICES:
            found = validation.check(data, "choices")
        case R.MODAL:
            found = validation.modal(data)
        case R.MESSAGE:
            found = validation.new_message(data)
        case R.UPDATE:
            found = validation.edited_message(data, which.origin.body if which.origin else Body())
        case _:
            found = iter(())
    return validation.under(found, "data")


def _opened(call: Call) -> Interaction:
    if call.names["application"] != str(call.world.bot.id):
        raise errors.unknown_webhook()
    return call.services.interactions.opened(call.names["token"])


def follow_up(call: Call) -> JSON:
    """Send one more message after the first response."""
    which = _opened(call)
    made = call.services.interactions.follow_up(which, body_of(call.data))
    return message_payload(call.world, made)


def _named(call: Call) -> tuple[Interaction, Message]:
    which = _opened(call)
    return which, call.services.interactions.message_of(which, call.names["message"])


def edit(call: Call) -> JSON:
    """Change one message of the interaction; of "thinking" this makes the answer."""
    which, message = _named(call)
    call.services.interactions.edit(which, message, body_of(call.data, message))
    return message_payload(call.world, message)


def delete(call: Call) -> None:
    """Delete one message of the interaction, an ephemeral one too."""
    call.services.interactions.delete(*_named(call))
