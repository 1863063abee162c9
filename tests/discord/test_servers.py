"""Servers: what is remembered of a server goes when the bot is no longer in it."""

from __future__ import annotations

import asyncio

from bot.discord.servers import OWNER, forget_others, switch_on
from bot.ledger.ledger import Ledger
from bot.ledger.records import Listening
from tests.discord.conftest import DiscordServer, Starter


async def cleared(start: Starter, ledger: Ledger, left: set[int]) -> set[int]:
    """Wait until so few channels are remembered, and give those that are listened to."""

    def so() -> bool:
        return {one.channel for one in ledger.listening()} == left == service.listening

    service = start.running[-1].client.service
    async with asyncio.timeout(60):
        while not so():  # noqa: ASYNC110  the client tells no test when a handler has ended
            await asyncio.sleep(0.02)
    return service.listening


async def test_a_server_that_removes_the_bot_is_forgotten(server: DiscordServer) -> None:
    """Its listening channels are cleared; those of a server that is merely unavailable stay."""
    world = server.sandbox.world
    other = world.add_guild("Other room")
    hall = world.add_channel(other, "hall")
    for guild, channel in (
        (server.guild, server.general),
        (other, hall),
        (other, world.add_channel(other, "yard")),
    ):
        server.ledger.listen(Listening(guild.id, channel.id))
        server.ledger.keep_note(f"scope:{guild.id}:{channel.id}", "kiln.txt")
        switch_on(server.ledger, guild.id, channel.id)
    await server.start()
    server.sandbox.admin.outage(server.guild)
    server.sandbox.admin.remove_bot(other)
    assert await cleared(server.start, server.ledger, {server.general.id}) == {server.general.id}
    assert set(server.ledger.notes("scope:")) == {f"scope:{server.guild.id}:{server.general.id}"}
    assert set(server.service.scopes) == {server.general.id}
    assert set(server.ledger.notes("gaps-channel:")) == {f"gaps-channel:{server.guild.id}"}


async def test_a_server_that_removed_the_bot_meanwhile_is_forgotten_at_the_start(
    server: DiscordServer,
) -> None:
    """Nobody tells of it; a server that is unavailable just then, and other shards', stay."""
    world = server.sandbox.world
    away = world.add_guild("Away", with_id=server.guild.id + (2 << 22))
    gone, elsewhere = server.guild.id + (4 << 22), server.guild.id + (1 << 22)
    for guild, channel in ((server.guild.id, 1), (away.id, 2), (gone, 3), (elsewhere, 4)):
        server.ledger.listen(Listening(guild, channel))
        server.ledger.keep_note(f"scope:{guild}:{channel}", "kiln.txt")
    away.available = False
    server.start.launch(shard_count=2, shard_ids=((server.guild.id >> 22) % 2,))
    await server.sandbox.gateway.connected()
    assert await cleared(server.start, server.ledger, {1, 2, 4}) == {1, 2, 4}
    assert set(server.service.scopes) == {1, 2, 4}


async def test_another_application_with_the_same_database_forgets_nothing(
    server: DiscordServer,
) -> None:
    """Who tries the bot with a second token leaves alone what was switched on for the first."""
    elsewhere = server.guild.id + (1 << 22)
    server.ledger.listen(Listening(elsewhere, 1))
    server.ledger.keep_note(OWNER, "1")
    started = await server.start()
    await started.client.wait_until_ready()
    await forget_others(started.client)
    assert [one.channel for one in server.ledger.listening()] == [1]
    server.ledger.keep_note(OWNER, str(started.client.application_id))
    await forget_others(started.client)
    assert not server.ledger.listening()
