"""Routes of channels and threads."""

from __future__ import annotations

from bot.sandbox import bodies, channel_payloads
from bot.sandbox.channels import Channel, ChannelType
from bot.sandbox.limits import messages as limits
from bot.sandbox.limits.fields import Faults, fault, required, snowflake, snowflakes, text, under
from bot.sandbox.messages import JSON
from bot.sandbox.permissions import Permission
from bot.sandbox.refusals import EmptyMessage, ThreadExists, WrongChannelType, bad_form
from bot.sandbox.rest import access
from bot.sandbox.rest.messages import shown
from bot.sandbox.rest.table import NOTHING, Answer, Call, Route

P = Permission

ARCHIVE_AFTER = (60, 1440, 4320, 10080)
PRIVATE = 12


def get(call: Call) -> Answer:
    """One channel, thread or direct channel."""
    return Answer(200, channel_payloads.channel(call.realm.world, access.channel(call)))


def create_thread(call: Call) -> Answer:
    """Open a thread without a message, or a forum's post with its first message."""
    where = access.channel(call)
    if where.is_thread or where.is_direct or where.type is ChannelType.CATEGORY:
        raise WrongChannelType
    return _post(call, where) if where.type is ChannelType.FORUM else _thread(call, where)


def _thread(call: Call, where: Channel) -> Answer:
    private = (call.data.get("type") or PRIVATE) == PRIVATE
    access.need(call, where, P.CREATE_PRIVATE_THREADS if private else P.CREATE_PUBLIC_THREADS)
    return _opened(call, _open(call, where, private=private))


def thread_on_message(call: Call) -> Answer:
    """Open a thread on a message; it has the message's id, and a message has one at most."""
    where = access.channel(call)
    if where.is_thread or where.is_direct or not where.holds_messages:
        raise WrongChannelType
    access.need(call, where, P.CREATE_PUBLIC_THREADS)
    which = access.message(call, where)
    if which.thread_id is not None:
        raise ThreadExists
    if faults := list(_thread_faults(call.data)):
        raise bad_form(faults)
    thread = call.realm.posting.open_thread(
        where,
        call.data["name"],
        call.realm.world.bot,
        on=which,
        archive_minutes=call.data.get("auto_archive_duration"),
    )
    return _opened(call, thread)


def _open(call: Call, where: Channel, *, private: bool = False) -> Channel:
    data = call.data
    if faults := list(_thread_faults(data)):
        raise bad_form(faults)
    return call.realm.posting.open_thread(
        where,
        data["name"],
        call.realm.world.bot,
        private=private,
        archive_minutes=data.get("auto_archive_duration"),
        tags=[int(tag) for tag in data.get("applied_tags") or []],
    )


def _opened(call: Call, thread: Channel) -> Answer:
    return Answer(201, channel_payloads.channel(call.realm.world, thread))


def _thread_faults(data: JSON) -> Faults:
    yield from text(data, "name", 100, 1, needed=True)
    minutes = data.get("auto_archive_duration")
    if minutes is not None and minutes not in ARCHIVE_AFTER:
        said = f"Value must be one of {ARCHIVE_AFTER}."
        yield fault("BASE_TYPE_CHOICES", said, "auto_archive_duration")
    yield from snowflakes(data, "applied_tags", 5)


def _post(call: Call, where: Channel) -> Answer:
    access.need(call, where, P.SEND_MESSAGES)
    message = call.data.get("message")
    if not isinstance(message, dict):
        raise bad_form([required("message")])
    if faults := list(under(limits.new(message), "message")):
        raise bad_form(faults)
    body = bodies.new(message, call.files)
    if bodies.is_empty(body):
        raise EmptyMessage
    thread = _open(call, where)
    first = call.realm.posting.post(thread, call.realm.world.bot, body)
    made = channel_payloads.channel(call.realm.world, thread)
    return Answer(201, made | {"message": shown(call, first)})


def edit(call: Call) -> Answer:
    """Rename, archive, lock or unlock a thread; other channels are not the bot's to change here."""
    where = access.channel(call)
    if where.thread is None:
        access.need(call, where, P.MANAGE_CHANNELS)
        raise WrongChannelType
    data = call.data
    if where.thread.owner_id != call.realm.world.bot.id or "locked" in data:
        access.need(call, where, P.MANAGE_THREADS)
    if faults := list(text(data, "name", 100, 1)):
        raise bad_form(faults)
    where.name = data.get("name") or where.name
    where.thread.locked = bool(data.get("locked", where.thread.locked))
    archived = bool(data.get("archived", where.thread.archived))
    call.realm.posting.archive(where, archived=archived)
    return Answer(200, channel_payloads.channel(call.realm.world, where))


def join(call: Call) -> Answer:
    """Take part in a thread."""
    where = access.channel(call)
    if where.thread is None:
        raise WrongChannelType
    access.need_open(where)
    bot = call.realm.world.bot.id
    if bot not in where.thread.members:
        where.thread.members.append(bot)
    return NOTHING


def leave(call: Call) -> Answer:
    """Take part in a thread no longer."""
    where = access.channel(call)
    if where.thread is None:
        raise WrongChannelType
    access.need_open(where)
    bot = call.realm.world.bot.id
    where.thread.members = [i for i in where.thread.members if i != bot]
    return NOTHING


def open_direct(call: Call) -> Answer:
    """The direct channel with a user."""
    world = call.realm.world
    if faults := list(snowflake(call.data, "recipient_id", needed=True)):
        raise bad_form(faults)
    asked = call.data["recipient_id"]
    other = world.users.get(int(asked))
    if other is None or other.bot:
        said = f'Value "{asked}" is no user to write to.'
        raise bad_form([fault("INVALID_RECIPIENT", said, "recipient_id")])
    channel = world.direct_channel(world.bot, other)
    return Answer(200, channel_payloads.channel(world, channel))


ROUTES = (
    Route("GET", "/channels/{channel}", get),
    Route("PATCH", "/channels/{channel}", edit),
    Route("POST", "/channels/{channel}/threads", create_thread),
    Route("POST", "/channels/{channel}/messages/{message}/threads", thread_on_message),
    Route("PUT", "/channels/{channel}/thread-members/@me", join),
    Route("DELETE", "/channels/{channel}/thread-members/@me", leave),
    Route("POST", "/users/@me/channels", open_direct),
)
