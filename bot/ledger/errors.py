"""Errors of the database, explained: what may pass by itself, and what needs a person."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bot.errors import FootnoteError

NO_DRIVER = (
    "The database's driver is not installed. For PostgreSQL: pip install -e '.[postgres]'; "
    "or leave DATABASE_URL empty to use SQLite."
)
NO_ADDRESS = "DATABASE_URL is no database's address. .env.example shows what one looks like."
UNUSABLE = "The database can't be used: {reason}. Check DATABASE_URL."
DOWN = (
    "The database can't be used now: {reason}. Check that it runs, has space and is not locked by "
    "another program; DATABASE_URL says where it is."
)

# What may pass and what lasts, by SQLite's primary result codes and PostgreSQL's SQLSTATEs.
_SQLITE_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PROTOCOL,
}
_SQLITE_LASTING = {
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_AUTH,
    sqlite3.SQLITE_NOTADB,
}
_POSTGRES_PASSING = ("08", "25006", "40", "53", "55", "57", "58")
_POSTGRES_LASTING = ("28", "3D", "3F", "42501")
# A lost or refused connection has no SQLSTATE; a refusal is recognised by the server's words.
_CONNECTION = {"OperationalError", "InterfaceError", "ConnectionTimeout", "AdminShutdown"}
_REFUSED = re.compile(
    r"authentication failed|no pg_hba\.conf entry|does not exist|permission denied|"
    r"no password supplied|not permitted|invalid connection option|invalid \w+ (value|number)|"
    r"invalid value for parameter|does not support (SSL|GSSAPI)",
    re.IGNORECASE,
)


class LedgerUnusable(FootnoteError):
    """The database can't be used, and a person has to mend it; the message says how.

    `reason` says why, in brief.
    """

    def __init__(self, message: str, reason: str = "") -> None:
        self.reason = reason or message
        super().__init__(message)


class LedgerDown(LedgerUnusable):
    """The database can't be used now, which may pass by itself."""

    passing = True

    def __init__(self, reason: str) -> None:
        super().__init__(DOWN.format(reason=reason), reason)


class Outdated(LedgerUnusable):
    """The database is of an earlier version, and who only reads can't change that."""


class TooManyGaps(FootnoteError):
    """A member has sent as many questions today as one may."""


@contextmanager
def explained() -> Iterator[None]:
    """Raise LedgerUnusable for an error of the database within the block; others as they are."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        if (found := in_words(error)) is None:
            raise
        raise found from error


def in_words(error: Exception) -> LedgerUnusable | None:
    """What an error of the database means; None if it is a fault of our own.

    No word of it holds a password: addresses that the drivers could misread, and so quote a piece
    of, are refused before (see `engine.url_of`).
    """
    match error:
        case ImportError():
            return LedgerUnusable(NO_DRIVER)
        case ArgumentError():
            return LedgerUnusable(NO_ADDRESS)
        case PoolTimeoutError():
            return LedgerDown("no connection to it is free")
        case OSError():
            return LedgerDown(error.strerror or type(error).__name__)
    # What SQLite says of a statement that goes past SQLAlchemy comes as it is.
    cause = error.orig or error if isinstance(error, DBAPIError) else error
    lines = str(cause).strip().splitlines()
    reason = lines[0].rstrip(" .") if lines else type(cause).__name__
    match _passes(error, cause):
        case True:
            return LedgerDown(reason)
        case False:
            return LedgerUnusable(UNUSABLE.format(reason=reason), reason)
    return None


def _passes(error: Exception, cause: BaseException) -> bool | None:
    """Whether it may pass by itself; None if it is a fault of our own."""
    if isinstance(cause, sqlite3.Error):
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        return True if code in _SQLITE_PASSING else False if code in _SQLITE_LASTING else None
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(cause, "sqlstate", None)
    if state is not None:
        passing = state.startswith(_POSTGRES_PASSING)
        return passing if passing or state.startswith(_POSTGRES_LASTING) else None
    lost = error.connection_invalidated or type(cause).__name__ in _CONNECTION
    return not _REFUSED.search(str(cause)) if lost else None
