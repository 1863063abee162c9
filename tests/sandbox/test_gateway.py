"""The gateway: logging in, dropped lines, shards."""

from __future__ import annotations

import discord

from bot.sandbox import ActingMember, Sandbox, World
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer


async def answered(sandbox: Sandbox, server: SmallServer, text: str) -> str:
    """Say something to the bot and give its answer."""
    said = await sandbox.member("alice").say(server.general, f"{sandbox.bot_mention} {text}")
    return (await sandbox.next_message(server.general, after=said)).content


async def resumed(sandbox: Sandbox, times: int = 1) -> None:
    """Wait until a session was resumed so many times."""
    sessions = sandbox.gateway.sessions.by_id
    await sandbox.events.until(
        lambda: any(s.resumed >= times and s.line for s in sessions.values()), "a RESUME"
    )


async def test_a_cut_line_is_resumed_and_what_was_missed_comes_after(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """After a cut the client resumes; what was said meanwhile reaches it, once and in order."""
    async with running(sandbox, Bot()) as bot:
        assert await answered(sandbox, server, "one") == f"echo: {sandbox.bot_mention} one"
        assert sandbox.gateway.drop() == 1
        for word in ("two", "three"):
            await alice.say(server.general, f"{sandbox.bot_mention} {word}")
        await resumed(sandbox)
        await sandbox.events.until(lambda: len(bot.heard) == 3 or None, "the missed messages")
        await answered(sandbox, server, "four")
    assert [m.content.split()[-1] for m in bot.heard] == ["one", "two", "three", "four"]
    assert bot.events.count("READY") == 1
    assert sandbox.gateway.sessions.identified == 1


async def test_two_shards_share_the_guilds() -> None:
    """Each shard hears of its own guilds only; direct messages come to shard 0."""
    world = World()
    guilds = [world.add_guild(f"guild {n}", with_id=(1000 + n) << 22) for n in (0, 1)]
    for guild in guilds:
        world.add_channel(guild, guild.name)
    alice = world.add_member(guilds[0], "alice").user
    world.add_member(guilds[1], alice)

    class Sharded(Bot, discord.AutoShardedClient):
        pass

    world.application.shards = 2
    async with Sandbox(world) as sandbox, running(sandbox, Sharded(), shards=2) as bot:
        acting = sandbox.member("alice")
        for guild in guilds:
            channel = sandbox.channel(guild.name)
            await acting.say(channel, sandbox.bot_mention)
            await sandbox.next_message(channel)
        direct = await acting.direct()
        await acting.say(direct, "psst")
        await sandbox.next_message(direct)
        assert sorted(bot.shards) == [0, 1]
        assert [m.guild and m.guild.shard_id for m in bot.heard] == [0, 1, None]
        sandbox.gateway.drop(shard=1)
        await resumed(sandbox)
    assert len(bot.heard) == 3
    assert sandbox.journal.to("GET", "/gateway/bot")


async def test_a_client_logs_in_and_knows_its_guild(sandbox: Sandbox, server: SmallServer) -> None:
    """A client that logs in knows its application, its guild, and its rights in each channel."""
    async with running(sandbox, Bot()) as bot:
        await sandbox.member("alice").say(server.general, f"{sandbox.bot_mention} hello")
        await sandbox.next_message(server.general)
        guild = bot.get_guild(server.guild.id)
        assert guild is not None
        assert guild.me.id == bot.application_id == server.world.bot.id
        general, quiet = guild.get_channel(server.general.id), guild.get_channel(server.quiet.id)
        assert general is not None
        assert quiet is not None
        assert general.permissions_for(guild.me).send_messages
        assert not quiet.permissions_for(guild.me).view_channel
    assert sandbox.journal.all_valid
