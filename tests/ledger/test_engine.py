"""Addresses of databases, and opening them: in words what is wrong, and no password shown."""

from __future__ import annotations

import contextlib
import sqlite3
import traceback
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest

from bot.ledger.errors import LedgerDown, LedgerUnusable
from bot.ledger.ledger import Ledger
from bot.ledger.records import VERSION_NOW

SPLIT = "postgresql://me:a@b:5ecret/x"  # its password holds a mark that has to be encoded


def version_at(address: str) -> int:
    with contextlib.closing(Ledger.open(address)) as ledger:
        return ledger.version


def test_two_processes_can_open_an_empty_database_at_once(address: str) -> None:
    """Whoever comes second waits for the tables and finds them."""
    with ThreadPoolExecutor(4) as threads:
        assert [*threads.map(version_at, [address] * 4)] == [VERSION_NOW] * 4


def test_a_new_database_that_somebody_is_writing_is_waited_for(sqlite_address: str) -> None:
    """SQLite refuses the write-ahead log at once while another process writes: we ask again."""
    path = sqlite_address.removeprefix("sqlite:///")
    with (
        contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other,
        ThreadPoolExecutor() as threads,
    ):
        other.execute("BEGIN IMMEDIATE")
        opening = threads.submit(version_at, sqlite_address)
        with pytest.raises(TimeoutError):
            opening.result(0.2)
        other.execute("COMMIT")
        assert opening.result() == VERSION_NOW


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////no/such/folder/x.db",
        "sqlite:////proc/version",
        "nonsense",
        "mysql://x/y",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite://host/x.db",
        "sqlite:///x.db?timeout=soon",
        "sqlite:///x.db?sslmode=require",
        SPLIT,
    ],
)
def test_an_unusable_address_is_said_in_words(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that can't be opened is named with its setting, not waited for, and not made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LedgerUnusable, match="DATABASE_URL") as refused:
        Ledger.open(address)
    assert not refused.value.passing
    assert not list(tmp_path.iterdir())


class Unwilling(sqlite3.Connection):
    """A connection to a file that SQLite refuses at the statement that a test is about."""

    refused = ""
    made: ClassVar[list[Unwilling]] = []

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.made.append(self)

    def execute(self, statement: str, *given: Any) -> sqlite3.Cursor:
        if self.refused in statement:
            error = sqlite3.DatabaseError("file is not a database")
            error.sqlite_errorcode = sqlite3.SQLITE_NOTADB
            raise error
        return super().execute(statement, *given)


@pytest.mark.parametrize(
    ("reading", "refused"),
    [(False, "journal_mode"), (False, "synchronous"), (False, "temp_store"), (True, "SELECT")],
)
def test_what_is_no_database_is_left_closed(
    *, reading: bool, refused: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of another kind is refused in words, and nothing stays open, whatever SQLite minds."""
    monkeypatch.setattr(Unwilling, "refused", refused)
    monkeypatch.setattr(Unwilling, "made", [])
    for name in ("sqlite3.connect", "sqlite3.dbapi2.connect"):
        monkeypatch.setattr(name, partial(sqlite3.connect, factory=Unwilling))
    (tmp_path / "text.db").touch()
    with pytest.raises(LedgerUnusable, match="not a database"):
        Ledger.open(f"sqlite:///{tmp_path / 'text.db'}", reading=reading)
    assert Unwilling.made
    for one in Unwilling.made:
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            one.cursor()


@pytest.mark.parametrize(
    "address",
    [
        SPLIT,
        "postgresql://me:a@5ecret@127.0.0.1:9/x",
        "postgresql://me:a@5ecret/b@127.0.0.1:9/x",
        "postgresql://me:a@127.0.0.1:9/5ecret@host/x",
        "postgresql://me:a?b@5ecret@127.0.0.1:9/x",
        "postgresql://me:5ecret@127.0.0.1:port/x",
        "postgresql://me:5ecret@127.0.0.1:9/x",
        "postgresql://me@127.0.0.1:9/x?password=5ecret",
        "postgresql:me:5ecret@127.0.0.1/x",
        "postgres//me:5ecret@127.0.0.1/x",
        "5ecret://me:a@127.0.0.1/x",
        "sqlite://me:5ecret@host/x.db",
        "mysql://me:5ecret@host/x",
    ],
)
def test_a_password_is_in_no_error(address: str) -> None:
    """However an address is broken, it is complained of without a piece of its password."""
    with pytest.raises(LedgerUnusable) as refused:
        Ledger.open(address)
    told = "".join(traceback.format_exception(refused.value))
    assert "5ecret" not in str(refused.value) + repr(refused.value)
    assert "5ecret" not in told.replace(f'Ledger.open("{address}")', "")


@pytest.mark.parametrize(
    "wrong",
    [
        "9/x?sslmod=require",
        "9/x?row_factory=x",
        "9/x?cursor_factory=x",
        "9/x?prepare_threshold=x",
        "9/x?sslmode=maybe",
        "9/x?target_session_attrs=maybe",
        "99999/x",
    ],
)
def test_a_wrong_option_of_a_server_needs_a_person(wrong: str) -> None:
    """What is wrong in an address of PostgreSQL is said in words and will not pass by waiting."""
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerUnusable, match="DATABASE_URL") as refused:
        Ledger.open(f"postgresql://me@127.0.0.1:{wrong}")
    assert not refused.value.passing


@pytest.mark.postgres
def test_a_password_is_not_shown(postgres_address: str) -> None:
    """The address that is shown has no password, in whichever part of the address that stands."""
    for secret in ("password=5ecret", "passfile=/5ecret", "sslpassword=5ecret"):
        address = f"{postgres_address.replace('@', ':5ecret@', 1)}&{secret}"
        with contextlib.closing(Ledger.open(address)) as ledger:
            assert ledger.address.startswith("postgresql")
            assert "5ecret" not in ledger.address


def test_a_refused_connection_may_pass_and_a_wrong_name_may_not(sqlite_address: str) -> None:
    """A server that is not up yet is waited for; a file that is no database is not."""
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerDown, match="can't be used now") as down:
        Ledger.open("postgresql://me@127.0.0.1:9/x")
    assert down.value.passing
    path = sqlite_address.removeprefix("sqlite:///")
    Path(path).write_text("This is no database. " * 100)
    with pytest.raises(LedgerUnusable, match="not a database") as unusable:
        Ledger.open(sqlite_address)
    assert not unusable.value.passing


@pytest.mark.postgres
def test_what_a_server_refuses_needs_a_person(postgres_address: str) -> None:
    """A database or a role that is not there will not come by waiting."""
    for address in (
        postgres_address.replace("/ledger_", "/no_ledger_"),
        postgres_address.replace("footnote@", "nobody-such@"),
    ):
        with pytest.raises(LedgerUnusable, match="does not exist") as refused:
            Ledger.open(address)
        assert not refused.value.passing


def test_the_log_is_written_ahead(tmp_path: Path, sqlite_address: str) -> None:
    """SQLite runs with a write-ahead log, so that a reader never blocks the writer."""
    Ledger.open(sqlite_address).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "footnote.db")) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
