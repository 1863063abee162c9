"""Replying to an interaction in time, and sending a message once, also over an outage."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Coroutine
from contextlib import suppress
from time import monotonic
from typing import Any, TypeVar

import discord
from discord import ui

from bot.discord import words
from bot.discord.buttons import Interaction
from bot.discord.limits import CONTENT, whole_lines
from bot.discord.logs import NETWORK, fault, log, original
from bot.ledger.errors import LedgerUnusable

T = TypeVar("T")
SOON = 1.5  # seconds after which work is announced as under way; Discord waits for three
A_MOMENT = 0.3  # seconds after which a channel shows that an answer comes
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
