"""Gaps in the database: the questions that members sent to the editors, kept and erased."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, select

from bot.article.visible import SHOWN
from bot.ledger.errors import TooManyGaps
from bot.ledger.records import Click, Gap, NewGap, begin_of, minute_of
from bot.ledger.schema import GAPS, NOTES, insert_ignoring

# Members, for whom the ledger holds a keyed hash alone.
#
# The key is random and lies in the ledger itself, so that a member can erase their questions also
# after the operator has reset the token or moved to another machine. Who holds the ledger could
# test whether a given account number sent a question, but can't read any number out of it.

_KEY = "members-key"


def members_key(connection: Connection) -> bytes:
    """The ledger's key, made at the first call."""
    fresh = {"name": _KEY, "value": secrets.token_hex(32)}
    connection.execute(insert_ignoring(connection, NOTES).values(fresh))
    kept: str = connection.execute(select(NOTES.c.value).where(NOTES.c.name == _KEY)).scalar_one()
    return bytes.fromhex(kept)


def existing_members_key(connection: Connection) -> bytes | None:
    """The ledger's key if there is one already; without it no member has sent anything."""
    kept = connection.scalar(select(NOTES.c.value).where(NOTES.c.name == _KEY))
    return bytes.fromhex(kept) if kept else None


def member_hash(key: bytes, member: int) -> str:
    """What stands for a member: 32 hexadecimal digits."""
    return _keyed(key, str(member))


def click_hash(key: bytes, click: Click) -> str:
    """What stands for a member's click on a card; nothing tells two clicks of one member."""
    return _keyed(key, f"{click.member} {click.message} {click.reference} {click.verdict}")


def _keyed(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()[:32]


# The questions.

A_DAY = 20  # questions that one member may have stored of one day
NAMED_AT_ONCE = 500  # databases bound how many numbers one statement may name

_SHOWN_COLUMNS = [
    GAPS.c[name] for name in ("id", "question", "why", "entry", "fingerprint", "guild", "day")
]
_STORED_NAMES = ("question", "why", "entry", "fingerprint", "guild", "day")


def add(connection: Connection, gap: NewGap) -> bool:
    """Keep a question; False if this member's same question is there.

    Raises:
        TooManyGaps: The member has sent as many that day as one may.
    """
    who = member_hash(members_key(connection), gap.member)
    gap = replace(gap, question=_storable(gap.question))
    same = select(GAPS.c.id).where(GAPS.c.member == who, GAPS.c.question == gap.question)
    if connection.execute(same.limit(1)).first():
        return False
    if _count(connection, GAPS.c.member == who, GAPS.c.day == gap.day) >= A_DAY:
        raise TooManyGaps(f"At most {A_DAY} questions of a member are stored of one day.")
    row = {name: getattr(gap, name) for name in _STORED_NAMES}
    sent = minute_of(gap.sent or begin_of(gap.day))
    connection.execute(GAPS.insert().values(**row, member=who, sent=sent))
    return True


def _storable(text: str) -> str:
    """A text without what no database takes: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", SHOWN)


def page(
    connection: Connection, guild: int | None, limit: int | None, offset: int, since: datetime
) -> tuple[Gap, ...]:
    """So many questions after the latest `offset` ones, the latest first."""
    wanted = select(*_SHOWN_COLUMNS).where(GAPS.c.sent >= minute_of(since), *_from(guild))
    return _found(connection, wanted.limit(limit).offset(offset))


def count(connection: Connection, guild: int | None, since: datetime) -> int:
    """How many questions are stored."""
    return _count(connection, GAPS.c.sent >= minute_of(since), *_from(guild))


def of_member(connection: Connection, member: int) -> tuple[Gap, ...]:
    """What a member has sent, the latest first."""
    key = existing_members_key(connection)
    if key is None:
        return ()
    return _found(
        connection, select(*_SHOWN_COLUMNS).where(GAPS.c.member == member_hash(key, member))
    )


def erase_of_member(connection: Connection, member: int) -> int:
    """Take out what a member has sent."""
    who = member_hash(members_key(connection), member)
    return connection.execute(delete(GAPS).where(GAPS.c.member == who)).rowcount


def erase(connection: Connection, ids: Iterable[int], guild: int | None) -> int:
    """Take questions out by their numbers; only those of a server if one is given."""
    numbers, erased = list(dict.fromkeys(ids)), 0
    for start in range(0, len(numbers), NAMED_AT_ONCE):
        some = GAPS.c.id.in_(numbers[start : start + NAMED_AT_ONCE])
        erased += connection.execute(delete(GAPS).where(some, *_from(guild))).rowcount
    return erased


def erase_before(connection: Connection, moment: datetime) -> int:
    """Take out what came before a moment."""
    return connection.execute(delete(GAPS).where(GAPS.c.sent < minute_of(moment))).rowcount


def _found(connection: Connection, wanted: Select[Any]) -> tuple[Gap, ...]:
    rows = connection.execute(wanted.order_by(GAPS.c.id.desc()))
    return tuple(Gap(*row) for row in rows)


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(GAPS).where(*which)) or 0


def _from(guild: int | None) -> tuple[ColumnElement[bool], ...]:
    """What a statement is restricted by: a server, or nothing."""
    return () if guild is None else (GAPS.c.guild == guild,)
