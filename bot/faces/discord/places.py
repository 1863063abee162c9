"""Places: the channels that moderators can name, and what the bot may do there."""

from __future__ import annotations

from typing import TypeAlias

import discord
from discord import app_commands

from bot.faces.discord import words
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.invite import NAMES, missing

Named: TypeAlias = app_commands.AppCommandChannel | app_commands.AppCommandThread


class Hearable(app_commands.Transformer):
    """The kinds of channels that the bot can listen in, as Discord offers them to choose from."""

    @property
    def type(self) -> discord.AppCommandOptionType:
        """A channel."""
        return discord.AppCommandOptionType.channel

    @property
    def channel_types(self) -> list[discord.ChannelType]:
        """Text channels, forums and threads."""
        kinds = discord.ChannelType
        threads = [kinds.news_thread, kinds.public_thread, kinds.private_thread]
        return [kinds.text, kinds.news, kinds.forum, *threads]

    async def transform(self, _interaction: Interaction, value: Named, /) -> Named:
        """The channel as Discord names it; the bot need not know it."""
        return value


def is_forum(channel: Named | None) -> bool:
    """Whether it is a forum, in which all is said in posts."""
    return channel is not None and channel.type is discord.ChannelType.forum


def lacking(interaction: Interaction, channel: Named | None) -> str:
    """What the bot still needs to be allowed to do there, as a sentence; empty if nothing."""
    allowed = interaction.app_permissions
    if channel is not None and interaction.guild is not None:
        known = channel.resolve()
        if known is None:
            return f" {words.LACKING.format(missing=NAMES['view_channel'])}"
        allowed = known.permissions_for(interaction.guild.me)
    place = channel or interaction.channel
    kind = place.type if place is not None else discord.ChannelType.text
    names = ", ".join(missing(allowed, kind))
    return f" {words.LACKING.format(missing=names)}" if names else ""
