"""Permitting: whether a command is for who uses it there; Discord's own switches can be undone.

A server's administrators may show a command to anybody, and a command that was registered once may
be in a menu for a while after the setting is gone. So each handler looks for itself.
"""

from __future__ import annotations

from collections.abc import Collection

from bot.faces.discord import words
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.replies import tell


async def refused(interaction: Interaction, guilds: Collection[int] | None = None) -> bool:
    """Whether it was refused, and told so: to who may not manage the server, or elsewhere.

    `guilds` are the servers where it may be used; None for all.
    """
    if interaction.guild_id is None or not interaction.permissions.manage_guild:
        await tell(interaction, words.FOR_MODERATORS)
        return True
    if guilds is not None and interaction.guild_id not in guilds:
        await tell(interaction, words.FOR_THE_OPERATOR)
        return True
    return False
