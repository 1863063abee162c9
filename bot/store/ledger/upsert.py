"""Insert or add up, in the words of SQLite and of PostgreSQL, which are the same in SQLAlchemy."""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"


def _insert(connection: Connection, table: Table) -> Insert:
    if connection.dialect.name == "postgresql":
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
