"""The database under the ledger: one transaction at a time, each ending within a few seconds."""

from __future__ import annotations

import contextlib
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.engine import READING, engine_for, url_of, without_password
from bot.ledger.errors import NO_ADDRESS, LedgerUnusable, Outdated, in_words
from bot.ledger.schema import (
    GAPS,
    NOTES,
    VERSION_NOW,
    TooNew,
    insert_replacing,
    migrate,
    version_of,
)
from bot.ledger.worker import GivenUp, Worker

# What a deleted row leaves behind in the database's files is taken out too: erased is erased.
#
# SQLite keeps earlier pages in its write-ahead log, and copies of moved rows in the gaps of pages,
# which `secure_delete` does not reach; PostgreSQL keeps dead rows in the table. A note says that
# there is something left to do, and stays until it is done, whoever does it.

TRACES_LEFT = "erasing"
LOCK_WAIT_MS = 300  # for another program that holds the database; it is tried again the next time


def note_traces(connection: Connection) -> None:
    """Note, together with the erasing itself, that traces are left."""
    row = {"name": TRACES_LEFT, "value": secrets.token_hex(8)}
    connection.execute(insert_replacing(connection, NOTES, row))


def traces_note(connection: Connection) -> str | None:
    """The note that traces are left; None if there is nothing to do."""
    return connection.scalar(select(NOTES.c.value).where(NOTES.c.name == TRACES_LEFT))


def drop_traces_note(connection: Connection, note: str) -> None:
    """All that this note was about is done; a later one stays."""
    connection.execute(delete(NOTES).where(NOTES.c.name == TRACES_LEFT, NOTES.c.value == note))


def remove_traces(engine: Engine) -> bool:
    """Take all traces out of the database's files; False if somebody hinders it just now."""
    if engine.dialect.name == "postgresql":
        return _rewrite_gaps_table(engine)
    return _sqlite_ran(engine, "VACUUM") and empty_write_ahead_log(engine)


def empty_write_ahead_log(engine: Engine) -> bool:
    """Whether SQLite's write-ahead log is in the database and empty; others have none."""
    if engine.dialect.name == "postgresql":
        return True
    return _sqlite_ran(engine, "PRAGMA wal_checkpoint(TRUNCATE)")


def _sqlite_ran(engine: Engine, statement: str) -> bool:
    """Run a statement outside of any transaction; a first column other than 0 says "busy"."""
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
        try:
            row = cursor.execute(statement).fetchone()
        finally:
            cursor.execute(f"PRAGMA busy_timeout={before}")
    return row is None or row[0] == 0


def _rewrite_gaps_table(engine: Engine) -> bool:
    """A new file for the table, without its dead rows; it is small, so this takes no time."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"SET lock_timeout = {LOCK_WAIT_MS}")
        try:
            connection.exec_driver_sql(f"VACUUM FULL {GAPS.name}")
        finally:
            connection.exec_driver_sql("RESET lock_timeout")
    return True


# The open database.

T = TypeVar("T")
SECONDS_TO_OPEN = 15.0  # seconds for a first connection, and for the tables to be made or changed
SECONDS_TO_CLOSE = 1.0  # seconds for letting go of its connections
TOO_NEW = (
    "A later Footnote wrote this database (version {version}). "
    "Use that one here too, or set DATABASE_URL to another database."
)


class Database:
    """An open database. Every method ends within three seconds, whatever the database does.

    Each method may raise LedgerDown, for what may pass by itself, or LedgerUnusable.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.worker = Worker()
        """Does what is asked of this database, for those who can't wait for it themselves."""
        self.untidy = False
        """Whether somebody hindered that what erased questions left behind was taken out."""

    @classmethod
    def open(cls, address: str, *, reading: bool = False) -> Self:
        """Open the database at an SQLAlchemy address and bring its tables up to date.

        Args:
            address: `sqlite:///…` with a file, or `postgresql://…`.
            reading: Only read: nothing is made or changed, and no permission to write is needed.

        Raises:
            LedgerUnusable: As it is it can't be used; LedgerDown if that may pass by itself,
                Outdated if an earlier version wrote what is only to be read.
        """
        url = url_of(address)
        try:
            engine = engine_for(url, reading=reading)
        except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
            raise in_words(error) or LedgerUnusable(NO_ADDRESS) from None
        opened = cls(engine)
        try:
            opened.worker.do(opened._check_version if reading else opened._migrate, SECONDS_TO_OPEN)
        except BaseException:
            opened.close()
            raise
        return opened

    def _check_version(self) -> None:
        version = self._transact(version_of, reading=True)
        if version > VERSION_NOW:
            raise LedgerUnusable(TOO_NEW.format(version=version))
        if version < VERSION_NOW:
            raise Outdated(str(version))

    def _migrate(self) -> None:
        try:
            self._transact(migrate)
        except TooNew as error:
            raise LedgerUnusable(TOO_NEW.format(version=error)) from None
        self.tidy()

    def close(self) -> None:
        """Let go of the database; what hangs is left to the end of the process."""
        with contextlib.suppress(LedgerUnusable):
            self.worker.do(self._engine.dispose, SECONDS_TO_CLOSE)
        self.worker.close()

    @property
    def version(self) -> int:
        """The version of the tables."""
        return self._read(version_of)

    @property
    def address(self) -> str:
        """Where it is, without a password, in whichever part of the address that stands."""
        return without_password(self._engine.url)

    @property
    def leaves_nothing(self) -> bool:
        """Whether erasing reaches all that the database keeps; PostgreSQL has a journal besides."""
        return self._engine.dialect.name == "sqlite"

    def tidy(self) -> bool:
        """Take what erased questions left behind out of the database's files; True if all is gone.

        Where another program hinders it, it is left for the next time.
        """
        try:
            self.untidy = not self.worker.do(self._tidy)
        except LedgerUnusable:
            self.untidy = True
        return not self.untidy

    def _tidy(self) -> bool:
        note = self._transact(traces_note, reading=True)
        if note is None:
            return self._explained(lambda: empty_write_ahead_log(self._engine))
        if not self._explained(lambda: remove_traces(self._engine)):
            return False
        self._transact(lambda connection: drop_traces_note(connection, note))
        return True

    # --- Transactions ---

    def _read(self, work: Callable[[Connection], T]) -> T:
        """What some work finds, in a transaction that changes nothing."""
        return self.worker.do(lambda: self._transact(work, reading=True))

    def _write(self, work: Callable[[Connection], T]) -> T:
        """What some work gives, in a transaction that is kept whole or not at all."""
        return self.worker.do(lambda: self._transact(work))

    def _erase(self, work: Callable[[Connection], int]) -> int:
        """How many rows some work took out; of what they held nothing is left in the files."""

        def erasing_too(connection: Connection) -> int:
            count = work(connection)
            if count:
                note_traces(connection)
            return count

        count = self._write(erasing_too)
        if count:
            self.tidy()
        return count

    def _transact(self, work: Callable[[Connection], T], *, reading: bool = False) -> T:
        def transact() -> T:
            options = {READING: reading}
            with self._engine.connect().execution_options(**options) as connection:
                try:
                    with connection.begin():
                        done = work(connection)
                        if self.worker.given_up:
                            raise GivenUp
                    return done
                finally:
                    if self.worker.given_up:  # the pool may be gone by now
                        connection.invalidate()

        return self._explained(transact)

    def _explained(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
            explained = in_words(error)
            if explained is None:
                raise
            raise explained from error
