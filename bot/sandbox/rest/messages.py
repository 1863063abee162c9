"""Messages in channels: send, read back, change and delete."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from bot.sandbox import errors
from bot.sandbox.guild import Channel, Permission
from bot.sandbox.message import JSON, Body, Message
from bot.sandbox.payloads import channel_payload, message_payload
from bot.sandbox.rest.call import Call
from bot.sandbox.validation import edited_message, new_message

MAX_NONCES = 1_000
"""Messages of a channel in which a nonce is looked for; Discord looks a few minutes back."""


def _payload(call: Call, which: Message) -> JSON:
    """A message as REST gives it: blanked where the portal did not grant the content."""
    granted = call.world.application.message_content
    return message_payload(call.world, which, content_intent=granted)


def get_channel(call: Call) -> JSON:
    """One channel, thread or direct channel."""
    return channel_payload(call.world, call.channel())


def body_of(data: JSON, of: Message | None = None) -> Body:
    """The body of a new message, or what an edit leaves one with; refused where that is wrong."""
    errors.refuse_faulty(edited_message(data, of.body) if of else new_message(data))
    body = of.body.edited(data) if of else Body.of(data)
    if body.empty:
        raise errors.empty_message()
    return body


def send(call: Call) -> JSON:
    """Send a message, perhaps as a reply; one of a nonce is sent once."""
    where = call.channel()
    call.need_to_send(where)
    bot, nonce, body = call.world.bot, call.data.get("nonce"), body_of(call.data)
    if call.data.get("enforce_nonce"):
        lately = islice(reversed(call.world.history(where).values()), MAX_NONCES)
        for one in lately:  # there is one of each nonce among them
            if one.author_id == bot.id and one.nonce == nonce:
                return _payload(call, one)
    reference = _reference(call, where)
    made = Message(where.id, bot.id, body, reference=reference, nonce=nonce)
    return _payload(call, call.services.messages.post(made))


def show_typing(call: Call) -> None:
    """Show that the bot is typing."""
    call.need_to_send(call.channel())


def _reference(call: Call, where: Channel) -> Message | None:
    """What a new message replies to; refused where that is not to be found here."""
    asked = call.data.get("message_reference")
    if not asked or not asked.get("message_id"):
        return None
    if not call.permissions(where) & Permission.READ_MESSAGE_HISTORY:
        raise errors.no_history()
    found = call.world.history(where).get(int(asked["message_id"]))
    if found is not None and not found.ephemeral:
        return found
    if asked.get("fail_if_not_exists") is not False:
        code = "REPLIES_UNKNOWN_MESSAGE"
        raise errors.bad_form(errors.Fault(code, "Unknown message", ("message_reference",)))
    return None


def get_history(call: Call) -> list[JSON]:
    """The last messages of a channel, newest first; none without the right to read them."""
    where = call.channel()
    if not call.permissions(where) & Permission.READ_MESSAGE_HISTORY:
        return []
    limit = call.number("limit", 50)
    if not 1 <= limit <= 100:
        said = "int value should be between 1 and 100."
        raise errors.bad_form(errors.Fault("NUMBER_TYPE_MAX", said, ("limit",)))
    standing = [m for m in call.world.history(where).values() if not m.ephemeral]
    if "after" in call.query:  # the oldest of these count
        after = call.number("after", 0)
        chosen = [m for m in standing if m.id > after][:limit]
    else:
        before = call.number("before", (1 << 63) - 1)
        chosen = [m for m in standing if m.id < before][-limit:]
    return [_payload(call, m) for m in reversed(chosen)]


def _own(call: Call, refusal: Callable[[], errors.Refused]) -> Message:
    """The message in the path, which has to be the bot's own and may change."""
    where = call.channel()
    which = call.message(where)
    if where.thread is not None and where.thread.archived:
        raise errors.thread_archived()
    if which.author_id != call.world.bot.id:
        raise refusal()
    return which


def edit(call: Call) -> JSON:
    """Change one of the bot's own messages."""
    which = _own(call, errors.not_the_author)
    which.body = body_of(call.data, which)
    call.services.messages.changed(which)
    return _payload(call, which)


def delete(call: Call) -> None:
    """Delete one of the bot's own messages; the sandbox's bots manage nobody else's."""
    call.services.messages.remove(_own(call, errors.missing_permissions))
