"""The ledger as the editor's tools open it: only where there is one, what is past erased first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot.store.ledger import Ledger


@contextmanager
def kept(address: str, retention_days: int, today: date) -> Iterator[Ledger | None]:
    """The ledger at an address, without the gaps that are past their days.

    None where an SQLite file is not there yet: looking makes none. Raises LedgerUnusable.
    """
    if _absent(address):
        yield None
        return
    ledger = Ledger.open(address)
    try:
        ledger.forget_before(today - timedelta(days=retention_days))
        yield ledger
    finally:
        ledger.close()


def _absent(address: str) -> bool:
    try:
        url = make_url(address)
    except ArgumentError:
        return False  # opening it says what is wrong with it
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return False
    return not Path(url.database).exists()
