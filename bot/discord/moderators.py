"""The moderators' commands, `/faq ...`: hidden from members, answered to the moderator alone."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Literal, TypeAlias

import discord
from discord import app_commands

from bot.discord import servers, words
from bot.discord.buttons import Interaction
from bot.discord.gaps import Gaps
from bot.discord.replies import NAMES, missing, patiently, refused, tell
from bot.discord.service import Service
from bot.discord.text import escape
from bot.errors import FootnoteError, errors_among
from bot.ledger.errors import LedgerUnusable
from bot.ledger.ledger import Ledger
from bot.ledger.records import Listening

FAULTS_SHOWN = 8
ENTRIES = ("entry", "entries")
Switch = Literal["on", "off"]
ChosenChannel: TypeAlias = app_commands.AppCommandChannel | app_commands.AppCommandThread


class ListenableChannel(app_commands.Transformer):
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

    async def transform(self, _interaction: Interaction, value: ChosenChannel, /) -> ChosenChannel:
        """The channel as Discord names it; the bot need not know it."""
        return value


ChannelOption = app_commands.Transform[ChosenChannel, ListenableChannel]


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
        self._gaps = Gaps(service)

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether who uses one of these commands may: a server may show them to anybody."""
        return not await refused(interaction)

    # --- The FAQ ---

    @app_commands.command(name="status", description="What I answer from, and where I listen.")
    async def status(self, interaction: Interaction) -> None:
        """Tell the FAQ's state, what is switched on in this server, and the connection."""
        knowledge, guild = self._service.answerer.knowledge, interaction.guild_id or 0
        channels, noted = await self._channels(interaction, guild)
        lines = [
            f"FAQ `{knowledge.fingerprint}`: {words.counted(len(knowledge.entries), *ENTRIES)} "
            f"from {words.counted(len(knowledge.articles), 'article')}.",
            f"It serves since {discord.utils.format_dt(self._service.source.state.loaded, 'R')}.",
            f"Listening in: {channels}",
            *self._bound(interaction),
            *([f"Told of new questions: <#{noted}>"] if noted else []),
            f"Connection: {interaction.client.latency * 1_000:.0f} ms to Discord.",
            *self._model(),
            *self._faults(),
        ]
        await tell(interaction, "\n".join(lines))

    async def _channels(self, interaction: Interaction, guild: int) -> tuple[str, str | None]:
        """Where the bot listens in a server, and where it tells of new questions.

        What else is shown does not wait for the database.
        """
        name = f"{servers.CHANNEL}{guild}"
        try:
            listening, noted = await self._service.in_ledger(
                interaction, lambda ledger: (ledger.listening(), ledger.note(name))
            )
        except LedgerUnusable:
            return words.NOT_KNOWN_NOW, None
        channels = " ".join(f"<#{one.channel}>" for one in listening if one.guild == guild)
        return channels or "no channel; see /faq listen", noted

    @app_commands.command(name="reload", description="Read the FAQ's files again.")
    async def reload(self, interaction: Interaction) -> None:
        """Read the files; with faults the FAQ that serves stays, and the faults are told."""
        if await refused(interaction, self._service.options.operator_guilds):
            return
        await interaction.response.defer(ephemeral=True, thinking=True)
        try:
            await asyncio.to_thread(self._service.source.reload)
        except FootnoteError as error:
            await tell(interaction, f"{words.RELOAD_FAILED}\n{escape(str(error))}")
            return
        if errors_among(self._service.source.faults):
            await tell(interaction, "\n".join([words.RELOAD_FAILED, *self._faults()]))
            return
        knowledge = self._service.answerer.knowledge
        count = words.counted(len(knowledge.entries), *ENTRIES)
        said = words.RELOADED.format(fingerprint=knowledge.fingerprint, count=count)
        await tell(interaction, "\n".join([said, *self._faults()]))

    # --- Channels ---

    @app_commands.command(name="listen", description="Answer in a channel without being mentioned.")
    @app_commands.describe(
        switch="On or off", channel="A text channel, a forum or a thread; this one if left out"
    )
    async def listen(
        self, interaction: Interaction, switch: Switch, channel: ChannelOption | None = None
    ) -> None:
        """Switch listening on or off; it is kept over restarts."""
        number = _number(interaction, channel)
        where = f"<#{number}>"
        if switch == "off":
            await self._stop(interaction, number, where)
        elif not (self._service.options.message_content or is_forum(channel)):
            await tell(interaction, words.NEEDS_CONTENT)
        else:
            one = Listening(interaction.guild_id or 0, number)
            await self._service.in_ledger(interaction, lambda ledger: ledger.listen(one))
            self._service.listening.add(number)
            title_only = is_forum(channel) and not self._service.options.message_content
            said = words.LISTENING_TITLES if title_only else words.LISTENING
            await tell(interaction, said.format(where=where) + lacking(interaction, channel))

    async def _stop(self, interaction: Interaction, number: int, where: str) -> None:
        stop = partial(Ledger.stop_listening, channel=number)
        known = await self._service.in_ledger(interaction, stop)
        self._service.listening.discard(number)
        said = words.NOT_LISTENING if known else words.NEVER_LISTENED
        await tell(interaction, said.format(where=where))

    @app_commands.command(name="scope", description="Answer in a channel from some articles only.")
    @app_commands.describe(
        articles="Titles of articles, with ; between them. Left out: all of them again",
        channel="A text channel, a forum or a thread; this one if left out",
    )
    async def scope(
        self, interaction: Interaction, articles: str = "", channel: ChannelOption | None = None
    ) -> None:
        """Bind a channel, and its threads, to some of the articles; it is kept over restarts."""
        number = _number(interaction, channel)
        try:
            chosen = servers.named(articles, self._service.answerer.knowledge.articles)
        except servers.UnknownArticle as error:
            await tell(interaction, words.NO_SUCH_ARTICLE.format(name=escape(str(error))))
            return
        scope, guild = frozenset(one.name for one in chosen), interaction.guild_id or 0
        await patiently(interaction, servers.bind(self._service, guild, number, scope))
        titles = ", ".join(f"“{escape(one.title)}”" for one in chosen)
        said = words.SCOPED if chosen else words.NOT_SCOPED
        await tell(interaction, said.format(where=f"<#{number}>", titles=titles))

    @scope.autocomplete("articles")
    async def _articles(
        self, _interaction: Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        return servers.offered(current, self._service.answerer.knowledge.articles)

    # --- The editors' questions ---

    @app_commands.command(name="gaps", description="Questions that members sent to the editors.")
    async def gaps(self, interaction: Interaction) -> None:
        """Show what members of this server have sent, without names, to read and to settle."""
        await self._gaps.open(interaction)

    @app_commands.command(
        name="notify", description="Tell a channel, once a day at most, of new questions."
    )
    @app_commands.describe(switch="On or off", channel="The channel; this one if left out")
    async def notify(
        self, interaction: Interaction, switch: Switch, channel: ChannelOption | None = None
    ) -> None:
        """Switch the notes about new questions on or off; they tell how many, and no question."""
        guild = interaction.guild_id or 0
        if switch == "off":
            off = partial(servers.switch_off, guild=guild)
            known = await self._service.in_ledger(interaction, off)
            await tell(interaction, words.NOT_NOTIFYING if known else words.NEVER_NOTIFIED)
            return
        if is_forum(channel):
            await tell(interaction, words.NO_FORUM)
            return
        number = _number(interaction, channel)
        on = partial(servers.switch_on, guild=guild, channel=number)
        count = words.counted(await self._service.in_ledger(interaction, on), "question")
        said = words.NOTIFYING.format(where=f"<#{number}>", count=count)
        await tell(interaction, said + lacking(interaction, channel))

    # --- Lines of the status ---

    def _bound(self, interaction: Interaction) -> list[str]:
        """The channels of this server that are bound to articles, with their titles."""
        titles = {one.name: one.title for one in self._service.answerer.knowledge.articles}
        guild = interaction.guild
        lines = []
        for channel, scope in sorted(self._service.scopes.items()):
            if guild is not None and guild.get_channel_or_thread(channel) is not None:
                known = ", ".join(
                    f"“{escape(titles[name])}”" for name in sorted(scope & set(titles))
                )
                lines.append(f"<#{channel}> answers from: {known or words.SCOPE_GONE}")
        return lines

    def _model(self) -> list[str]:
        chooser = self._service.chooser
        if chooser is None:
            return []
        said = words.MODEL_AWAY if chooser.trouble else words.MODEL
        return [said.format(name=escape(chooser.model.name), count=chooser.counts.asked)]

    def _faults(self) -> list[str]:
        faults = self._service.source.faults
        lines = [f"- {escape(str(fault))}" for fault in faults[:FAULTS_SHOWN]]
        if len(faults) > FAULTS_SHOWN:
            lines.append(words.AND_MORE)
        return [words.FAULTS.format(count=len(faults)), *lines] if lines else []


def _number(interaction: Interaction, channel: ChosenChannel | None) -> int:
    """The number of the channel that was chosen, or of this one."""
    return channel.id if channel else interaction.channel_id or 0


def is_forum(channel: ChosenChannel | None) -> bool:
    """Whether it is a forum, in which all is said in posts."""
    return channel is not None and channel.type is discord.ChannelType.forum


def lacking(interaction: Interaction, channel: ChosenChannel | None) -> str:
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
