"""Messages in channels: send, read back, change and delete."""

from __future__ import annotations

from itertools import islice

from bot.sandbox.errors import (
    EmptyMessage,
    Fault,
    MissingPermissions,
    NoHistory,
    NotTheAuthor,
    ThreadArchived,
    bad_form,
)
from bot.sandbox.guild import Channel, Permission
from bot.sandbox.message import JSON, Body, Message, MessageType, Reference
from bot.sandbox.payloads import channel_payload, payload_for_bot
from bot.sandbox.rest.call import NOTHING, Answer, Call, refuse_faulty
from bot.sandbox.validation import edited_message, new_message

P = Permission

MAX_NONCES = 1_000
"""Messages of a channel in which a nonce is looked for; Discord looks a few minutes back."""


def _payload(call: Call, which: Message) -> JSON:
    """A message as REST gives it: blanked where the portal did not grant the content."""
    granted = call.world.application.message_content
    return payload_for_bot(call.world, which, content_intent=granted)


def get_channel(call: Call) -> Answer:
    """One channel, thread or direct channel."""
    return Answer(200, channel_payload(call.world, call.channel()))


def body_of(call: Call) -> Body:
    """The body of a new message; refused where it breaks a limit or says nothing."""
    refuse_faulty(new_message(call.data))
    body = Body.of(call.data)
    if body.empty:
        raise EmptyMessage
    return body


def send(call: Call) -> Answer:
    """Send a message, perhaps as a reply; one of a nonce is sent once."""
    where = call.channel()
    call.need_to_send(where)
    data, body = call.data, body_of(call)
    if data.get("enforce_nonce") and (known := _sent_before(call, where)):
        return Answer(200, _payload(call, known))
    reference = _reference(call, where)
    call.services.messages.wake(where)
    made = call.services.messages.post(
        where,
        call.world.bot,
        body,
        kind=MessageType.REPLY if reference else MessageType.DEFAULT,
        reference=reference,
        nonce=data.get("nonce"),
    )
    return Answer(200, _payload(call, made))


def show_typing(call: Call) -> Answer:
    """Show that the bot is typing."""
    call.need_to_send(call.channel())
    return NOTHING


def _sent_before(call: Call, where: Channel) -> Message | None:
    """The bot's message of the same nonce: of those that are lately sent, there is one of each."""
    me, nonce = call.world.bot.id, call.data.get("nonce")
    lately = islice(reversed(call.world.history(where).values()), MAX_NONCES)
    return next((m for m in lately if m.author_id == me and m.nonce == nonce), None)


def _reference(call: Call, where: Channel) -> Reference | None:
    """What a new message replies to; refused where that is not to be found here."""
    asked = call.data.get("message_reference")
    if not asked or not asked.get("message_id"):
        return None
    if not call.permissions(where) & P.READ_MESSAGE_HISTORY:
        raise NoHistory
    message_id = int(asked["message_id"])
    found = call.world.history(where).get(message_id)
    if found is None or found.ephemeral:
        if asked.get("fail_if_not_exists") is False:
            return None
        unknown = Fault(("message_reference",), "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
        raise bad_form([unknown])
    return Reference(message_id, where.id, where.guild_id)


def get_history(call: Call) -> Answer:
    """The last messages of a channel, newest first; none without the right to read them."""
    where = call.channel()
    if not call.permissions(where) & P.READ_MESSAGE_HISTORY:
        return Answer(200, [])
    limit = call.number("limit", 50)
    if not 1 <= limit <= 100:
        said = "int value should be between 1 and 100."
        raise bad_form([Fault(("limit",), "NUMBER_TYPE_MAX", said)])
    standing = [m for m in call.world.history(where).values() if not m.ephemeral]
    if "after" in call.query:  # the oldest of these count
        later = [m for m in standing if m.id > call.number("after", 0)]
        chosen = later[:limit][::-1]
    else:
        before = call.number("before", (1 << 63) - 1)
        chosen = [m for m in standing if m.id < before][::-1][:limit]
    return Answer(200, [_payload(call, m) for m in chosen])


def _changeable(call: Call) -> Message:
    where = call.channel()
    which = call.message(where)
    if where.thread is not None and where.thread.archived:
        raise ThreadArchived
    return which


def edit(call: Call) -> Answer:
    """Change one of the bot's own messages."""
    which = _changeable(call)
    if which.author_id != call.world.bot.id:
        raise NotTheAuthor
    which.body = edited_body(call.data, which)
    call.services.messages.changed(which)
    return Answer(200, _payload(call, which))


def edited_body(data: JSON, which: Message) -> Body:
    """The body that an edit leaves a message with; refused where that breaks a limit."""
    refuse_faulty(edited_message(data, which.body))
    body = which.body.edited(data)
    if body.empty:
        raise EmptyMessage
    return body


def delete(call: Call) -> Answer:
    """Delete one of the bot's own messages; the sandbox's bots manage nobody else's."""
    which = _changeable(call)
    if which.author_id != call.world.bot.id:
        raise MissingPermissions
    call.services.messages.remove(which)
    return NOTHING
