"""Logging in: the token, the intents that the portal grants, and what the client then knows."""

from __future__ import annotations

from bot.sandbox import Sandbox
from tests.sandbox.clients import Bot, running
from tests.sandbox.conftest import SmallServer


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
