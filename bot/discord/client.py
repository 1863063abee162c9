"""The client: a discord.py bot that hands each event to the module that deals with it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Hashable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar

import discord
from discord.ext import commands, tasks

from bot.answering.answerer import ALL
from bot.discord.buttons import Interaction
from bot.discord.clicks import Clicks
from bot.discord.commands import AddToFaq, MemberCommands
from bot.discord.connection import SteadyClient
from bot.discord.forum import Forum
from bot.discord.logs import fault, log, logged
from bot.discord.messages import Messages
from bot.discord.missed import MissedMessages
from bot.discord.moderators import FaqCommands
from bot.discord.options import Options
from bot.discord.servers import bind, forget, forget_others, read_scopes, tell_new_gaps
from bot.discord.service import Service, today
from bot.discord.sync import Tree
from bot.discord.tracking import ChannelActivity, ReceivedMessages
from bot.language_model import NoReply
from bot.ledger.ledger import Ledger

WRITE_EVERY = 5.0  # seconds between two writings of the counts
TELL_EVERY = 10.0  # minutes between two looks for new questions
FORGET_EVERY = 5.0  # minutes between two erasings of what is past its time
DRAINING = 0.05  # seconds in which what has come in already is still taken, at the end
SYNCING = 1.0  # seconds that the connection waits for the commands: mostly they are there by then


class LedgerUnreadable(Exception):
    """What the ledger remembers can't be read, without which the bot must not serve."""


class OpenWork:
    """What is being answered, so that leaving can wait for it."""

    def __init__(self) -> None:
        self._open: dict[Hashable, asyncio.Task[object] | None] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def busy(self) -> bool:
        """Whether anything is open."""
        return bool(self._open)

    def oldest(self) -> int | None:
        """The first message, interaction or post that is still open; None if there is none."""
        numbers = (key[-1] if isinstance(key, tuple) else key for key in self._open)
        return min((one for one in numbers if isinstance(one, int)), default=None)

    def begin(self, key: Hashable, task: asyncio.Task[object] | None = None) -> None:
        """Something has begun."""
        self._open[key] = task
        self._idle.clear()

    def end(self, key: Hashable) -> None:
        """It has ended; ending twice does no harm."""
        self._open.pop(key, None)
        if not self._open:
            self._idle.set()

    @contextmanager
    def doing(self, key: Hashable) -> Iterator[None]:
        """Something is done within this block.

        What comes a second time meanwhile is left alone by who handles it, and is no work.
        """
        if self._open.get(key) is not None:
            yield
            return
        self.begin(key, asyncio.current_task())
        try:
            yield
        finally:
            self.end(key)

    def give_up(self) -> int:
        """Cancel what is still done within a block; how much that was."""
        tasks = {task for task in self._open.values() if task is not None}
        for task in tasks:
            task.cancel()
        return len(tasks)

    async def finished(self, seconds: float) -> bool:
        """Wait until nothing is open; False if that takes longer than so many seconds."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


class FootnoteBot(SteadyClient):
    """The bot in Discord. It asks for no privileged intent unless the operator chose to."""

    tree: Tree
    passive: ClassVar[bool] = False
    """Whether it leaves every command to another process of the same bot."""
    leaving = False
    """Whether it takes no message any more."""

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
            shard_ids=list(options.shard_ids) if options.shard_ids else None,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.service = service
        # The channel that a thread belongs to, as far as Discord has named it.
        service.parent_of = lambda one: getattr(self.get_channel(one), "parent_id", None)
        self.work = OpenWork()
        self._activity = activity = ChannelActivity()
        self._received = ReceivedMessages()
        self._messages = Messages(service, activity)
        self._forum = Forum(service, activity)
        self._clicks = Clicks(service)
        self._missed_messages = MissedMessages(self, self._received)
        self._add_to_faq = AddToFaq(service)
        self._loops = (self._write_counts, self._forget, self._tell_of_gaps)
        for what in ("guild_channel", "raw_thread", "guild_role", "member"):
            self.add_listener(self._allowed_anew, f"on_{what}_update")

    async def setup_hook(self) -> None:
        """Bring in the commands and what the ledger remembers; sync what Discord lacks."""
        await self.add_commands()
        try:
            listening = await self.service.recorder.do(Ledger.listening)
            scopes = await self.service.recorder.do(read_scopes)
        except Exception as error:
            fault("reading the listening channels", error)
            raise LedgerUnreadable from error
        self.service.listening.update(one.channel for one in listening)
        self.service.scopes.update(scopes)
        with logged("reading up to where messages were told"):
            await self._missed_messages.remember()
        await asyncio.wait({self.tree.start_syncing()}, timeout=SYNCING)
        if self.service.chooser is not None:
            try:
                await self.service.chooser.prepare()
            except NoReply as error:
                log.warning("no model chooses: %s", error)
        for loop in self._loops:
            loop.start()

    async def add_commands(self) -> None:
        """Bring in the commands, without telling Discord."""
        asking = MemberCommands(self.service)
        await self.add_cog(asking)
        self.tree.add_command(asking.menu)
        self.tree.add_command(FaqCommands(self.service))
        if self.service.options.writes_to:
            self.tree.add_command(self._add_to_faq.menu, guilds=self._add_to_faq.guilds)

    # --- What happens ---

    async def on_message(self, message: discord.Message, /) -> None:
        """Read a message, unless the bot is about to leave."""
        if self.leaving or self.user is None:
            return
        self._received.note(message)
        if message.id == message.channel.id:
            self._forum.begun(message)
        with self.work.doing(message.id):
            await self._messages.read(message, self.user.id)

    async def on_thread_create(self, thread: discord.Thread) -> None:
        """Read a new forum post."""
        if not self.leaving:
            with self.work.doing(("post", thread.id)):
                await self._forum.read(thread)

    async def on_raw_message_edit(self, edited: discord.RawMessageUpdateEvent) -> None:
        """Bring an answer up to date with its question."""
        if not self.leaving and self.user is not None:
            with self.work.doing(("edit", edited.message_id)):
                await self._messages.reread(edited.message, self.user.id)

    async def on_raw_message_delete(self, gone: discord.RawMessageDeleteEvent) -> None:
        """Take an answer away with its question."""
        await self._messages.forget([gone.message_id])

    async def on_raw_bulk_message_delete(self, gone: discord.RawBulkMessageDeleteEvent) -> None:
        """Take answers away with their questions."""
        await self._messages.forget(gone.message_ids)

    async def _allowed_anew(self, *told: Any) -> None:
        """Roles, channels or threads are others now: what was forbidden there may be allowed.

        Of other members than the bot Discord does not tell without the intent to.
        """
        guild = getattr(told[-1], "guild_id", None) or told[-1].guild.id
        self._messages.forbidden.forgive(guild)

    async def on_guild_role_delete(self, role: discord.Role) -> None:
        """What a role denied is no longer denied."""
        self._messages.forbidden.forgive(role.guild.id, doubt=True)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """There is nothing to listen to any more."""
        await self._unlisten(channel.guild.id, channel.id)

    async def on_raw_thread_delete(self, gone: discord.RawThreadDeleteEvent) -> None:
        """There is nothing to listen to any more."""
        await self._unlisten(gone.guild_id, gone.thread_id)

    async def _unlisten(self, guild: int, channel: int) -> None:
        if channel in self.service.scopes:
            await bind(self.service, guild, channel, ALL)
        if channel in self.service.listening:
            self.service.listening.discard(channel)
            await self.service.recorder.do(lambda ledger: ledger.stop_listening(channel))

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The test server or one of the operator's may have been added only now."""
        self.tree.found_server(guild.id, joined=True)

    async def on_guild_available(self, guild: discord.Guild) -> None:
        """The test server was perhaps not there before."""
        self.tree.found_server(guild.id, joined=False)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """The bot was removed from a server; not so of one that is merely unavailable."""
        if not self.passive:
            await forget(self.service, lambda one: one == guild.id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Messages may be missed until the connection is back."""
        self._activity.lose(shard_id)
        self._missed_messages.lose(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Discord has sent all that was missed in this outage; there may be an earlier one."""
        self.steady_shards[shard_id].back()
        try:
            await self._missed_messages.resumed(shard_id)
        finally:
            self._activity.regain(shard_id)

    async def on_shard_ready(self, shard_id: int) -> None:
        """On a new connection Discord sends nothing of what came before."""
        self.steady_shards[shard_id].back()
        try:
            if not self.passive:
                await self._missed_messages.renewed(shard_id)
        finally:
            self._activity.regain(shard_id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take a click or a form, whichever process sent the card or the form."""
        kinds = discord.InteractionType
        if self.passive or interaction.type not in {kinds.component, kinds.modal_submit}:
            return
        with self.work.doing(interaction.id):
            if interaction.type is kinds.component:
                await self._clicks.handle(interaction)
            else:
                await self._add_to_faq.sent(interaction)

    async def on_app_command_completion(self, interaction: Interaction, _command: object) -> None:
        """A command has been answered."""
        self.work.end(interaction.id)

    async def on_error(self, event_method: str, /, *_args: Any, **_kwargs: Any) -> None:
        """Log what no handler has caught; discord.py goes on."""
        error = sys.exc_info()[1]
        if error is not None:
            fault(event_method, error)

    async def on_ready(self) -> None:
        """All servers are there: say so in the log, and forget those that are not."""
        if self.leaving:
            return
        log.info("ready: %d server(s), %d shard(s)", len(self.guilds), len(self.shards))
        await forget_others(self)
        # Kept now too, for a process that is killed keeps nothing at its end.
        await self._missed_messages.keep(self.work.oldest())

    # --- Now and then ---

    @tasks.loop(seconds=WRITE_EVERY)
    async def _write_counts(self) -> None:
        with logged("writing the counts"):
            await self.service.recorder.write_counts()

    @tasks.loop(minutes=FORGET_EVERY)
    async def _forget(self) -> None:
        with logged("erasing old questions"):
            await self.service.recorder.forget_older_than(self.service.options.retention_days)

    @tasks.loop(minutes=TELL_EVERY)
    async def _tell_of_gaps(self) -> None:
        with logged("telling of new questions"):
            await self.wait_until_ready()
            await tell_new_gaps(self, today())

    async def finish(self, seconds: float) -> bool:
        """Take nothing new and wait for what is being answered; whether all of it was finished."""
        await asyncio.sleep(DRAINING)
        self.leaving = True
        for loop in self._loops:
            loop.cancel()
        done = await self.work.finished(seconds)
        unanswered = self.work.oldest()
        if not done:
            # Once the connection is closed they would only fail, each with a line in the log.
            log.warning("%d unanswered: the next process catches up", self.work.give_up())
        await self._missed_messages.keep(unanswered)
        return done

    async def close(self) -> None:
        """End the connection, and what still waits for Discord."""
        if self.tree.syncing is not None:
            self.tree.syncing.cancel()
        await super().close()


def intents_for(options: Options) -> discord.Intents:
    """The least that is needed; message content only if the operator chose it."""
    return discord.Intents(
        guilds=True,
        guild_messages=True,
        dm_messages=True,
        message_content=options.message_content,
    )
