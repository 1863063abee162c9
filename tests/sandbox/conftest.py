"""A small world for the tests of the sandbox, served and let go again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from bot.sandbox import (
    ActingMember,
    Channel,
    ChannelType,
    Guild,
    Overwrite,
    Permission,
    Sandbox,
    World,
)


@dataclass(slots=True)
class SmallServer:
    """A guild with two members, a moderator, and a channel of each kind."""

    world: World
    guild: Guild
    general: Channel
    quiet: Channel
    forum: Channel


def build() -> SmallServer:
    """The world that most tests live in."""
    world = World()
    guild = world.add_guild("Reading room")
    world.add_member(guild, "alice")
    world.add_member(guild, "bob")
    moderators = world.add_role(
        guild, "moderators", Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD
    )
    world.add_member(guild, "mona", moderators)
    hidden = Overwrite(guild.id, deny=Permission.VIEW_CHANNEL)
    return SmallServer(
        world,
        guild,
        world.add_channel(guild, "general"),
        world.add_channel(guild, "quiet", overwrites=(hidden,)),
        world.add_channel(guild, "help", ChannelType.FORUM),
    )


@pytest.fixture
def server() -> SmallServer:
    return build()


@pytest.fixture
async def sandbox(server: SmallServer) -> AsyncIterator[Sandbox]:
    async with Sandbox(server.world) as served:
        yield served


@pytest.fixture
def alice(sandbox: Sandbox) -> ActingMember:
    return sandbox.member("alice")


@pytest.fixture
def bob(sandbox: Sandbox) -> ActingMember:
    return sandbox.member("bob")
