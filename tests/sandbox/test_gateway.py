"""The gateway under disturbance: dropped lines, reconnects, lost sessions, silence, shards."""

from __future__ import annotations

import json
import zlib
from typing import Any

import aiohttp
import discord
import pytest

from bot.sandbox import ActingMember, Sandbox, World
from tests.sandbox.clients import Bot, pointed_at, running
from tests.sandbox.conftest import House


async def answered(sandbox: Sandbox, house: House, text: str) -> str:
    """Say something to the bot and give its answer."""
    said = await sandbox.member("alice").say(house.general, f"{sandbox.bot_mention} {text}")
    return (await sandbox.next_message(house.general, after=said)).content


async def resumed(sandbox: Sandbox, times: int = 1) -> None:
    """Wait until a session was resumed so many times."""
    sessions = sandbox.gateway.switchboard.sessions
    await sandbox.hub.until(
        lambda: any(s.resumed >= times and s.line for s in sessions.values()), "a RESUME"
    )


async def test_a_cut_line_is_resumed_and_what_was_missed_comes_after(
    sandbox: Sandbox, house: House, alice: ActingMember
) -> None:
    """After a cut the client resumes; what was said meanwhile reaches it, once and in order."""
    async with running(sandbox, Bot()) as bot:
        assert await answered(sandbox, house, "one") == f"echo: {sandbox.bot_mention} one"
        assert sandbox.gateway.drop() == 1
        for word in ("two", "three"):
            await alice.say(house.general, f"{sandbox.bot_mention} {word}")
        await resumed(sandbox)
        await sandbox.hub.until(lambda: len(bot.heard) == 3 or None, "the missed messages")
        await answered(sandbox, house, "four")
    assert [m.content.split()[-1] for m in bot.heard] == ["one", "two", "three", "four"]
    assert bot.events.count("READY") == 1
    assert sandbox.gateway.switchboard.identified == 1


async def test_op_7_is_followed_and_resumed(sandbox: Sandbox, house: House) -> None:
    """Told to reconnect, the client comes back and resumes its session."""
    async with running(sandbox, Bot()):
        sandbox.gateway.ask_to_reconnect()
        await resumed(sandbox)
        assert await answered(sandbox, house, "still there")


async def test_op_9_resumable_is_resumed(sandbox: Sandbox, house: House) -> None:
    """An invalid session that may be resumed is resumed."""
    async with running(sandbox, Bot()):
        sandbox.gateway.invalidate(resumable=True)
        await resumed(sandbox)
        assert await answered(sandbox, house, "still there")


async def test_op_9_ends_the_session_and_the_client_identifies_anew(
    sandbox: Sandbox, house: House
) -> None:
    """An invalid session that may not be resumed is left, and the client starts a new one."""
    async with running(sandbox, Bot()) as bot:
        sandbox.gateway.invalidate(resumable=False)
        await sandbox.gateway.connected()
        assert await answered(sandbox, house, "here again")
    assert bot.events.count("READY") == 2


async def test_a_refused_resume_leads_to_a_new_session(sandbox: Sandbox, house: House) -> None:
    """A RESUME that is refused ends in a new session."""
    async with running(sandbox, Bot()) as bot:
        sandbox.gateway.refuse_resumes = 1
        sandbox.gateway.drop(4000)
        await sandbox.gateway.connected()
        assert await answered(sandbox, house, "here again")
    assert bot.events.count("READY") == 2


async def test_silence_is_noticed_and_mended(house: House) -> None:
    """Without an answer to its heartbeats the client cuts the line itself and resumes."""
    async with (
        Sandbox(house.world, heartbeat_seconds=0.1) as sandbox,
        running(sandbox, Bot(heartbeat_timeout=0.3)),
    ):
        sandbox.gateway.acknowledges = False
        await resumed(sandbox)
        sandbox.gateway.acknowledges = True
        assert await answered(sandbox, house, "heard again")


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

    world.portal.shards = 2
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


async def test_a_guild_comes_and_goes(sandbox: Sandbox, house: House, alice: ActingMember) -> None:
    """Invitations, outages and removals reach the bot as they happen."""
    async with running(sandbox, Bot()) as bot:
        await answered(sandbox, house, "before")
        annex = house.world.add_guild("Annex")
        house.world.add_member(annex, alice.user)
        sandbox.admin.invite_bot(annex)
        sandbox.admin.outage(house.guild)
        sandbox.admin.invite_bot(house.guild)
        lobby = house.world.add_channel(annex, "lobby")
        sandbox.admin.add_channel(lobby)
        await alice.say(lobby, sandbox.bot_mention)
        await sandbox.next_message(lobby)
        assert {g.name for g in bot.guilds} == {"Annex", "Reading room"}
        sandbox.admin.delete_channel(lobby)
        sandbox.admin.remove_bot(annex)
        await answered(sandbox, house, "after")
        assert [g.name for g in bot.guilds] == ["Reading room"]


CASES: list[tuple[Any, int]] = [
    ("no json", 4002),
    ({"op": 99, "d": None}, 4001),
    ({"op": 3, "d": None}, 4003),
    ({"op": 2, "d": {"token": "wrong", "intents": 0}}, 4004),
    ({"op": 2, "d": {"intents": 0, "shard": [2, 2]}}, 4010),
    ({"op": 2, "d": {"intents": 1 << 40}}, 4013),
    ({"op": 2, "d": {"intents": 1 << 15}}, 4014),
    ({"op": 6, "d": {"token": "wrong"}}, 4004),
]


@pytest.mark.parametrize(("frame", "code"), CASES, ids=[str(code) for _, code in CASES])
async def test_bad_frames_close_the_line(sandbox: Sandbox, frame: Any, code: int) -> None:
    """A frame that Discord would not take closes the line with Discord's code."""
    if isinstance(frame, dict) and isinstance(frame["d"], dict):
        frame = {**frame, "d": {"token": sandbox.token, **frame["d"]}}
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(sandbox.gateway_url) as socket,
    ):
        assert (await socket.receive_json())["op"] == 10
        await socket.send_str(frame if isinstance(frame, str) else json.dumps(frame))
        assert (await socket.receive()).type is aiohttp.WSMsgType.CLOSE
        assert socket.close_code == code


async def test_frames_are_compressed_only_when_asked_for(sandbox: Sandbox) -> None:
    """zlib-stream gives one context for the whole line; without it frames are text."""
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(sandbox.gateway_url + "?compress=zlib-stream") as socket:
            context = zlib.decompressobj()
            await socket.send_json({"op": 1, "d": None})
            frames = [json.loads(context.decompress((await socket.receive()).data)) for _ in "ab"]
        async with session.ws_connect(sandbox.gateway_url) as socket:
            plain = await socket.receive_json()
    assert [f["op"] for f in frames] == [10, 11]
    assert plain["op"] == 10


async def test_members_are_listed_only_with_the_intent(sandbox: Sandbox, house: House) -> None:
    """Searching members by name needs no intent; a member that is not there is not found."""
    async with running(sandbox, Bot()) as bot:
        await answered(sandbox, house, "ready")
        guild = bot.get_guild(house.guild.id)
        assert guild is not None
        found = await guild.query_members("ali")
        assert [m.name for m in found] == ["alice"]


async def test_the_client_is_pointed_back(sandbox: Sandbox) -> None:
    """After a test discord.py points to Discord again."""
    with pointed_at(sandbox):
        assert sandbox.api_base == discord.http.Route.BASE
    assert discord.http.Route.BASE == "https://discord.com/api/v10"
