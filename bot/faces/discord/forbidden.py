"""Forbidden places: where the bot may not answer, who asked is told why, and nobody else is.

What stands in the way is read off what Discord has told of roles, channels and threads, before
anything is sent: so nothing is refused, and what was changed counts at once. Where Discord refuses
although nothing seems in the way, the bot leaves the member alone there for a while: ten thousand
refused requests within ten minutes ban an address for a time.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

import discord
from discord.utils import format_dt

from bot.faces.discord import words
from bot.faces.discord.faults import fault, log
from bot.faces.discord.invite import missing

WHILE = 300.0  # seconds
TRIES = 5  # refusals of one channel within that time, whoever asked
MOST = 100  # refusals, and members told, of one server within that time
SERVERS = 1_000


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that Discord refused, or a member who was told why there was none."""

    at: float
    channel: int
    member: int


@dataclass(slots=True)
class Refusals:
    """The latest refusals of one server."""

    refused: deque[Refusal] = field(default_factory=lambda: deque(maxlen=MOST))
    told: deque[Refusal] = field(default_factory=lambda: deque(maxlen=MOST))


class Forbidden:
    """Tells who asked where the bot may not answer, and remembers what Discord refused."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._servers: OrderedDict[int, Refusals] = OrderedDict()
        self._doubtful: set[int] = set()

    def forgive(self, guild: int, *, doubt: bool = False) -> None:
        """Something is allowed or forbidden anew in a server: try again wherever it was refused.

        `doubt` says that what is known of the server may be out of date: discord.py goes on to
        count what a channel denied to a role that was deleted.
        """
        self._servers.pop(guild, None)
        if doubt:
            self._doubtful.add(guild)

    def foreseen(self, message: discord.Message) -> str:
        """Why an answer to a message would be refused, in words; empty if it may be tried."""
        return "" if _server(message) in self._doubtful else obstacle(message)

    def keeps_out(self, message: discord.Message) -> bool:
        """Whether Discord refused this member here lately, or too much altogether."""
        server = self._servers.get(_server(message))
        refused = self._latest(server.refused) if server else []
        here = [one for one in refused if one.channel == message.channel.id]
        mine = any(one.member == message.author.id for one in here)
        return mine or len(here) >= TRIES or len(refused) >= MOST

    async def note(self, message: discord.Message, error: discord.Forbidden, *, told: bool) -> None:
        """Discord refused an answer to a message; who asked is told, if anybody asked the bot."""
        self._of(message).refused.append(self._refusal(message))
        self._doubtful.discard(_server(message))
        fault("message in a channel that refuses the bot", error)
        if told:
            why = obstacle(message) or words.REFUSED.format(code=error.code)
            await self.tell(message, why)

    async def tell(self, message: discord.Message, why: str) -> None:
        """Tell a message's author by direct message why it is not answered; now and then only."""
        if message.guild is None:
            return
        told, this = self._of(message).told, self._refusal(message)
        latest = self._latest(told)
        if len(latest) >= MOST or (this.channel, this.member) in {
            (one.channel, one.member) for one in latest
        }:
            return
        told.append(this)
        where = words.NO_PLACE.format(channel=message.channel.id)
        try:
            await message.author.send(f"{where} {why} {words.USE_ASK}")
        except Exception as error:  # noqa: BLE001  there is no other way to tell, so it is logged
            log.warning("a member could not be told: %s", type(error).__name__)

    def _of(self, message: discord.Message) -> Refusals:
        found = self._servers.setdefault(_server(message), Refusals())
        self._servers.move_to_end(_server(message))
        if len(self._servers) > SERVERS:
            self._servers.popitem(last=False)
        return found

    def _latest(self, refusals: deque[Refusal]) -> list[Refusal]:
        now = self._clock()
        return [one for one in refusals if now - one.at < WHILE]

    def _refusal(self, message: discord.Message) -> Refusal:
        return Refusal(self._clock(), message.channel.id, message.author.id)


def _server(message: discord.Message) -> int:
    """The server, or the direct channel, which is one of its own."""
    return message.guild.id if message.guild else message.channel.id


def obstacle(message: discord.Message) -> str:
    """What keeps the bot from replying to a message, in words; empty if nothing is known to."""
    channel, me = message.channel, message.guild.me if message.guild else None
    if me is None or not isinstance(channel, discord.abc.GuildChannel | discord.Thread):
        return ""
    if isinstance(channel, discord.Thread) and channel.parent is None:
        return ""  # its permissions can't be told
    allowed = channel.permissions_for(me)
    lacking = missing(allowed, channel.type)
    if lacking and me.timed_out_until is not None and me.is_timed_out():
        return words.TIMED_OUT.format(until=format_dt(me.timed_out_until, "R"))
    if lacking:
        return words.LACKS.format(missing=", ".join(lacking))
    locked = isinstance(channel, discord.Thread) and channel.locked
    return words.LOCKED if locked and not allowed.manage_threads else ""
