"""Erased is erased: what a deleted row leaves behind in a database's files is taken out too.

SQLite keeps earlier pages in its write-ahead log, and copies of moved rows in the gaps of pages,
which `secure_delete` does not reach; PostgreSQL keeps dead rows in the table. A note says that
there is something left to do, and stays until it is done, whoever does it.
"""

from __future__ import annotations

import secrets
from contextlib import closing

from sqlalchemy import Connection, Engine, delete, select

from bot.store.ledger.schema import GAPS, NOTES
from bot.store.ledger.upsert import insert_replacing

LEFT_TO_DO = "erasing"
PATIENCE_MS = 300  # for whoever else uses the database: else it is done the next time


def remember(connection: Connection) -> None:
    """Note, together with the erasing itself, that traces are left."""
    row = {"name": LEFT_TO_DO, "value": secrets.token_hex(8)}
    connection.execute(insert_replacing(connection, NOTES, row))


def left_to_do(connection: Connection) -> str | None:
    """The note that traces are left; None if there is nothing to do."""
    return connection.scalar(select(NOTES.c.value).where(NOTES.c.name == LEFT_TO_DO))


def forget(connection: Connection, note: str) -> None:
    """All that this note was about is done; a later one stays."""
    connection.execute(delete(NOTES).where(NOTES.c.name == LEFT_TO_DO, NOTES.c.value == note))


def wipe(engine: Engine) -> bool:
    """Take all traces out of the database's files; False if somebody hinders it just now."""
    if engine.dialect.name == "postgresql":
        return _rewritten(engine)
    return _sqlite_did(engine, "VACUUM") and emptied_log(engine)


def emptied_log(engine: Engine) -> bool:
    """Whether SQLite's write-ahead log is in the database and empty; others have none."""
    if engine.dialect.name == "postgresql":
        return True
    return _sqlite_did(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _sqlite_did(engine: Engine, statement: str) -> bool:
    """Run a statement outside of any transaction; a first column other than 0 says "busy"."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")
        try:
            row = cursor.execute(statement).fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
    return row is None or row[0] == 0


def _rewritten(engine: Engine) -> bool:
    """A new file for the table, without its dead rows; it is small, so this takes no time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = {PATIENCE_MS}")
        try:
            connection.exec_driver_sql(f"VACUUM FULL {GAPS.name}")
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True
