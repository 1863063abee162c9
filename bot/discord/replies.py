"""Replying in time, once also over an outage, and only where the bot may: else it says why."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable
from contextlib import suppress
from time import monotonic
from typing import Any, TypeAlias, TypeVar

import discord
from cachetools import TTLCache
from discord import ui
from discord.utils import format_dt

from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.logs import NETWORK, fault, log, original
from bot.discord.text import CONTENT, whole_lines
from bot.ledger.errors import LedgerUnusable

T = TypeVar("T")
SOON = 1.5  # seconds after which work is announced as under way; Discord waits for three
A_MOMENT = 0.3  # seconds after which a channel shows that an answer comes
UNKNOWN_INTERACTION = 10062


async def tell(interaction: Interaction, text: str) -> None:
    """Say something to the one who clicked, and to nobody else."""
    text = whole_lines(text, CONTENT, words.AND_MORE)
    await _respond(interaction, content=text, ephemeral=True)


async def show(interaction: Interaction, view: ui.LayoutView, *, private: bool) -> int:
    """Show a card, to all or only to the one who clicked; the number of its message."""
    return await _respond(interaction, view=view, ephemeral=private)


async def _respond(interaction: Interaction, **what: Any) -> int:
    if interaction.response.is_done():
        sent: discord.Message = await interaction.followup.send(**what, wait=True)
        return sent.id
    return (await interaction.response.send_message(**what)).message_id or 0


def may_write(interaction: Interaction) -> bool:
    """Whether a member may write here: else the bot must not write for all to see in their stead.

    A time-out takes the right away, and so does the lock of a thread.
    """
    member, channel, allowed = interaction.user, interaction.channel, interaction.permissions
    if interaction.guild_id is None:
        return True
    if isinstance(member, discord.Member) and member.is_timed_out():
        return allowed.administrator
    if isinstance(channel, discord.Thread):
        return allowed.send_messages_in_threads and (allowed.manage_threads or not channel.locked)
    return allowed.send_messages


async def unannounce(interaction: Interaction) -> None:
    """Take back what was announced to all, where the answer is for one alone."""
    if interaction.response.is_done():
        await interaction.delete_original_response()


async def patiently(interaction: Interaction, work: Awaitable[T], *, private: bool = True) -> T:
    """The result of some work; if it takes its time, Discord is told so before it gives up.

    Args:
        interaction: What is to be answered.
        work: What the answer needs.
        private: Whether the answer will be shown to the one who clicked alone.
    """
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=SOON)
    if not done and not interaction.response.is_done():
        await interaction.response.defer(ephemeral=private, thinking=True)
    return await task


async def typing_while(channel: discord.abc.Messageable, work: Coroutine[Any, Any, T]) -> T:
    """The result of some work; if it takes its time, the bot is seen typing in the channel."""
    task = asyncio.create_task(work)
    await asyncio.wait({task}, timeout=A_MOMENT)
    showing = None if task.done() else asyncio.create_task(_type(channel))
    try:
        return await task
    finally:
        if showing is not None:
            showing.cancel()


async def _type(channel: discord.abc.Messageable) -> None:
    """Show it until cancelled; no answer fails because Discord would not."""
    with suppress(discord.HTTPException, *NETWORK):
        async with channel.typing():
            await asyncio.Event().wait()


async def apologise(interaction: Interaction, where: str, error: BaseException) -> None:
    """Log what went wrong and tell the member the reference; if even that fails, only log."""
    cause = original(error)
    if isinstance(cause, discord.NotFound) and cause.code == UNKNOWN_INTERACTION:
        log.warning("%s: answered too late, Discord had given up waiting", where)
        return
    away = isinstance(cause, LedgerUnusable)  # logged by the recorder, once for all
    reference = "" if away else fault(where, cause)
    said = words.DATABASE_AWAY if away else words.FAILED.format(reference=reference)
    try:
        await tell(interaction, said)
    except Exception as second:  # noqa: BLE001  there is no other way to tell, so it is logged
        log.warning("[%s] the member could not be told: %s", reference, type(second).__name__)


LONGEST = 900.0  # seconds after which nobody waits for an answer any more
AGAIN = 1.0  # seconds until the next try, twice as many each time
SELDOM = 4.0  # seconds between two tries at most


async def send(channel: discord.abc.Messageable, nonce: int | str, **what: Any) -> discord.Message:
    """Send a message and give it; while the network is away, wait and try again.

    Args:
        channel: Where to.
        nonce: The number of what it answers. Discord posts one message of a nonce, so that a try
            whose answer got lost on the way back does not make a second one.
        what: What `discord.abc.Messageable.send` takes.

    Raises:
        discord.HTTPException: Discord refused it.
        aiohttp.ClientError: The network did not come back in time; also OSError or TimeoutError.
    """
    begun, pause = monotonic(), AGAIN
    while True:
        try:
            return await channel.send(nonce=nonce, **what)
        except NETWORK:
            if monotonic() - begun > LONGEST:
                raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, SELDOM)


SCOPES = ("bot", "applications.commands")
NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}
"""The permissions that are needed, as Discord's own settings call them."""


def invite_link(application: int) -> str:
    """The link for an application."""
    needed = discord.Permissions(**dict.fromkeys(NAMES, True))
    return discord.utils.oauth_url(application, permissions=needed, scopes=SCOPES)


_THREADS = ("forum", "media", "public_thread", "private_thread", "news_thread")
OF_THREADS = {discord.ChannelType[name] for name in _THREADS}
"""Where all is said in threads, in which Send Messages has no effect."""


def missing(granted: discord.Permissions, kind: discord.ChannelType) -> tuple[str, ...]:
    """What a channel of this kind needs and does not grant, by the names that people see."""
    needed = [name for name in NAMES if name != "send_messages" or kind not in OF_THREADS]
    return tuple(NAMES[name] for name in needed if not getattr(granted, name))


# What stands in the way of an answer is read off what Discord has sent of roles, channels and
# threads, before anything is sent: so nothing is refused, and what was changed counts at once.
# Where Discord refuses although nothing seems in the way, the bot leaves the member alone there for
# a while: ten thousand refused requests within ten minutes ban an address for a time.

WHILE = 300.0  # seconds
TRIES = 5  # members refused in one channel within that time
MOST = 100  # refused, and told, in one server within that time
KEPT = 10_000
Place: TypeAlias = tuple[int, int, int]  # the server, the channel, who wrote there


class ForbiddenChannels:
    """Tells who asked where the bot may not answer, and remembers what Discord refused."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._refused: TTLCache[Place, None] = TTLCache(KEPT, WHILE, clock)
        self._told: TTLCache[Place, None] = TTLCache(KEPT, WHILE, clock)
        self._doubtful: set[int] = set()

    def forgive(self, guild: int, *, doubt: bool = False) -> None:
        """Something is allowed or forbidden anew in a server: try again wherever it was refused.

        `doubt` says that what is known of the server may be out of date: discord.py goes on to
        count what a channel denied to a role that was deleted.
        """
        for latest in (self._refused, self._told):
            for place in _in_server(latest, guild):
                latest.pop(place, None)
        if doubt:
            self._doubtful.add(guild)

    def foreseen(self, message: discord.Message) -> str:
        """Why an answer to a message would be refused, in words; empty if it may be tried."""
        return "" if _place(message)[0] in self._doubtful else obstacle(message)

    def keeps_out(self, message: discord.Message) -> bool:
        """Whether Discord has just refused this member here, or too much altogether."""
        place = _place(message)
        refused = _in_server(self._refused, place[0])
        here = [one for one in refused if one[1] == place[1]]
        return place in here or len(here) >= TRIES or len(refused) >= MOST

    async def note(
        self, message: discord.Message, error: discord.Forbidden, *, bot_was_asked: bool
    ) -> None:
        """Discord refused an answer to a message; who asked is told, if anybody asked the bot."""
        self._refused[_place(message)] = None
        self._doubtful.discard(_place(message)[0])
        fault("message in a channel that refuses the bot", error)
        if bot_was_asked:
            why = obstacle(message) or words.REFUSED.format(code=error.code)
            await self.tell(message, why)

    async def tell(self, message: discord.Message, why: str) -> None:
        """Tell a message's author by direct message why it is not answered; now and then only."""
        place = _place(message)
        told = _in_server(self._told, place[0])
        if message.guild is None or place in told or len(told) >= MOST:
            return
        self._told[place] = None
        where = words.NO_PLACE.format(channel=message.channel.id)
        try:
            await message.author.send(f"{where} {why} {words.USE_ASK}")
        except Exception as error:  # noqa: BLE001  there is no other way to tell, so it is logged
            log.warning("a member could not be told: %s", type(error).__name__)


def _in_server(latest: Iterable[Place], server: int) -> list[Place]:
    return [place for place in latest if place[0] == server]


def _place(message: discord.Message) -> Place:
    """Where who wrote: a direct channel is a server of its own."""
    server = message.guild.id if message.guild else message.channel.id
    return server, message.channel.id, message.author.id


def obstacle(message: discord.Message) -> str:
    """What keeps the bot from replying to a message, in words; empty if nothing is known to."""
    channel, me = message.channel, message.guild.me if message.guild else None
    if me is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return ""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return ""  # its permissions are not known
    allowed = channel.permissions_for(me)
    lacking = missing(allowed, channel.type)
    if lacking and me.timed_out_until is not None and me.is_timed_out():
        return words.TIMED_OUT.format(until=format_dt(me.timed_out_until, "R"))
    if lacking:
        return words.LACKS.format(missing=", ".join(lacking))
    locked = isinstance(channel, discord.Thread) and channel.locked
    return words.LOCKED if locked and not allowed.manage_threads else ""


# A server's administrators may show a command to anybody, and a command that was registered once
# may be in a menu for a while after the setting is gone. So each handler looks for itself.


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
