"""The gateway under disturbance: dropped lines, reconnects, lost sessions, silence, shards."""

from __future__ import annotations

from collections.abc import Callable

import discord
import pytest

from bot.sandbox import ActingMember, Sandbox, World
from bot.sandbox.gateway import Gateway
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


def ask_to_resume(gateway: Gateway) -> None:
    gateway.invalidate(resumable=True)


def end_session(gateway: Gateway) -> None:
    gateway.invalidate(resumable=False)


def refuse_resume(gateway: Gateway) -> None:
    gateway.refuse_resumes = 1
    gateway.drop(4000)


@pytest.mark.parametrize("disturb", [Gateway.ask_to_reconnect, ask_to_resume])
async def test_op_7_and_a_resumable_op_9_are_resumed(
    sandbox: Sandbox, server: SmallServer, disturb: Callable[[Gateway], None]
) -> None:
    """Told to reconnect, or that its session is to be resumed, the client resumes it."""
    async with running(sandbox, Bot()):
        disturb(sandbox.gateway)
        await resumed(sandbox)
        assert await answered(sandbox, server, "still there")


@pytest.mark.parametrize("disturb", [end_session, refuse_resume])
async def test_a_session_that_is_over_is_followed_by_a_new_one(
    sandbox: Sandbox, server: SmallServer, disturb: Callable[[Gateway], None]
) -> None:
    """A session that may not be resumed, or whose RESUME is refused, is left for a new one."""
    async with running(sandbox, Bot()) as bot:
        disturb(sandbox.gateway)
        await sandbox.gateway.connected()
        assert await answered(sandbox, server, "here again")
    assert bot.events.count("READY") == 2


async def test_silence_is_noticed_and_mended(server: SmallServer) -> None:
    """Without an answer to its heartbeats the client cuts the line itself and resumes."""
    async with (
        Sandbox(server.world, heartbeat_seconds=0.1) as sandbox,
        running(sandbox, Bot(heartbeat_timeout=0.3)),
    ):
        sandbox.gateway.acknowledges = False
        await resumed(sandbox)
        sandbox.gateway.acknowledges = True
        assert await answered(sandbox, server, "heard again")


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


async def test_a_guild_comes_and_goes(
    sandbox: Sandbox, server: SmallServer, alice: ActingMember
) -> None:
    """Invitations, outages and removals reach the bot as they happen."""
    async with running(sandbox, Bot()) as bot:
        await answered(sandbox, server, "before")
        annex = server.world.add_guild("Annex")
        server.world.add_member(annex, alice.user)
        sandbox.admin.invite_bot(annex)
        sandbox.admin.outage(server.guild)
        sandbox.admin.invite_bot(server.guild)
        lobby = server.world.add_channel(annex, "lobby")
        await alice.say(lobby, sandbox.bot_mention)
        await sandbox.next_message(lobby)
        assert {g.name for g in bot.guilds} == {"Annex", "Reading room"}
        sandbox.admin.delete_channel(lobby)
        sandbox.admin.remove_bot(annex)
        await answered(sandbox, server, "after")
        assert [g.name for g in bot.guilds] == ["Reading room"]
