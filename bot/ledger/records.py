"""What is kept in the ledger, as values and as tables; and the steps from earlier versions' tables.

No table holds a name or an account number; a gap's `member` is a keyed hash (see `ledger`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal, TypeAlias

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

from bot.ledger.errors import LedgerUnusable

Why = Literal["not_covered", "wrong_answer", "picked"]
"""Why a member sent a question: it got no answer, a wrong one, or one only after a pick."""

Verdict = Literal["up", "down", "picked"]


@dataclass(frozen=True, slots=True)
class NewGap:
    """A question that its member sent to the editors by a click.

    `member` is the member's account number; only a keyed hash of it is kept. `entry` names what was
    shown for it, and is empty where nothing was. `guild` is 0 for a direct message. `sent` is when
    it came, which is kept to the minute; the beginning of its day if None.
    """

    question: str
    why: Why
    entry: str
    fingerprint: str
    member: int
    guild: int
    day: date
    sent: datetime | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A stored question, as editors see it: nothing in it tells who sent it."""

    id: int
    question: str
    why: Why
    entry: str
    fingerprint: str
    guild: int
    day: date


@dataclass(frozen=True, slots=True)
class Opinion:
    """How often a verdict was clicked about an entry of a FAQ of this fingerprint."""

    entry: str
    fingerprint: str
    verdict: Verdict
    clicks: int


@dataclass(frozen=True, slots=True)
class Click:
    """What a member clicked on a card; kept as one keyed hash, so that it counts once.

    `message` is the card's number, `reference` what the button names.
    """

    member: int
    message: int
    reference: str
    verdict: Verdict
    day: date


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted: a kind of reply (`ReplyKind`), with its entry if it has one, on a day."""

    day: date
    kind: str
    entry: str = ""


@dataclass(frozen=True, slots=True)
class Count:
    """A tally and how often it was."""

    tally: Tally
    times: int


@dataclass(frozen=True, slots=True)
class Listening:
    """A channel in which the bot answers without being mentioned."""

    guild: int
    channel: int


def begin_of(day: date) -> datetime:
    """The first moment of a day, by UTC as all days here."""
    return datetime.combine(day, time.min, UTC)


def minute_of(moment: datetime) -> int:
    """The whole minute that a moment lies in, in seconds since 1970."""
    return int(moment.timestamp()) // 60 * 60


# The tables as they are now.

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


def insert_or_change(
    connection: Connection, table: Table, row: Mapping[str, Any], **changed: Any
) -> bool:
    """Insert a row; where its key is there already, set these columns of that row, or nothing.

    Returns:
        Whether anything was inserted or set.
    """
    insert_into: Any = sqlite.insert
    if connection.dialect.name == "postgresql":
        from sqlalchemy.dialects import postgresql  # which takes long to import

        insert_into = postgresql.insert
    statement, key = insert_into(table).values(row), table.primary_key
    if changed:
        statement = statement.on_conflict_do_update(index_elements=list(key), set_=changed)
    else:
        statement = statement.on_conflict_do_nothing()
    return connection.execute(statement.returning(*key)).first() is not None


# Migrations: a ledger of any earlier version becomes one of this version, in one transaction.

TOO_NEW = (
    "A later Footnote wrote this database (version {version}). "
    "Use that one here too, or set DATABASE_URL to another database."
)
Step: TypeAlias = Callable[[Connection], None]
_LOCK = 0x466F6F74  # any number of our own: PostgreSQL's advisory locks are named by numbers


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


def version_of(connection: Connection) -> int:
    """The version that a ledger has; 0 where there is none. Raises LedgerUnusable for a later."""
    if not inspect(connection).has_table(VERSION.name):
        return 0
    version = connection.scalar(select(VERSION.c.version)) or 0
    if version > VERSION_NOW:
        raise LedgerUnusable(TOO_NEW.format(version=version))
    return version


def migrate(connection: Connection) -> None:
    """Bring the ledger up to date; raises LedgerUnusable for a later one, and changes nothing.

    Two processes may do so at once: the second waits for the first and finds nothing to do.
    """
    if connection.dialect.name == "postgresql":  # SQLite's BEGIN IMMEDIATE has waited already
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _LOCK})
    METADATA.create_all(connection, [VERSION])
    version = version_of(connection)
    for step in STEPS[version:]:
        step(connection)
    if version < VERSION_NOW:
        connection.execute(delete(VERSION))
        connection.execute(insert(VERSION).values(version=VERSION_NOW))
