"""Migrations: a ledger of any earlier version becomes one of this version, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from sqlalchemy import Connection, delete, insert, inspect, select, text, update

from bot.store.ledger.records import begin_of, minute_of
from bot.store.ledger.schema import (
    COUNTS,
    GAPS,
    LISTENING,
    METADATA,
    NOTES,
    OPINIONS,
    VERSION,
)

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


STEPS: tuple[Step, ...] = (_feedback_and_channels, _gaps_and_counts, _minute_of_gaps)
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
