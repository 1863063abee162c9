"""The place of the trial: a server with one channel, a member and a moderator."""

from __future__ import annotations

import secrets

from bot.sandbox import Permission, Portal, World

MEMBER = "alice"
MODERATOR = "mona"


def reading_room(topic: str) -> World:
    """A world for the bot to be tried in; it may listen, so that a moderator can switch that on."""
    world = World(Portal(name="Footnote", message_content=True, token=secrets.token_urlsafe(32)))
    guild = world.add_guild("Reading room")
    rights = Permission.MANAGE_MESSAGES | Permission.MANAGE_GUILD
    moderators = world.add_role(guild, "moderator", rights)
    world.add_member(guild, world.add_user(MEMBER, shown_as="Alice"))
    world.add_member(guild, world.add_user(MODERATOR, shown_as="Mona"), moderators)
    world.add_channel(guild, "general", topic=topic)
    return world
