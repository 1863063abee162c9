"""The ledger's tables as they are now; how older ones become so is in `migrations`.

No table holds a name or an account number. `gaps.member` is a keyed hash (see `members`).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Date, Integer, MetaData, String, Table, Text

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
