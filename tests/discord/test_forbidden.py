"""Where the bot may not answer: who asked is told the right reason, and what lifts it counts."""

from __future__ import annotations

import pytest

from bot.sandbox import Channel, Message, Permission
from tests.discord.conftest import Room
from tests.discord.test_faults import HOT, mention

pytestmark = pytest.mark.usefixtures("running")

REFUSE = Permission.SEND_MESSAGES
ALLOWED = "1,240"


async def refusal_of(room: Room, by: str = "alice") -> str:
    """What the bot tells a member directly."""
    direct = await room.sandbox.member(by).direct()
    return (await room.sandbox.next_message(direct)).text


async def ask_in(room: Room, channel: Channel, by: str = "alice") -> Message:
    return await room.sandbox.member(by).say(channel, f"{room.sandbox.bot_mention} {HOT}")


async def test_nothing_is_sent_where_it_would_be_refused(room: Room) -> None:
    """The asker is told what is missing; no request is refused, and others are told as well."""
    await ask_in(room, room.quiet)
    said = await refusal_of(room)
    assert f"<#{room.quiet.id}>" in said
    assert "Send Messages" in said
    assert "Read Message History" not in said
    await ask_in(room, room.quiet, by="bob")
    assert "Send Messages" in await refusal_of(room, "bob")
    assert room.sandbox.journal.counted_as_invalid == 0


async def test_a_member_is_told_once(room: Room) -> None:
    """Who asks again and again in a forbidden channel is not written to each time."""
    for _ in range(3):
        await ask_in(room, room.quiet)
    await refusal_of(room)
    direct = await room.alice.direct()
    await room.alice.say(direct, HOT)
    assert ALLOWED in await refusal_of(room)
    bot = room.sandbox.bot.id
    assert len([one for one in room.sandbox.messages(direct) if one.author_id == bot]) == 2


async def test_a_locked_thread_is_called_so(room: Room) -> None:
    """A lock is no missing permission; once it is undone, the next question is answered."""
    thread = await room.alice.open_thread(room.general, "firing")
    admin = room.sandbox.admin
    moderators = room.guild.role("moderators")
    admin.permit(room.guild, moderators, moderators.permissions | Permission.MANAGE_THREADS)
    admin.lock(thread, locked=True)
    await ask_in(room, thread, by="mona")
    said = await refusal_of(room, "mona")
    assert "that thread is locked" in said
    assert "Send Messages" not in said
    assert room.sandbox.journal.counted_as_invalid == 0
    admin.lock(thread, locked=False)
    assert ALLOWED in (await room.asked(HOT, by="alice", channel=thread)).text


async def test_a_time_out_of_the_bot_is_called_so(room: Room) -> None:
    """While the bot is timed out it says so, and it answers once that is taken back."""
    own = next(role for role in room.guild.roles.values() if role.bot_id is not None)
    later = room.sandbox.world.clock.now() + 3_600
    room.sandbox.admin.give_bot(room.guild, own, timed_out_until=later)
    await ask_in(room, room.general)
    assert f"may write again <t:{int(later)}:R>" in await refusal_of(room)
    room.sandbox.admin.give_bot(room.guild, own)
    assert ALLOWED in (await room.asked(HOT)).text


@pytest.mark.parametrize("change", ["role", "own", "deleted", "channel"])
async def test_whatever_lifts_it_lifts_it_at_once(room: Room, change: str) -> None:
    """A role changed, taken or deleted, or a channel's rule: the next is answered."""
    admin, guild = room.sandbox.admin, room.guild
    own = next(role for role in guild.roles.values() if role.bot_id is not None)
    muted = admin.add_role(guild, "muted")
    admin.give_bot(guild, own, muted)
    admin.overwrite(room.general, muted, deny=REFUSE)
    await ask_in(room, room.general)
    assert "Send Messages" in await refusal_of(room)
    match change:
        case "role":
            admin.permit(guild, own, own.permissions | Permission.ADMINISTRATOR)
        case "own":
            admin.give_bot(guild, own)
        case "deleted":
            admin.delete_role(guild, muted)
        case _:
            admin.overwrite(room.general, muted)
    assert ALLOWED in (await room.asked(HOT)).text
    assert room.sandbox.journal.counted_as_invalid == 0


async def test_an_unforeseen_refusal_stops_that_member_alone(room: Room) -> None:
    """Discord may refuse for reasons of its own: the member is told, others are answered."""
    room.pardoned.add(403)
    room.sandbox.faults.fail("POST", f"/channels/{room.general.id}/messages", 403)
    await mention(room)
    assert "Discord refused my answer" in await refusal_of(room)
    await mention(room)
    assert ALLOWED in (await room.asked(HOT, by="bob")).text
    assert room.sandbox.journal.counted_as_invalid == 1
    room.sandbox.admin.permit(room.guild, room.guild.role("moderators"), 0)
    assert ALLOWED in (await room.asked(HOT)).text


async def test_refusals_are_bounded(room: Room) -> None:
    """However many members ask where Discord refuses, few requests are refused."""
    room.pardoned.add(403)
    room.sandbox.faults.fail("POST", f"/channels/{room.general.id}/messages", 403, times=50)
    for number in range(20):
        room.sandbox.world.add_member(room.guild, f"member{number}")
        await ask_in(room, room.general, by=f"member{number}")
        if number < 5:
            await refusal_of(room, f"member{number}")
    direct = await room.alice.direct()
    await room.alice.say(direct, HOT)
    assert ALLOWED in await refusal_of(room)
    assert room.sandbox.journal.counted_as_invalid <= 5
