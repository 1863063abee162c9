"""The moderators' commands, `/faq ...`: hidden from members, answered to the moderator alone."""

from __future__ import annotations

import asyncio
from typing import Literal, TypeAlias

import discord
from discord import app_commands

from bot.core.errors import FootnoteError
from bot.faces.discord import words
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.escaping import escape
from bot.faces.discord.invite import NAMES, missing
from bot.faces.discord.replies import patiently, tell
from bot.faces.discord.service import Service
from bot.store.ledger import LedgerUnusable, Listening

FAULTS_SHOWN = 8
GAPS_SHOWN = 20
ENTRIES = ("entry", "entries")
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


class FaqCommands(app_commands.Group):
    """What moderators of a server can see and switch."""

    def __init__(self, service: Service) -> None:
        super().__init__(
            name="faq",
            description="For moderators: what the bot answers from, and where it listens.",
            default_permissions=discord.Permissions(manage_guild=True),
            guild_only=True,
        )
        self._service = service

    @app_commands.command(name="status", description="What I answer from, and where I listen.")
    async def status(self, interaction: Interaction) -> None:
        """Tell the FAQ's state, the listening channels of this server and the connection."""
        knowledge = self._service.desk.knowledge
        guild = interaction.guild_id
        channels = await self._channels(interaction, guild)
        lines = [
            f"FAQ `{knowledge.fingerprint}`: {words.counted(len(knowledge.entries), *ENTRIES)} "
            f"from {words.counted(len(knowledge.articles), 'article')}.",
            f"It serves since {discord.utils.format_dt(self._service.shelf.state.loaded, 'R')}.",
            f"Listening in: {channels}",
            f"Connection: {interaction.client.latency * 1_000:.0f} ms to Discord.",
            *self._faults(),
        ]
        await tell(interaction, "\n".join(lines))

    async def _channels(self, interaction: Interaction, guild: int | None) -> str:
        """Where the bot listens in a server; what else is told does not wait for the database."""
        work = self._service.clerk.do(lambda book: book.listening())
        try:
            heard = await patiently(interaction, work)
        except LedgerUnusable:
            return words.NOT_KNOWN_NOW
        channels = " ".join(f"<#{one.channel}>" for one in heard if one.guild == guild)
        return channels or "no channel; see /faq listen"

    @app_commands.command(name="reload", description="Read the FAQ's files again.")
    async def reload(self, interaction: Interaction) -> None:
        """Read the files; with faults the FAQ that serves stays, and the faults are told."""
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            await asyncio.to_thread(self._service.shelf.reload)
        except FootnoteError as error:
            await tell(interaction, f"{words.RELOAD_FAILED}\n{escape(str(error))}")
            return
        if any(fault.severity == "error" for fault in self._service.shelf.faults):
            await tell(interaction, "\n".join([words.RELOAD_FAILED, *self._faults()]))
            return
        knowledge = self._service.desk.knowledge
        count = words.counted(len(knowledge.entries), *ENTRIES)
        said = words.RELOADED.format(fingerprint=knowledge.fingerprint, count=count)
        await tell(interaction, "\n".join([said, *self._faults()]))

    @app_commands.command(name="listen", description="Answer in a channel without being mentioned.")
    @app_commands.describe(
        switch="On or off", channel="A text channel, a forum or a thread; this one if left out"
    )
    async def listen(
        self,
        interaction: Interaction,
        switch: Literal["on", "off"],
        channel: app_commands.Transform[Named, Hearable] | None = None,
    ) -> None:
        """Switch listening on or off; it is kept over restarts."""
        number = channel.id if channel else interaction.channel_id or 0
        where = f"<#{number}>"
        if switch == "off":
            await self._stop(interaction, number, where)
        elif not (self._service.options.message_content or _is_forum(channel)):
            await tell(interaction, words.NEEDS_CONTENT)
        else:
            lacking = _lacking(interaction, channel)
            one = Listening(interaction.guild_id or 0, number)
            await patiently(interaction, self._service.clerk.do(lambda book: book.listen(one)))
            self._service.listening.add(number)
            title_only = _is_forum(channel) and not self._service.options.message_content
            said = words.LISTENING_TITLES if title_only else words.LISTENING
            await tell(interaction, said.format(where=where) + lacking)

    async def _stop(self, interaction: Interaction, number: int, where: str) -> None:
        work = self._service.clerk.do(lambda book: book.stop_listening(number))
        known = await patiently(interaction, work)
        self._service.listening.discard(number)
        said = words.NOT_LISTENING if known else words.NEVER_LISTENED
        await tell(interaction, said.format(where=where))

    @app_commands.command(name="gaps", description="Questions that members sent to the editors.")
    async def gaps(self, interaction: Interaction) -> None:
        """List the latest questions that members of this server have sent, without names."""
        guild = interaction.guild_id or 0
        work = self._service.clerk.do(lambda book: book.gaps(guild, GAPS_SHOWN + 1))
        kept = await patiently(interaction, work)
        lines = [f"- {words.WHY[gap.why]}, {gap.day}: {escape(gap.question)}" for gap in kept]
        if len(kept) > GAPS_SHOWN:
            lines[GAPS_SHOWN:] = [words.AND_MORE]
        await tell(interaction, "\n".join([words.GAPS, *lines]) if lines else words.NO_GAPS)

    def _faults(self) -> list[str]:
        faults = self._service.shelf.faults
        lines = [f"- {escape(str(fault))}" for fault in faults[:FAULTS_SHOWN]]
        if len(faults) > FAULTS_SHOWN:
            lines.append(words.AND_MORE)
        return [words.FAULTS.format(count=len(faults)), *lines] if lines else []


def _is_forum(channel: Named | None) -> bool:
    return channel is not None and channel.type is discord.ChannelType.forum


def _lacking(interaction: Interaction, channel: Named | None) -> str:
    """What the bot still needs to be allowed to do there, as a sentence; empty if nothing."""
    allowed = interaction.app_permissions
    if channel is not None and interaction.guild is not None:
        known = channel.resolve()
        if known is None:
            return f" {words.LACKING.format(missing=NAMES['view_channel'])}"
        allowed = known.permissions_for(interaction.guild.me)
    place = channel or interaction.channel
    kind = place.type if place is not None else discord.ChannelType.text
    lacking = ", ".join(missing(allowed, kind))
    return f" {words.LACKING.format(missing=lacking)}" if lacking else ""
