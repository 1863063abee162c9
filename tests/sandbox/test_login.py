"""Logging in: the token, the intents that the portal grants, and what the client then knows."""

from __future__ import annotations

import discord
import pytest

from bot.sandbox import Application, Sandbox, World
from tests.sandbox.clients import Bot, pointed_at, running
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


async def test_a_wrong_token_is_refused_at_login(sandbox: Sandbox) -> None:
    """A wrong token fails at the first request, with 401."""
    bot = Bot()
    with pointed_at(sandbox):
        with pytest.raises(discord.LoginFailure):
            await bot.login("wrong")
        await bot.close()
    assert sandbox.journal.counted_as_invalid == 1


async def test_a_token_that_dies_before_the_gateway_ends_the_client(sandbox: Sandbox) -> None:
    """A token that the gateway does not take closes it with 4004, and the client gives up."""
    bot = Bot()
    with pointed_at(sandbox):
        await bot.login(sandbox.token)
        sandbox.world.application.token = "another"  # noqa: S105 - opens nothing
        with pytest.raises(discord.ConnectionClosed) as closed:
            await bot.connect()
        await bot.close()
    assert closed.value.code == 4004


async def test_an_intent_that_the_portal_did_not_grant_ends_the_client(sandbox: Sandbox) -> None:
    """Asking for message content without the portal's switch closes the gateway with 4014."""
    intents = discord.Intents.default()
    intents.message_content = True
    bot = Bot(intents=intents)
    with pointed_at(sandbox), pytest.raises(discord.PrivilegedIntentsRequired):
        await bot.start(sandbox.token)
    await bot.close()


async def test_the_application_tells_which_intents_are_granted() -> None:
    """The application's flags tell which privileged intents the portal grants."""
    world = World(Application(message_content=True))
    async with Sandbox(world) as sandbox:
        bot = Bot()
        with pointed_at(sandbox):
            await bot.login(sandbox.token)
            info = await bot.application_info()
            await bot.close()
    assert info.flags.gateway_message_content_limited
    assert not info.flags.gateway_guild_members_limited
    assert info.owner.name == "owner"
