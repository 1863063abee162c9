"""Replying to an interaction: in time, once, and to the one who clicked unless all may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

import discord
from discord import ui

from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.faults import fault, log, original
from bot.discord.limits import CONTENT, whole_lines
from bot.ledger.errors import LedgerUnusable

# The turnstile: one question is answered at a time, and in between the event loop gets air.
#
# Answering is pure computation in the loop's own thread. Were a burst of questions answered in a row,
# no acknowledgement would leave and no heartbeat either before the last one was computed. So each
# waits for its turn, of which there is one per round of the loop; who would wait for long learns so
# beforehand, to tell Discord in time; and while somebody tells Discord, no turn is given.

T = TypeVar("T")
LEARNING = 0.1  # how much the latest turn weighs in the average
LOOK_AGAIN = 0.003  # seconds until the turnstile looks again whether all is told
LONGEST_HOLD = 0.7  # seconds for which turns are held back at most
FIRST_GUESS = 0.005  # seconds that a turn takes, before any was measured


class Turnstile:
    """Lets work through one by one, in the order of arrival."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._pace = FIRST_GUESS
        self._urgent = 0
        self._held_since = 0.0

    @property
    def delay(self) -> float:
        """Seconds that somebody who comes now would wait, by the pace of late."""
        return self._waiting * self._pace

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Give no turn while something urgent is told, for a bounded time."""
        if not self._urgent:
            self._held_since = perf_counter()
        self._urgent += 1
        try:
            yield
        finally:
            self._urgent -= 1

    async def through(self, work: Callable[[], T]) -> T:
        """The result of some work, done when its turn has come."""
        self._waiting += 1
        try:
            await self._lock.acquire()
        except BaseException:
            self._waiting -= 1
            raise
        # Held into the next round of the loop: what else is ready there comes before the next turn.
        asyncio.get_running_loop().call_soon(self._next)
        start = perf_counter()
        try:
            return work()
        finally:
            self._waiting -= 1
            self._pace += LEARNING * (perf_counter() - start - self._pace)

    def _next(self) -> None:
        if self._urgent and perf_counter() - self._held_since < LONGEST_HOLD:
            asyncio.get_running_loop().call_later(LOOK_AGAIN, self._next)
        else:
            self._lock.release()


SOON = 1.5  # seconds after which work is announced as under way; Discord waits for three
LATE = 0.1  # seconds of delay from which an answer is announced
UNKNOWN_INTERACTION = 10062


async def tell(interaction: Interaction, text: str) -> None:
    """Say something to the one who clicked, and to nobody else."""
    text = whole_lines(text, CONTENT, words.AND_MORE)
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True)
    else:
        await interaction.response.send_message(text, ephemeral=True)


async def show(interaction: Interaction, view: ui.LayoutView, *, private: bool) -> int:
    """Show a card, to all or only to the one who clicked; the number of its message."""
    if interaction.response.is_done():
        sent = await interaction.followup.send(view=view, ephemeral=private, wait=True)
        return sent.id
    response = await interaction.response.send_message(view=view, ephemeral=private)
    return response.message_id or 0


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


async def announce(interaction: Interaction, turnstile: Turnstile, *, private: bool) -> None:
    """Tell Discord in time that an answer comes later, if many wait for their turn already."""
    if turnstile.delay > LATE:
        with turnstile.held_back():
            await interaction.response.defer(ephemeral=private, thinking=True)


async def unannounce(interaction: Interaction) -> None:
    """Take back what was announced to all, where the answer is for one alone."""
    if interaction.response.is_done():
        await interaction.delete_original_response()


async def patiently(interaction: Interaction, work: Awaitable[T]) -> T:
    """The result of some work; if it takes its time, Discord is told so before it gives up."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait({task}, timeout=SOON)
    if not done and not interaction.response.is_done():
        await interaction.response.defer(ephemeral=True, thinking=True)
    return await task


async def apologise(interaction: Interaction, where: str, error: BaseException) -> None:
    """Log what went wrong and tell the member the reference; if even that fails, only log."""
    cause = original(error)
    if isinstance(cause, discord.NotFound) and cause.code == UNKNOWN_INTERACTION:
        log.warning("%s: answered too late, Discord had given up waiting", where)
        return
    away = isinstance(cause, LedgerUnusable)  # logged by the clerk, once for all
    reference = "" if away else fault(where, cause)
    told = words.DATABASE_AWAY if away else words.FAILED.format(reference=reference)
    try:
        await tell(interaction, told)
    except Exception as second:  # noqa: BLE001  there is no other way to tell, so it is logged
        log.warning("[%s] the member could not be told: %s", reference, type(second).__name__)
