"""The database under the ledger: one transaction at a time, each ending within a few seconds."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from typing import Self, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from bot.store.ledger import erasing
from bot.store.ledger.errors import NO_ADDRESS, LedgerUnusable, Outdated, in_words
from bot.store.ledger.migrations import VERSION_NOW, TooNew, migrate, version_of
from bot.store.ledger.opening import READING, engine_for, shown, url_of
from bot.store.ledger.worker import GivenUp, Worker

T = TypeVar("T")
OPENING = 15.0  # seconds for a first connection, and for the tables to be made or changed
CLOSING = 1.0  # seconds for saying goodbye
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
            opened.worker.do(opened._look if reading else opened._prepare, OPENING)
        except BaseException:
            opened.close()
            raise
        return opened

    def _look(self) -> None:
        version = self._transact(version_of, reading=True)
        if version > VERSION_NOW:
            raise LedgerUnusable(TOO_NEW.format(version=version))
        if version < VERSION_NOW:
            raise Outdated(str(version))

    def _prepare(self) -> None:
        try:
            self._transact(migrate)
        except TooNew as error:
            raise LedgerUnusable(TOO_NEW.format(version=error)) from None
        self.tidy()

    def close(self) -> None:
        """Let go of the database; what hangs is left to the end of the process."""
        with contextlib.suppress(LedgerUnusable):
            self.worker.do(self._engine.dispose, CLOSING)
        self.worker.close()

    @property
    def version(self) -> int:
        """The version of the tables."""
        return self._read(version_of)

    @property
    def address(self) -> str:
        """Where it is, without a password, in whichever part of the address that stands."""
        return shown(self._engine.url)

    @property
    def leaves_nothing(self) -> bool:
        """Whether erasing reaches all that the database keeps; PostgreSQL has a journal besides."""
        return self._engine.dialect.name == "sqlite"

    def tidy(self) -> bool:
        """Take what erased questions left behind out of the database's files; True if all is gone.

        Where another program hinders it, it is left for the next time.
        """
        try:
            self.untidy = not self.worker.do(self._tidied)
        except LedgerUnusable:
            self.untidy = True
        return not self.untidy

    def _tidied(self) -> bool:
        note = self._transact(erasing.left_to_do, reading=True)
        if note is None:
            return self._in_words(lambda: erasing.emptied_log(self._engine))
        if not self._in_words(lambda: erasing.wipe(self._engine)):
            return False
        self._transact(lambda connection: erasing.forget(connection, note))
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
                erasing.remember(connection)
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

        return self._in_words(transact)

    def _in_words(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
            told = in_words(error)
            if told is None:
                raise
            raise told from error
