"""Routes of messages: send, read, edit, delete, and the sign that the bot writes."""

from __future__ import annotations

from itertools import islice

from bot.sandbox import bodies, message_payloads
from bot.sandbox.channels import Channel
from bot.sandbox.limits import messages as limits
from bot.sandbox.messages import JSON, Message, MessageType, Reference
from bot.sandbox.permissions import Permission
from bot.sandbox.refusals import (
    EmptyMessage,
    Fault,
    MissingPermissions,
    NoHistory,
    NotTheAuthor,
    bad_form,
)
from bot.sandbox.rest import access
from bot.sandbox.rest.table import NOTHING, Answer, Call, Route

P = Permission
NONCES = 1_000
"""Messages of a channel in which a nonce is looked for; Discord looks a few minutes back."""


def shown(call: Call, which: Message) -> JSON:
    """A message as REST gives it to the bot: blanked where the portal did not grant the content."""
    world = call.realm.world
    granted = world.portal.message_content
    return message_payloads.for_bot(world, which, content_intent=granted)


def create(call: Call) -> Answer:
    """Send a message, perhaps as a reply."""
    where = access.channel(call)
    access.need_to_send(call, where)
    data = call.data
    if faults := list(limits.new(data)):
        raise bad_form(faults)
    body = bodies.new(data, call.files)
    if bodies.is_empty(body):
        raise EmptyMessage
    access.need_to_carry(call, where, body)
    if data.get("enforce_nonce") and (known := _sent_before(call, where)):
        return Answer(200, shown(call, known))
    _wake(call, where)
    reference = _reference(call, where)
    made = call.realm.posting.post(
        where,
        call.realm.world.bot,
        body,
        kind=MessageType.REPLY if reference else MessageType.DEFAULT,
        reference=reference,
        nonce=data.get("nonce"),
    )
    return Answer(200, shown(call, made))


def _sent_before(call: Call, where: Channel) -> Message | None:
    """The bot's message of the same nonce: of those that are lately sent, there is one of each."""
    me, nonce = call.realm.world.bot.id, call.data.get("nonce")
    lately = islice(reversed(call.realm.world.history(where).values()), NONCES)
    return next((m for m in lately if m.author_id == me and m.nonce == nonce), None)


def _wake(call: Call, where: Channel) -> None:
    """A message wakes an archived thread that is not locked."""
    if where.thread is not None and where.thread.archived:
        call.realm.posting.archive(where, archived=False)


def _reference(call: Call, where: Channel) -> Reference | None:
    """What a new message replies to; refused where that is not to be found here."""
    asked = call.data.get("message_reference")
    if not asked or not asked.get("message_id"):
        return None
    if not where.is_direct and not access.bits(call, where) & P.READ_MESSAGE_HISTORY:
        raise NoHistory
    message_id = int(asked["message_id"])
    found = call.realm.world.history(where).get(message_id)
    if found is None or found.ephemeral:
        if asked.get("fail_if_not_exists") is False:
            return None
        unknown = Fault(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        raise bad_form([unknown])
    return Reference(message_id, where.id, where.guild_id)


def get(call: Call) -> Answer:
    """One message."""
    where = access.channel(call)
    return Answer(200, shown(call, access.message(call, where)))


def history(call: Call) -> Answer:
    """The last messages of a channel, newest first; none without the right to read them."""
    where = access.channel(call)
    if not where.is_direct and not access.bits(call, where) & P.READ_MESSAGE_HISTORY:
        return Answer(200, [])
    limit = _limit(call)
    standing = [m for m in call.realm.world.history(where).values() if not m.ephemeral]
    return Answer(200, [shown(call, m) for m in islice(_ordered(call, standing), limit)])


def _limit(call: Call) -> int:
    asked = call.number("limit", 50)
    if not 1 <= asked <= 100:
        said = "int value should be between 1 and 100."
        raise bad_form([Fault(("limit",), "NUMBER_TYPE_MAX", said)])
    return asked


def _ordered(call: Call, standing: list[Message]) -> list[Message]:
    """Newest first, cut by `before` or `after`; after `after` the oldest ones count."""
    if "after" in call.query:
        later = [m for m in standing if m.id > call.number("after", 0)]
        return later[: _limit(call)][::-1]
    if "before" in call.query:
        standing = [m for m in standing if m.id < call.number("before", 0)]
    return standing[::-1]


def edit(call: Call) -> Answer:
    """Change one of the bot's own messages; of others' only the previews may be switched off."""
    where = access.channel(call)
    which = access.message(call, where)
    access.need_open(where)
    if which.author_id != call.realm.world.bot.id:
        raise NotTheAuthor
    change(call, which)
    call.realm.posting.changed(which)
    return Answer(200, shown(call, which))


def change(call: Call, which: Message) -> None:
    """Give a message the body that an edit leaves it with; refused where that breaks a limit."""
    if faults := list(limits.edit(call.data, which.body)):
        raise bad_form(faults)
    body = bodies.edited(which.body, call.data, call.files)
    if bodies.is_empty(body):
        raise EmptyMessage
    which.body = body


def delete(call: Call) -> Answer:
    """Delete a message: the bot's own, or another's with the right to manage messages."""
    where = access.channel(call)
    which = access.message(call, where)
    access.need_open(where)
    if which.author_id != call.realm.world.bot.id:
        if where.is_direct:
            raise MissingPermissions
        access.need(call, where, P.MANAGE_MESSAGES)
    call.realm.posting.remove(which)
    return NOTHING


def typing(call: Call) -> Answer:
    """Show that the bot writes."""
    where = access.channel(call)
    access.need_to_send(call, where)
    call.realm.posting.typing(where, call.realm.world.bot)
    return NOTHING


MESSAGES = "/channels/{channel}/messages"

ROUTES = (
    Route("POST", MESSAGES, create),
    Route("GET", MESSAGES, history),
    Route("GET", MESSAGES + "/{message}", get),
    Route("PATCH", MESSAGES + "/{message}", edit),
    Route("DELETE", MESSAGES + "/{message}", delete),
    Route("POST", "/channels/{channel}/typing", typing),
)
