"""Servers: what is remembered of a server goes when the bot is no longer in it."""

from __future__ import annotations

from collections.abc import Callable, Collection

from bot.faces.discord.faults import fault, log
from bot.faces.discord.gap_notes import drop_channels
from bot.faces.discord.scoping import drop_scopes
from bot.faces.discord.service import Service
from bot.store.ledger import Ledger

OWNER = "application"
"""The note in the ledger that tells which application served with it first."""


async def forget_server(service: Service, guild: int) -> None:
    """The bot was removed from a server: nothing is switched on there any more."""
    await _forget(service, lambda one: one == guild)


async def forget_others(
    service: Service,
    application: int,
    known: Collection[int],
    shards: Collection[int],
    shard_count: int,
) -> None:
    """Of servers that threw the bot out while it was away nothing is told: they are just not there.

    Another application that is tried with the same ledger is in other servers, and forgets none.

    Args:
        service: The parts that hold what is remembered.
        application: Which application this is.
        known: All servers that the bot is in, by this process's shards.
        shards: The shards of this process; other servers are other processes' own.
        shard_count: How many shards there are in all.
    """
    await _forget(
        service,
        lambda one: one not in known and (one >> 22) % shard_count in shards,
        application,
    )


async def _forget(
    service: Service, gone: Callable[[int], bool], application: int | None = None
) -> None:
    def clear(book: Ledger) -> tuple[list[int], list[int]]:
        if application is not None and not _owned(book, application):
            return [], []
        heard = [one.channel for one in book.listening() if gone(one.guild)]
        for channel in heard:
            book.stop_listening(channel)
        drop_channels(book, gone)
        return heard, drop_scopes(book, gone)

    try:
        heard, bound = await service.clerk.do(clear)
    except Exception as error:  # noqa: BLE001  looked for again at the next start
        fault("forgetting the channels of servers that were left", error)
        return
    service.listening.difference_update(heard)
    for channel in bound:
        service.scopes.pop(channel, None)
    if heard:
        log.info("forgot %d listening channel(s) of servers that were left", len(heard))


def _owned(book: Ledger, application: int) -> bool:
    """Whether this is the application whose servers the ledger tells of."""
    owner = book.note(OWNER)
    if owner is None:
        book.keep_note(OWNER, str(application))
    return owner in {None, str(application)}
