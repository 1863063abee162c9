"""Members: known to the ledger by a keyed hash alone.

The key is random and lies in the ledger itself, so that a member can erase their questions also
after the operator has reset the token or moved to another machine. Who holds the ledger could test
whether a known account number sent a question, but can't read any number out of it.
"""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from sqlalchemy import Connection, select

from bot.store.ledger.records import Click
from bot.store.ledger.schema import NOTES
from bot.store.ledger.upsert import insert_ignoring

_KEY = "members-key"


def members_key(connection: Connection) -> bytes:
    """The ledger's key, made at the first call."""
    fresh = {"name": _KEY, "value": secrets.token_hex(32)}
    connection.execute(insert_ignoring(connection, NOTES).values(fresh))
    kept: str = connection.execute(select(NOTES.c.value).where(NOTES.c.name == _KEY)).scalar_one()
    return bytes.fromhex(kept)


def known_members_key(connection: Connection) -> bytes | None:
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
