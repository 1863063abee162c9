"""Where the bot may not answer: who asked is told the right reason, and what lifts it counts."""

from __future__ import annotations

import time

import pytest

from bot.sandbox import Permission
from tests.discord.server import Server

pytestmark = pytest.mark.usefixtures("running")

REFUSE = Permission.SEND_MESSAGES
ALLOWED = "1,240"


async def refusal_of(server: Server, by: str = "alice") -> str:
    """What the bot tells a member directly."""
    return (await server.next_message(await server.sandbox.member(by).direct())).text


async def test_nothing_is_sent_where_it_would_be_refused(server: Server) -> None:
    """The asker is told what is missing; no request is refused, and others are told as well.

    Once a moderator has granted it, the next question is answered.
    """
    await server.mention(channel=server.quiet)
    said = await refusal_of(server)
    assert f"<#{server.quiet.id}>" in said
    assert "Send Messages" in said
    assert "Read Message History" not in said
    await server.mention(channel=server.quiet, by="bob")
    assert "Send Messages" in await refusal_of(server, "bob")
    server.sandbox.admin.overwrite(server.quiet, server.sandbox.bot, allow=REFUSE)
    assert ALLOWED in (await server.asked(channel=server.quiet)).text
    assert server.sandbox.journal.counted_as_invalid == 0


async def test_a_member_is_told_once(server: Server) -> None:
    """Who asks again and again in a forbidden channel is written to once; other channels go on."""
    for _ in range(3):
        await server.mention(channel=server.quiet)
    await refusal_of(server)
    direct = await server.alice.direct()
    assert ALLOWED in (await server.asked(channel=direct)).text
    assert len(server.said(direct)) == 2
    assert ALLOWED in (await server.asked()).text
    assert server.sandbox.journal.counted_as_invalid == 0


async def test_a_locked_thread_is_called_so(server: Server) -> None:
    """A lock is no missing permission; once it is undone, the next question is answered."""
    thread = await server.alice.open_thread(server.general, "firing")
    admin = server.sandbox.admin
    moderators = server.guild.role("moderators")
    admin.permit(server.guild, moderators, moderators.permissions | Permission.MANAGE_THREADS)
    admin.lock(thread, locked=True)
    await server.mention(channel=thread, by="mona")
    said = await refusal_of(server, "mona")
    assert "that thread is locked" in said
    assert "Send Messages" not in said
    assert server.sandbox.journal.counted_as_invalid == 0
    admin.lock(thread, locked=False)
    assert ALLOWED in (await server.asked(channel=thread)).text


async def test_a_time_out_of_the_bot_is_called_so(server: Server) -> None:
    """While the bot is timed out it says so, and it answers once that is taken back."""
    own = server.guild.role("Bot")
    later = time.time() + 3_600
    server.sandbox.admin.give_bot(server.guild, own, timed_out_until=later)
    await server.mention()
    assert f"may write again <t:{int(later)}:R>" in await refusal_of(server)
    server.sandbox.admin.give_bot(server.guild, own)
    assert ALLOWED in (await server.asked()).text


@pytest.mark.parametrize("change", ["role", "own", "deleted", "channel"])
async def test_whatever_lifts_it_lifts_it_at_once(server: Server, change: str) -> None:
    """A role changed, taken or deleted, or a channel's rule: the next is answered."""
    admin, guild, own = server.sandbox.admin, server.guild, server.guild.role("Bot")
    muted = admin.add_role(guild, "muted")
    admin.give_bot(guild, own, muted)
    admin.overwrite(server.general, muted, deny=REFUSE)
    await server.mention()
    assert "Send Messages" in await refusal_of(server)
    match change:
        case "role":
            admin.permit(guild, own, own.permissions | Permission.ADMINISTRATOR)
        case "own":
            admin.give_bot(guild, own)
        case "deleted":
            admin.delete_role(guild, muted)
        case _:
            admin.overwrite(server.general, muted)
    assert ALLOWED in (await server.asked()).text
    assert server.sandbox.journal.counted_as_invalid == 0


async def test_an_unforeseen_refusal_stops_that_member_alone(server: Server) -> None:
    """Discord may refuse for reasons of its own: the member is told, others are answered."""
    server.pardoned.add(403)
    server.sandbox.faults.fail("POST", f"/channels/{server.general.id}/messages", 403)
    await server.mention()
    assert "Discord refused my answer" in await refusal_of(server)
    await server.mention()
    assert ALLOWED in (await server.asked(by="bob")).text
    assert server.sandbox.journal.counted_as_invalid == 1
    server.sandbox.admin.permit(server.guild, server.guild.role("moderators"), 0)
    assert ALLOWED in (await server.asked()).text


async def test_refusals_are_bounded(server: Server) -> None:
    """However many members ask where Discord refuses, few requests are refused."""
    server.pardoned.add(403)
    server.sandbox.faults.fail("POST", f"/channels/{server.general.id}/messages", 403, times=50)
    members = [f"member{number}" for number in range(20)]
    for number, name in enumerate(members):
        server.sandbox.world.add_member(server.guild, name)
        await server.mention(by=name)
        if number < 5:
            await refusal_of(server, name)
    assert ALLOWED in (await server.asked(channel=await server.alice.direct())).text
    assert server.sandbox.journal.counted_as_invalid <= 5
