"""The database under the ledger: one transaction at a time, each ending within a few seconds."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from functools import wraps
from typing import Concatenate, ParamSpec, Self, TypeVar

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.engine import READING, engine_for, url_of, without_password
from bot.ledger.errors import NO_ADDRESS, LedgerUnusable, Outdated, explained, in_words
from bot.ledger.records import GAPS, NOTES, VERSION_NOW, insert_or_change, migrate, version_of
from bot.ledger.worker import GivenUp, Worker

T = TypeVar("T")
P = ParamSpec("P")

SECONDS_TO_OPEN = 15.0  # for a first connection, and for the tables to be made or changed
SECONDS_TO_CLOSE = 1.0  # for letting go of the connections
TRACES = "erasing"
"""The note that erased rows have left traces, kept until somebody has taken them out."""
LOCK_WAIT_MS = 300  # for another program that holds the database; it is tried again the next time


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
        except (SQLAlchemyError, sqlite3.Error, ImportError, OSError, ValueError) as error:
            raise in_words(error) or LedgerUnusable(NO_ADDRESS) from None
        opened = cls(engine)
        try:
            opened.worker.do(opened._prove if reading else opened._migrate, SECONDS_TO_OPEN)
        except BaseException:
            opened.close()
            raise
        return opened

    def _prove(self) -> None:
        if (version := self.version) < VERSION_NOW:
            raise Outdated(str(version))

    def _migrate(self) -> None:
        self.transact(migrate)
        self.tidy()

    def close(self) -> None:
        """Let go of the database; what hangs is left to the end of the process."""
        with suppress(LedgerUnusable):
            self.worker.do(self._engine.dispose, SECONDS_TO_CLOSE)
        self.worker.close()

    @property
    def version(self) -> int:
        """The version of the tables."""
        return self.transact(version_of, reading=True)

    @property
    def address(self) -> str:
        """Where it is, without a password, in whichever part of the address that stands."""
        return without_password(self._engine.url)

    @property
    def leaves_nothing(self) -> bool:
        """Whether erasing reaches all that the database keeps; PostgreSQL has a journal besides."""
        return self._engine.dialect.name == "sqlite"

    def transact(self, work: Callable[[Connection], T], *, reading: bool = False) -> T:
        """What some work gives, in a transaction that is kept whole or not at all."""
        return self.worker.do(lambda: self._transact(work, reading))

    def _transact(self, work: Callable[[Connection], T], reading: bool) -> T:
        options = {READING: reading}
        with explained(), self._engine.connect().execution_options(**options) as connection:
            try:
                with connection.begin():
                    done = work(connection)
                    if self.worker.given_up:
                        raise GivenUp
                return done
            finally:
                if self.worker.given_up:  # the pool may be gone by now
                    connection.invalidate()

    # --- Erased is erased ---
    #
    # What a deleted row leaves behind in the database's files is taken out too. SQLite keeps
    # earlier pages in its write-ahead log, and copies of moved rows in the gaps of pages, which
    # `secure_delete` does not reach; PostgreSQL keeps dead rows in the table.

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
        noted = NOTES.c.name == TRACES
        wanted = select(NOTES.c.value).where(noted)
        note = self.transact(lambda one: one.scalar(wanted), reading=True)
        with explained():
            if not self._emptied(note is not None):
                return False
        if note is not None:  # a later note, about other traces, stays
            done = delete(NOTES).where(noted, NOTES.c.value == note)
            self.transact(lambda one: one.execute(done))
        return True

    def _emptied(self, traces: bool) -> bool:
        """Whether the files hold nothing that was erased; False if somebody hinders it just now."""
        if self.leaves_nothing:
            rewritten = not traces or self._ran("VACUUM")
            return rewritten and self._ran("PRAGMA wal_checkpoint(TRUNCATE)")
        if traces:
            self._rewrite_gaps()
        return True

    def _ran(self, statement: str) -> bool:
        """Run one of SQLite's outside of any transaction; other than 0 it gives where busy."""
        with (
            closing(self._engine.raw_connection()) as connection,
            closing(connection.cursor()) as cursor,
        ):
            (before,) = cursor.execute("PRAGMA busy_timeout").fetchone()
            cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
            try:
                row = cursor.execute(statement).fetchone()
            finally:
                cursor.execute(f"PRAGMA busy_timeout={before}")
        return row is None or row[0] == 0

    def _rewrite_gaps(self) -> None:
        """A new file for PostgreSQL's table, without dead rows; it is small: this takes no time."""
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(f"SET lock_timeout = {LOCK_WAIT_MS}")
            try:
                connection.exec_driver_sql(f"VACUUM FULL {GAPS.name}")
            finally:
                connection.exec_driver_sql("RESET lock_timeout")


# Methods that are one transaction. Each is given the connection, which its callers leave out.

D = TypeVar("D", bound=Database)
Method = Callable[Concatenate[D, Connection, P], T]


def reads(method: Method[D, P, T]) -> Callable[Concatenate[D, P], T]:
    """The method in a transaction that changes nothing."""
    return _transaction(method, reading=True)


def writes(method: Method[D, P, T]) -> Callable[Concatenate[D, P], T]:
    """The method in a transaction that is kept whole or not at all."""
    return _transaction(method, reading=False)


def _transaction(method: Method[D, P, T], *, reading: bool) -> Callable[Concatenate[D, P], T]:
    @wraps(method)
    def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return self.transact(lambda one: method(self, one, *args, **kwargs), reading=reading)

    return run


def erases(method: Method[D, P, int]) -> Callable[Concatenate[D, P], int]:
    """The method, which gives how many rows it erases; nothing of them is left in the files."""

    @writes
    def noted(self: D, connection: Connection, /, *args: P.args, **kwargs: P.kwargs) -> int:
        if count := method(self, connection, *args, **kwargs):
            note = {"name": TRACES, "value": secrets.token_hex(8)}
            insert_or_change(connection, NOTES, note, value=note["value"])
        return count

    @wraps(method)
    def run(self: D, /, *args: P.args, **kwargs: P.kwargs) -> int:
        if count := noted(self, *args, **kwargs):
            self.tidy()
        return count

    return run
