"""Opening a database: SQLite with write-ahead log and patience, or PostgreSQL by its address."""

from __future__ import annotations

import sqlite3
import time
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL, make_url

PATIENCE = 1.5  # seconds to wait for a locked database: within Discord's three for an answer


def engine_for(address: str) -> Engine:
    """The engine of a database's address; raises what SQLAlchemy raises for one it can't use."""
    url = _driven(make_url(address))
    if url.get_backend_name() == "sqlite":
        return _sqlite(url)
    options = {"connect_timeout": 5, "options": f"-c lock_timeout={int(PATIENCE * 1_000)}"}
    return create_engine(url, pool_pre_ping=True, connect_args=options)


def _driven(url: URL) -> URL:
    """Hosts hand out `postgres://` and `postgresql://`; the driver we bring is psycopg."""
    if url.drivername in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    return url


def _sqlite(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"timeout": PATIENCE})
    event.listen(engine, "connect", _prepared)
    event.listen(engine, "begin", _begun)
    return engine


def _prepared(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver's own BEGIN would come too late
    _log_ahead(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA secure_delete=ON")  # erased means gone, also from free pages


def _log_ahead(connection: Any) -> None:
    """Turn the write-ahead log on, waiting for whoever has the database.

    SQLite itself waits for every other lock, but not here: two that turn a new file at once
    would wait for each other for ever, so the second is refused at once and has to ask again.
    """
    until = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return


def _begun(connection: Any) -> None:
    """Take the writer's place at once: a transaction that reads first could not wait for it."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
