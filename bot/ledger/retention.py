"""Retention: how long questions are kept, and the ledger without those that are past it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.ledger.engine import file_of, url_of
from bot.ledger.errors import Outdated
from bot.ledger.ledger import Ledger

SHORTEST_RETENTION = timedelta(minutes=45)
"""How long a question is kept where it is to be kept for no day at all, so that an editor who looks
can see it. What is past is erased every few minutes, so that after an hour it is surely gone."""


def kept_since(now: datetime, days: int) -> datetime:
    """The moment before which nothing is kept.

    Args:
        now: From when the days are counted.
        days: How long a question is kept; for three quarters of an hour if 0.
    """
    return now - (timedelta(days=days) or SHORTEST_RETENTION)


# The ledger as the editor's tools open it: only where there is one, and without what is past.


@contextmanager
def kept(
    address: str, retention_days: int, now: datetime, *, reading: bool = False
) -> Iterator[Ledger | None]:
    """The ledger at an address, without the gaps that are past their days.

    Args:
        address: The database's address.
        retention_days: So many days a gap is kept.
        now: From when these days are counted.
        reading: Only look: what is past is not shown, and nothing is changed. That needs no
            permission to write. Else what is past is erased first.

    Yields:
        None where an SQLite file is not there yet: looking makes none.

    Raises:
        LedgerUnusable: The database can't be used.
    """
    path = file_of(url_of(address))
    if path is not None and not path.exists():
        yield None
        return
    ledger = _opened(address, reading=reading)
    try:
        ledger.since = kept_since(now, retention_days)
        if not reading:
            ledger.forget_before(ledger.since)
        yield ledger
    finally:
        ledger.close()


def _opened(address: str, *, reading: bool) -> Ledger:
    """The ledger; one of an earlier version is brought up to date even for who only reads."""
    if not reading:
        return Ledger.open(address)
    try:
        return Ledger.open(address, reading=True)
    except Outdated:
        Ledger.open(address).close()
        return Ledger.open(address, reading=True)
