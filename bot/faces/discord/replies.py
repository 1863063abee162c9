"""Replying to an interaction: in time, once, and to the one who clicked unless all may see it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

import discord
from discord import ui

from bot.faces.discord import words
from bot.faces.discord.buttons import Interaction
from bot.faces.discord.cutting import whole_lines
from bot.faces.discord.faults import fault, log, original
from bot.faces.discord.limits import CONTENT
from bot.faces.discord.turnstile import Turnstile
from bot.store.ledger import LedgerUnusable

T = TypeVar("T")
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
