"""The client: a discord.py bot that hands what happens to the rooms beside it, and nothing more."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

import discord
from discord import app_commands
from discord.ext import commands, tasks

from bot.desk import ALL
from bot.faces.discord.adding import Adding
from bot.faces.discord.buttons import Interaction, pressed_with
from bot.faces.discord.clicks import Clicks
from bot.faces.discord.commands import Asking
from bot.faces.discord.crowd import Crowd
from bot.faces.discord.faults import fault, log
from bot.faces.discord.forum import Forum
from bot.faces.discord.gap_notes import GapNotes
from bot.faces.discord.messages import Messages
from bot.faces.discord.moderators import FaqCommands
from bot.faces.discord.options import Options
from bot.faces.discord.replies import apologise
from bot.faces.discord.scoping import bind, read_scopes
from bot.faces.discord.service import Service
from bot.faces.discord.sync import sync
from bot.faces.discord.work import Work
from bot.store.ledger import Ledger

WRITE_EVERY = 5.0  # seconds between two writings of the counts
FORGET_EVERY = 24.0  # hours


class Unprepared(Exception):
    """What the ledger remembers can't be read, without which the bot must not serve."""


class Tree(app_commands.CommandTree["FootnoteBot"]):
    """The commands; each interaction is handled once, and a fault is told to its member."""

    async def interaction_check(self, interaction: Interaction, /) -> bool:
        """Whether this is the first time that the gateway tells of an interaction."""
        if self.client.deaf:
            return False
        first = self.client.service.seen.first(interaction.id)
        if first and interaction.type is discord.InteractionType.application_command:
            self.client.work.begin(interaction.id)
        return first

    async def on_error(
        self, interaction: Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Log a fault and tell the member its reference."""
        name = interaction.command.name if interaction.command else "a command"
        with self.client.work.doing(interaction.id):
            await apologise(interaction, f"command {name}", error)


class FootnoteBot(commands.AutoShardedBot):
    """The bot in Discord. It asks for no privileged intent unless the operator chose to."""

    tree: Tree
    deaf: ClassVar[bool] = False
    """Whether it leaves every command to another process of the same bot."""

    def __init__(self, service: Service) -> None:
        options = service.options
        # A bot that does not speak needs no warning that it can't.
        discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
        super().__init__(
            command_prefix=commands.when_mentioned,
            help_command=None,
            tree_cls=Tree,
            intents=intents_for(options),
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=options.shard_count,
            # Its own default is None, though its type does not say so.
            shard_ids=list(options.shard_ids) if options.shard_ids else None,  # type: ignore[arg-type]
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.service = service
        service.parent_of = self._parent_of
        self.leaving = False
        self.work = Work()
        self._crowd = crowd = Crowd()
        self._messages = Messages(service, crowd)
        self._forum = Forum(service, crowd)
        self._clicks = Clicks(service)
        self.gap_notes = GapNotes(service, self)
        self.add_dynamic_items(pressed_with(self._pressed))

    async def setup_hook(self) -> None:
        """Bring in the commands and what the ledger remembers; sync what Discord lacks."""
        await self.add_commands()
        try:
            heard = await self.service.clerk.do(Ledger.listening)
            scopes = await self.service.clerk.do(read_scopes)
        except Exception as error:
            fault("reading the listening channels", error)
            raise Unprepared from error
        self.service.listening.update(one.channel for one in heard)
        self.service.scopes.update(scopes)
        try:
            await sync(self.tree, self.service)
        except Exception as error:  # noqa: BLE001  the commands of the last time still work
            fault("syncing the commands", error)
        self._write_counts.start()
        self._forget.start()
        self.gap_notes.start()

    async def add_commands(self) -> None:
        """Bring in the commands, without telling Discord."""
        asking = Asking(self.service)
        await self.add_cog(asking)
        self.tree.add_command(asking.menu)
        self.tree.add_command(FaqCommands(self.service))
        if self.service.options.writes_to:
            adding = Adding(self.service)
            self.tree.add_command(adding.menu, guilds=adding.guilds)

    def _parent_of(self, channel: int) -> int | None:
        """The channel that a thread belongs to, as far as Discord has told of it."""
        return getattr(self.get_channel(channel), "parent_id", None)

    # --- What happens ---

    async def on_message(self, message: discord.Message, /) -> None:
        """Read a message, unless the bot is about to leave."""
        if self.leaving or self.user is None:
            return
        self._forum.hear(message)
        with self.work.doing(message.id):
            await self._messages.read(message, self.user.id)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Read a new forum post."""
        if not self.leaving:
            with self.work.doing(("post", thread.id)):
                await self._forum.read(thread)

    async def on_guild_channel_update(self, _before: object, _after: object) -> None:
        """A channel's permissions may be others now."""
        self._messages.forgive()

    async def on_guild_role_update(self, _before: object, _after: object) -> None:
        """A role's permissions may be others now."""
        self._messages.forgive()

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """There is nothing to listen to any more."""
        await self._unlisten(channel.id)

    async def on_raw_thread_delete(self, gone: discord.RawThreadDeleteEvent) -> None:
        """There is nothing to listen to any more."""
        await self._unlisten(gone.thread_id)

    async def _unlisten(self, channel: int) -> None:
        if channel in self.service.scopes:
            await bind(self.service, channel, ALL)
        if channel in self.service.listening:
            self.service.listening.discard(channel)
            await self.service.clerk.do(lambda book: book.stop_listening(channel))

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Be wary of what is told until the connection is back."""
        self._crowd.lose(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """All that was missed has been told."""
        self._crowd.regain(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """A new connection tells nothing of before."""
        self._crowd.regain(shard_id)

    async def _pressed(self, interaction: Interaction, custom_id: str) -> None:
        with self.work.doing(interaction.id):
            await self._clicks.press(interaction, custom_id)

    async def on_app_command_completion(self, interaction: Interaction, _command: object) -> None:
        """A command has been answered."""
        self.work.end(interaction.id)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what no handler has caught; discord.py goes on."""
        error = sys.exc_info()[1]
        if error is not None:
            fault(event_method, error)

    async def on_ready(self) -> None:
        """Say in the log that all servers are there."""
        log.info("ready: %d server(s), %d shard(s)", len(self.guilds), len(self.shards))

    # --- Now and then ---

    @tasks.loop(seconds=WRITE_EVERY)
    async def _write_counts(self) -> None:
        try:
            await self.service.clerk.write_counts()
        except Exception as error:  # noqa: BLE001  the counts are kept and written the next time
            fault("writing the counts", error)

    @tasks.loop(hours=FORGET_EVERY)
    async def _forget(self) -> None:
        try:
            await self.service.clerk.forget_older_than(self.service.options.retention_days)
        except Exception as error:  # noqa: BLE001  tried again the next day
            fault("erasing old questions", error)

    async def finish(self, seconds: float) -> bool:
        """Take nothing new and wait for what is being answered; whether all of it was finished."""
        self.leaving = True
        self._write_counts.cancel()
        self._forget.cancel()
        self.gap_notes.stop()
        return await self.work.finished(seconds)


def intents_for(options: Options) -> discord.Intents:
    """The least that is needed; message content only if the operator chose it."""
    intents = discord.Intents.none()
    intents.guilds = True
    intents.guild_messages = True
    intents.dm_messages = True
    intents.message_content = options.message_content
    return intents
