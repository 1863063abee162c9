"""Routes of interactions: the first response, and the webhook for what comes after it."""

from __future__ import annotations

from bot.sandbox import bodies
from bot.sandbox.interaction import Interaction, Response
from bot.sandbox.interaction_payloads import callback as callback_payload
from bot.sandbox.limits import messages as message_limits
from bot.sandbox.limits import responses as limits
from bot.sandbox.message_payloads import message as message_payload
from bot.sandbox.messages import JSON, Message
from bot.sandbox.refusals import (
    EmptyMessage,
    UnknownInteraction,
    UnknownMessage,
    UnknownWebhook,
    bad_form,
)
from bot.sandbox.rest.messages import change
from bot.sandbox.rest.table import NOTHING, Answer, Call, Route

R = Response


def callback(call: Call) -> Answer:
    """The first response to an interaction: in time, once, and of a kind that fits."""
    name = call.names["interaction"]
    if not name.isdecimal():
        raise UnknownInteraction
    which = call.realm.interactions.awaiting(int(name), call.names["token"])
    if faults := list(limits.response(call.data, which)):
        raise bad_form(faults)
    response = R(call.data["type"])
    _respond(call, which, response, call.data.get("data") or {})
    if call.query.get("with_response", "").lower() in ("1", "true"):
        return Answer(200, callback_payload(call.realm.world, which))
    return NOTHING


def _respond(call: Call, which: Interaction, response: Response, data: JSON) -> None:
    """Do what the response says; what may be refused comes before it counts as one."""
    interactions = call.realm.interactions
    body = bodies.new(data, call.files)
    if response is R.MESSAGE and bodies.is_empty(body):
        raise EmptyMessage
    if response is R.UPDATE and which.origin is not None:
        if not call.realm.world.stands(which.origin):
            raise UnknownMessage
        body = bodies.edited(which.origin.body, data, call.files)
        if bodies.is_empty(body):
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
    if call.names["application"] != str(call.realm.world.application_id):
        raise UnknownWebhook
    return call.realm.interactions.opened(call.names["token"])


def follow_up(call: Call) -> Answer:
    """Send one more message after the first response."""
    which = _opened(call)
    if faults := list(message_limits.new(call.data)):
        raise bad_form(faults)
    body = bodies.new(call.data, call.files)
    if bodies.is_empty(body):
        raise EmptyMessage
    made = call.realm.interactions.follow_up(which, body)
    return Answer(200, message_payload(call.realm.world, made))


def _named(call: Call) -> tuple[Interaction, Message]:
    which = _opened(call)
    return which, call.realm.interactions.message_of(which, call.names["message"])


def get(call: Call) -> Answer:
    """One message of the interaction."""
    _, message = _named(call)
    return Answer(200, message_payload(call.realm.world, message))


def edit(call: Call) -> Answer:
    """Change one message of the interaction; of "thinking" this makes the answer."""
    which, message = _named(call)
    was_loading = message.loading
    change(call, message)
    call.realm.interactions.edited(which, message, was_loading=was_loading)
    return Answer(200, message_payload(call.realm.world, message))


def delete(call: Call) -> Answer:
    """Delete one message of the interaction, an ephemeral one too."""
    call.realm.interactions.delete(*_named(call))
    return NOTHING


WEBHOOK = "/webhooks/{application}/{token}"

ROUTES = (
    Route("POST", "/interactions/{interaction}/{token}/callback", callback, with_token=False),
    Route("POST", WEBHOOK, follow_up, with_token=False),
    Route("GET", WEBHOOK + "/messages/{message}", get, with_token=False),
    Route("PATCH", WEBHOOK + "/messages/{message}", edit, with_token=False),
    Route("DELETE", WEBHOOK + "/messages/{message}", delete, with_token=False),
)
