"""The database's tables as they are now, and the steps that lead from every earlier version.

No table holds a name or an account number; a gap's `member` is a keyed hash (see `gaps`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    delete,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.dialects import sqlite

from bot.ledger.records import begin_of, minute_of

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

METADATA = MetaData()

VERSION = Table("footnote_schema", METADATA, Column("version", Integer, primary_key=True))

NOTES = Table(  # single values by name: the members' key, clicks, bindings and the like
    "footnote_notes",
    METADATA,
    Column("name", String(120), primary_key=True),
    Column("value", Text, nullable=False),
)

GAPS = Table(
    "footnote_gaps",
    METADATA,
    # SQLite numbers rows by itself only where the key is called INTEGER.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    Column("question", Text, nullable=False),
    Column("why", String(20), nullable=False),
    Column("entry", Text, nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("member", String(64), nullable=False, index=True),
    Column("guild", BigInteger, nullable=False),
    Column("day", Date, nullable=False),
    # Seconds since 1970, whole minutes: how long it is kept is counted from here.
    Column("sent", BigInteger, nullable=False),
)

OPINIONS = Table(
    "footnote_opinions",
    METADATA,
    Column("entry", String(200), primary_key=True),
    Column("fingerprint", String(64), primary_key=True),
    Column("verdict", String(20), primary_key=True),
    Column("clicks", Integer, nullable=False),
)

COUNTS = Table(
    "footnote_counts",
    METADATA,
    Column("day", Date, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("entry", String(200), primary_key=True),
    Column("times", Integer, nullable=False),
)

LISTENING = Table(
    "footnote_listening",
    METADATA,
    Column("channel", BigInteger, primary_key=True, autoincrement=False),
    Column("guild", BigInteger, nullable=False),
)


# Insert or add up, in the words of SQLite and of PostgreSQL, which are the same in SQLAlchemy.

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"


def _insert(connection: Connection, table: Table) -> Insert:
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_ignoring(connection: Connection, table: Table) -> Insert:
    """Insert a row unless one with its key is there."""
    return _insert(connection, table).on_conflict_do_nothing()


def insert_replacing(connection: Connection, table: Table, row: dict[str, Any]) -> Insert:
    """Insert a row, in place of the one with its key."""
    statement = _insert(connection, table).values(row)
    keys = [column.name for column in table.primary_key]
    others = {name: value for name, value in row.items() if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=others)


def insert_adding(
    connection: Connection, table: Table, row: dict[str, Any], number: Column[Any]
) -> Insert:
    """Insert a row, or add its number to that of the row with its key."""
    statement = _insert(connection, table).values(row)
    keys = [column.name for column in table.primary_key]
    added = {number.name: number + row[number.name]}
    return statement.on_conflict_do_update(index_elements=keys, set_=added)


# Migrations: a ledger of any earlier version becomes one of this version, in one transaction.

Step: TypeAlias = Callable[[Connection], None]
_LOCK = 0x466F6F74  # any number of our own: PostgreSQL's advisory locks are named by numbers


class TooNew(Exception):
    """A later version of the program wrote this ledger."""


def _feedback_and_channels(connection: Connection) -> None:
    METADATA.create_all(connection, [NOTES, OPINIONS, LISTENING])


def _gaps_and_counts(connection: Connection) -> None:
    METADATA.create_all(connection, [GAPS, COUNTS])


def _minute_of_gaps(connection: Connection) -> None:
    """What was kept by its day is counted from that day's beginning: never longer than was said."""
    columns = {column["name"] for column in inspect(connection).get_columns(GAPS.name)}
    if GAPS.c.sent.name in columns:
        return  # the step before has made the table as it is now
    connection.execute(text(f"ALTER TABLE {GAPS.name} ADD COLUMN sent BIGINT NOT NULL DEFAULT 0"))
    for day in connection.scalars(select(GAPS.c.day).distinct()).all():
        same = update(GAPS).where(GAPS.c.day == day)
        connection.execute(same.values(sent=minute_of(begin_of(day))))


def _kinds_in_words(connection: Connection) -> None:
    """Replies were counted under the names of Python's classes; a class may be renamed, a word not.

    What is said here stays as it is, whatever the kinds are called one day.
    """
    words = {
        "Answer": "answer",
        "Passage": "passage",
        "DidYouMean": "did_you_mean",
        "NotCovered": "not_covered",
        "SmallTalk": "small_talk",
    }
    for name, word in words.items():
        connection.execute(update(COUNTS).where(COUNTS.c.kind == name).values(kind=word))


STEPS: tuple[Step, ...] = (
    _feedback_and_channels,
    _gaps_and_counts,
    _minute_of_gaps,
    _kinds_in_words,
)
"""Step n leads from version n to n + 1. A released step is never changed; a new one is added."""

VERSION_NOW = len(STEPS)


def migrate(connection: Connection) -> int:
    """Bring the ledger up to date and give its version; raises TooNew and then changes nothing.

    Two processes may do so at once: the second waits for the first and finds nothing to do.
    """
    _alone(connection)
    METADATA.create_all(connection, [VERSION])
    version = connection.scalar(select(VERSION.c.version)) or 0
    if version > VERSION_NOW:
        raise TooNew(version)
    for step in STEPS[version:]:
        step(connection)
    if version < VERSION_NOW:
        connection.execute(delete(VERSION))
        connection.execute(insert(VERSION).values(version=VERSION_NOW))
    return VERSION_NOW


def _alone(connection: Connection) -> None:
    """Wait until no other process migrates. SQLite's BEGIN IMMEDIATE has seen to that already."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _LOCK})


def version_of(connection: Connection) -> int:
    """The version that a ledger has; 0 where there is none."""
    if not inspect(connection).has_table(VERSION.name):
        return 0
    return connection.scalar(select(VERSION.c.version)) or 0
