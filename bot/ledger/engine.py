"""The database's engine: from the address in DATABASE_URL to SQLite or PostgreSQL."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.ledger.errors import NO_ADDRESS, LedgerUnusable

LOCK_WAIT = 1.5  # seconds to wait for a locked database: within Discord's three for an answer
_SQLITE_OPTIONS = {
    "timeout",
    "isolation_level",
    "detect_types",
    "check_same_thread",
    "cached_statements",
}
READING = "reading"
"""The execution option of a transaction that changes nothing."""
FILE_ENDINGS = ("", "-wal", "-shm")  # of SQLite's files, which the bot's own user alone can read
PRIVATE_MODE = 0o600

OTHER_KIND = "DATABASE_URL leads to a database of another kind: SQLite or PostgreSQL is needed."
IN_MEMORY = (
    "DATABASE_URL names no file: what is kept in memory is lost when the bot leaves. "
    "Name one, such as sqlite:///footnote.db"
)
UNKNOWN_OPTION = (
    "DATABASE_URL has an option after its ? that this database does not know. Check how it is "
    "written, as sslmode=require is, or take it out."
)
STRAY_MARK = (
    "DATABASE_URL can't be read for certain: it holds an @ after the one before the host. In a "
    "user's name or a password write %40 for @, %3A for :, %2F for / and %3F for ?."
)


def url_of(address: str) -> URL:
    """An address in its parts.

    Args:
        address: What DATABASE_URL holds.

    Raises:
        LedgerUnusable: It is no address of ours; the message quotes nothing of it, as any part
            could be the password.
    """
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):  # its words could hold a piece of the password
        raise LedgerUnusable(NO_ADDRESS) from None
    kind = url.drivername.partition("+")[0]
    if kind == "sqlite":
        if url.host or url.port or url.username or url.password:
            raise LedgerUnusable(NO_ADDRESS)
        in_memory = ":memory:" in (url.database or "") or url.query.get("mode") == "memory"
        if in_memory or not url.database:
            raise LedgerUnusable(IN_MEMORY)
        if "uri" not in url.query and not _SQLITE_OPTIONS.issuperset(url.query):
            raise LedgerUnusable(UNKNOWN_OPTION)
        return url
    if kind not in {"postgres", "postgresql"}:
        raise LedgerUnusable(OTHER_KIND)
    if "@" in f"{url.host}{url.database}":  # the rest of a password, which drivers would quote
        raise LedgerUnusable(STRAY_MARK)
    # Hosts hand out `postgres://` and `postgresql://`; the driver we bring is psycopg.
    names_no_driver = url.drivername in {"postgres", "postgresql"}
    return url.set(drivername="postgresql+psycopg") if names_no_driver else url


def file_of(url: URL) -> Path | None:
    """The file of an SQLite database; None where another kind, or the address, hides it."""
    if url.get_backend_name() != "sqlite" or not url.database or "uri" in url.query:
        return None
    return Path(url.database)


def without_password(url: URL) -> str:
    """An address for people: what surely is no secret, and nothing else."""
    if url.get_backend_name() == "sqlite":
        return f"sqlite:///{url.database}"
    query = {name: url.query[name] for name in ("host", "port", "dbname") if name in url.query}
    return URL.create(
        url.drivername, url.username, None, url.host, url.port, url.database, query
    ).render_as_string()


def engine_for(url: URL, *, reading: bool = False) -> Engine:
    """The engine of a database; it is not connected yet.

    Args:
        url: Where it is.
        reading: Whether nothing will be written: then no file is made or changed.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite(url, reading=reading)
    limits = f"-c lock_timeout={int(LOCK_WAIT * 1_000)} -c statement_timeout=2500"
    options = {
        "connect_timeout": 2,
        "options": limits + (" -c default_transaction_read_only=on" if reading else ""),
        # The server's limits are of no use while it stands still or is gone without a word: the
        # worker gives the thread up then, and these let go of its connection in the end.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
    }
    engine = create_engine(
        url, pool_pre_ping=True, pool_timeout=1, hide_parameters=True, connect_args=options
    )
    if url.drivername == "postgresql+psycopg":
        from psycopg.pq import Conninfo

        # Only the server's own options: the driver takes others too, which no text could be.
        known = {option.keyword.decode() for option in Conninfo.get_defaults()}
        if not known.issuperset(url.query):
            raise LedgerUnusable(UNKNOWN_OPTION)
    return engine


def _sqlite(url: URL, *, reading: bool) -> Engine:
    path = file_of(url)
    if reading and path is not None:
        url = _read_only_url(url, path)
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_WAIT})
    if path is not None and not reading:
        # A file that is there is not opened: closing it again would drop this process's locks on
        # it. Those beside it get its permissions. What hinders making it SQLite will say.
        with suppress(OSError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, PRIVATE_MODE))

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would come too late
        if reading:
            return
        try:
            _turn_write_ahead_log_on(connection)
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute("PRAGMA secure_delete=ON")  # erased means gone, also from free pages
            connection.execute("PRAGMA temp_store=MEMORY")  # no copy in a temporary folder
        except sqlite3.Error:
            connection.close()
            raise
        if path is not None:
            _make_private(path)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        """Take the writer's place at once: a transaction that reads first could not wait for it."""
        reads = connection.get_execution_options().get(READING)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _make_private(path: Path) -> None:
    """Take read and write permission from everybody else; another user's file stays as it is.

    An earlier version made files that all could read.
    """
    if os.name != "posix":
        return
    for ending in FILE_ENDINGS:
        one = path.with_name(path.name + ending)
        with suppress(OSError):
            found = one.stat()
            if found.st_uid == os.geteuid() and stat.S_IMODE(found.st_mode) & 0o077:
                one.chmod(PRIVATE_MODE)


def _read_only_url(url: URL, path: Path) -> URL:
    """The address of a file that is only read, as SQLite itself writes it.

    Where nobody may write, as on a medium of that kind, SQLite can't make the index that it keeps
    beside a write-ahead log; where there is no such log it can do without.
    """
    address = path.absolute().as_uri()
    query = {"mode": "ro"}
    log = path.with_name(f"{path.name}-wal")
    if not (log.exists() and log.stat().st_size) and not _readable(f"{address}?mode=ro"):
        query["immutable"] = "1"
    return URL.create(url.drivername, database=address, query={**query, "uri": "true"})


def _readable(address: str) -> bool:
    try:
        with closing(sqlite3.connect(address, uri=True, timeout=LOCK_WAIT)) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master")
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode != sqlite3.SQLITE_CANTOPEN
    return True


def _turn_write_ahead_log_on(connection: Any) -> None:
    """Turn the write-ahead log on, waiting for whoever has the database.

    SQLite itself waits for every other lock, but not here: two that turn a new file at once
    would wait for each other for ever, so the second is refused at once and has to ask again.
    """
    until = time.monotonic() + LOCK_WAIT
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
