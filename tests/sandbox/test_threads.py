"""Threads over their life: opened, renamed, put away, locked, joined and left."""

from __future__ import annotations

import discord
import pytest

from bot.sandbox import ActingMember, ChannelType, Impossible, Permission, Sandbox
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import House


async def test_a_thread_is_renamed_put_away_and_woken(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """The bot renames and archives its own thread; a message takes it out again."""
    async with running(sandbox, Bot()) as bot:
        channel = await bot.fetch_channel(house.general.id)
        assert isinstance(channel, discord.TextChannel)
        thread = await channel.create_thread(name="talk", type=discord.ChannelType.public_thread)
        sent = await thread.send("first")
        edited = await thread.edit(name="long talk", archived=True)
        assert (edited.name, edited.archived) == ("long talk", True)
        with pytest.raises(discord.HTTPException) as asleep:
            await sent.edit(content="second")
        await thread.send("awake")
        await sent.edit(content="second")
        await thread.leave()
        await thread.join()
        active = await channel.guild.active_threads()
    assert asleep.value.code == 50083
    assert [t.name for t in active] == ["long talk"]
    facts = house.world.channels[thread.id].thread
    assert facts is not None
    assert (facts.archived, facts.messages) == (False, 2)
    facts.archived = True
    await alice.say(house.world.channels[thread.id], "awake again")
    assert facts.archived is False


async def test_a_locked_thread_is_for_moderators(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """In a locked thread neither members nor the bot write, unless they manage threads."""
    thread = await alice.open_thread(house.general, "talk")
    assert thread.thread is not None
    thread.thread.locked = True
    with pytest.raises(Impossible, match="locked"):
        await alice.say(thread, "hello")
    async with running(sandbox, Bot()) as bot:
        found = await bot.fetch_channel(thread.id)
        assert isinstance(found, discord.Thread)
        with pytest.raises(discord.Forbidden) as refused:
            await found.send("hello")
        with pytest.raises(discord.Forbidden):
            await found.edit(locked=False)
        role = house.guild.role("Bot")
        sandbox.admin.permit(house.guild, role, role.permissions | Permission.MANAGE_THREADS)
        await found.edit(locked=False)
        await found.send("open")
    assert refused.value.code == 50013
    await alice.say(thread, "at last")


async def test_private_threads_are_for_those_inside(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """A private thread of the bot's is seen by nobody else until they are in it."""
    async with running(sandbox, Bot()) as bot:
        channel = await bot.fetch_channel(house.general.id)
        assert isinstance(channel, discord.TextChannel)
        thread = await channel.create_thread(name="secret")
        await thread.send("hidden")
    kept = house.world.channels[thread.id]
    assert kept.type is ChannelType.PRIVATE_THREAD
    assert sandbox.messages(kept, seen_by=alice) == []
    assert kept.thread is not None
    kept.thread.members.append(alice.user.id)
    assert [m.content for m in alice.seen(kept)] == ["hidden"]


async def test_threads_go_where_they_can(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """A thread holds no thread, a post needs its message, a name has 1 to 100 letters."""
    talk = await alice.open_thread(house.general, "talk")
    async with running(sandbox, Bot()) as bot:
        for channel, arguments, code in [
            (talk.id, {"name": "inner"}, 50024),
            (house.forum.id, {"name": "post"}, 50035),
            (house.forum.id, {"name": "post", "message": {}}, 50006),
            (house.forum.id, {"name": "post", "message": {"content": "x" * 2001}}, 50035),
            (house.general.id, {"name": "x" * 101, "type": 11}, 50035),
            (house.general.id, {"name": "x", "auto_archive_duration": 7}, 50035),
        ]:
            route = discord.http.Route("POST", "/channels/{channel_id}/threads", channel_id=channel)
            with pytest.raises(discord.HTTPException) as refused:
                await bot.http.request(route, json=arguments)
            assert refused.value.code == code
    with pytest.raises(Impossible, match="posts are for forums"):
        await alice.post(house.general, "title", "text")
    with pytest.raises(Impossible, match="not in the forum"):
        await alice.say(house.forum, "text")
    sandbox.admin.delete_channel(house.general)
    assert talk.id not in house.world.channels
