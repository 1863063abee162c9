"""What the bot and those who use it may do: the invitation, channels, commands.

Who asked where the bot may not answer is told why, and nobody else is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import TypeAlias

import discord
from cachetools import TTLCache
from discord import app_commands
from discord.utils import format_dt

from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.logs import fault, log
from bot.discord.replies import tell

SCOPES = ("bot", "applications.commands")
NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    read_message_history=True,
)
NAMES = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "send_messages_in_threads": "Send Messages in Threads",
    "read_message_history": "Read Message History",
}
"""The permissions as Discord's own settings call them."""


def invite_link(application: int) -> str:
    """The link for an application."""
    return discord.utils.oauth_url(application, permissions=NEEDED, scopes=SCOPES)


OF_THREADS = frozenset(
    {
        discord.ChannelType.forum,
        discord.ChannelType.media,
        discord.ChannelType.public_thread,
        discord.ChannelType.private_thread,
        discord.ChannelType.news_thread,
    }
)
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
