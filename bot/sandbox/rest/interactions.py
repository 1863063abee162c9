"""Interactions: the first response, and the webhook for what comes after it."""

from __future__ import annotations

from bot.sandbox import errors, validation
from bot.sandbox.interactions import Interaction, Kind, Response
from bot.sandbox.message import JSON, Body
from bot.sandbox.payloads import message_payload
from bot.sandbox.rest.call import Call
from bot.sandbox.rest.messages import body_of


def respond(call: Call) -> JSON | None:
    """The first response to an interaction: in time, once, and of a kind that fits."""
    name = call.names["interaction"]
    if not validation.is_snowflake(name):
        raise errors.unknown_interaction()
    which = call.services.interactions.awaiting(int(name), call.names["token"])
    _refuse_unfit(call.data, which)
    response, data = Response(call.data["type"]), call.data.get("data") or {}
    call.services.interactions.respond(which, response, data)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    interaction: JSON = {"id": str(which.id), "type": int(which.kind)}
    made: JSON = {"interaction": interaction}
    if response not in (Response.CHOICES, Response.MODAL):
        made["resource"] = {"type": int(response)}
        if which.original is not None:
            interaction["response_message_id"] = str(which.original.id)
            interaction["response_message_loading"] = which.original.loading
            interaction["response_message_ephemeral"] = which.original.ephemeral
            made["resource"]["message"] = message_payload(call.world, which.original)
    return made


def _refuse_unfit(body: JSON, which: Interaction) -> None:
    """Refuse a response of a type that does not fit the interaction, or with faulty data."""
    fitting = [Response.CHOICES]
    if which.kind is not Kind.AUTOCOMPLETE:
        fitting = [Response.MESSAGE, Response.THINKING]
        fitting += [Response.UPDATE_LATER, Response.UPDATE] if which.origin is not None else []
        fitting += [Response.MODAL] if which.kind is not Kind.MODAL_SUBMIT else []
    wrong = validation.one_of(body.get("type"), *map(int, fitting))
    errors.refuse_faulty(validation.under(wrong, "type"))
    data = body.get("data") or {}
    if not isinstance(data, dict):
        raise errors.bad_form(errors.NO_OBJECT.under("data"))
    found: validation.Faults = iter(())
    match body["type"]:
        case Response.CHOICES:
            found = validation.check(data, "choices")
        case Response.MODAL:
            found = validation.modal(data)
        case Response.MESSAGE:
            found = validation.new_message(data)
        case Response.UPDATE:
            found = validation.edited_message(data, which.origin.body if which.origin else Body())
    errors.refuse_faulty(validation.under(found, "data"))


def _opened(call: Call) -> Interaction:
    if call.names["application"] != str(call.world.bot.id):
        raise errors.unknown_webhook()
    return call.services.interactions.opened(call.names["token"])


def follow_up(call: Call) -> JSON:
    """Send one more message after the first response."""
    which = _opened(call)
    made = call.services.interactions.follow_up(which, body_of(call.data))
    return message_payload(call.world, made)


def edit(call: Call) -> JSON:
    """Change one message of the interaction; of "thinking" this makes the answer."""
    which = _opened(call)
    message = call.services.interactions.message_of(which, call.names["message"])
    call.services.interactions.edit(which, message, body_of(call.data, message))
    return message_payload(call.world, message)


def delete(call: Call) -> None:
    """Delete one message of the interaction, an ephemeral one too."""
    which = _opened(call)
    message = call.services.interactions.message_of(which, call.names["message"])
    call.services.interactions.delete(which, message)
