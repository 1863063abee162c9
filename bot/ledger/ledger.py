"""The ledger: keeps gaps, opinions, counts and settings; every method is one transaction.

All methods are synchronous, safe in any thread, and end within three seconds. Each is given its
connection by the decorator that makes it a transaction; callers leave it out.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, astuple, fields
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, true

from bot.article.visible import SHOWN
from bot.ledger.database import Database, erases, reads, writes
from bot.ledger.engine import file_of, url_of
from bot.ledger.errors import Outdated, TooManyGaps
from bot.ledger.records import (
    COUNTS,
    GAPS,
    LISTENING,
    NOTES,
    OPINIONS,
    Click,
    Count,
    Gap,
    Listening,
    NewGap,
    Opinion,
    Tally,
    begin_of,
    insert_or_change,
    minute_of,
)

A_DAY = 20  # questions that one member may have stored of one day
NAMED_AT_ONCE = 500  # databases bound how many numbers one statement may name
_CLICK_PREFIX = "click:"
"""What the name of a note begins with that keeps a click from counting twice; it holds the day."""
_MEMBERS_KEY = "members-key"


class Ledger(Database):
    """Feedback, gaps, counts, listening channels and notes, in SQLite or PostgreSQL."""

    since = datetime(1970, 1, 1, tzinfo=UTC)
    """Questions from before are not shown: their time is over, though nobody erased them yet."""

    # --- Gaps ---

    @writes
    def add_gap(self, connection: Connection, gap: NewGap) -> bool:
        """Keep a question that a member sent.

        Returns:
            False if this member's same question is there already.

        Raises:
            TooManyGaps: The member has sent as many questions that day as one may.
        """
        _make_key(connection)
        question, member = _storable(gap.question), _hashed(connection, gap.member)
        if _count(connection, GAPS.c.member == member, GAPS.c.question == question):
            return False
        if _count(connection, GAPS.c.member == member, GAPS.c.day == gap.day) >= A_DAY:
            raise TooManyGaps(f"At most {A_DAY} questions of a member are stored of one day.")
        sent = minute_of(gap.sent or begin_of(gap.day))
        row = asdict(gap) | {"question": question, "member": member, "sent": sent}
        connection.execute(insert(GAPS).values(row))
        return True

    @reads
    def gaps(
        self,
        connection: Connection,
        guild: int | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> tuple[Gap, ...]:
        """The stored questions, the latest first; of one server, or of all.

        Args:
            connection: Left out by callers.
            guild: The server they came from; of all servers and direct messages if None.
            limit: At most so many; all if None.
            offset: So many of the latest are left out.
        """
        return _found(connection, *self._shown(guild), limit=limit, offset=offset)

    @reads
    def gap_count(self, connection: Connection, guild: int | None = None) -> int:
        """How many questions are stored; of one server, or of all."""
        return _count(connection, *self._shown(guild))

    def _shown(self, guild: int | None) -> tuple[ColumnElement[bool], ...]:
        return (GAPS.c.sent >= minute_of(self.since), _from(guild))

    @reads
    def gaps_of(self, connection: Connection, member: int) -> tuple[Gap, ...]:
        """What a member has sent, the latest first."""
        return _found(connection, GAPS.c.member == _hashed(connection, member))

    @erases
    def erase_gaps_of(self, connection: Connection, member: int) -> int:
        """Erase what a member has sent; how many that were."""
        theirs = GAPS.c.member == _hashed(connection, member)
        return connection.execute(delete(GAPS).where(theirs)).rowcount

    @erases
    def settle(self, connection: Connection, ids: Iterable[int], guild: int | None = None) -> int:
        """Erase questions that the editors have dealt with.

        Args:
            connection: Left out by callers.
            ids: The questions' numbers.
            guild: Only those that came from this server; wherever they came from if None.

        Returns:
            How many questions that were.
        """
        numbers, erased = list(dict.fromkeys(ids)), 0
        for start in range(0, len(numbers), NAMED_AT_ONCE):
            some = GAPS.c.id.in_(numbers[start : start + NAMED_AT_ONCE])
            erased += connection.execute(delete(GAPS).where(some, _from(guild))).rowcount
        return erased

    @erases
    def forget_before(self, connection: Connection, moment: datetime) -> int:
        """Erase what is kept of members from before a moment, to the minute.

        Returns:
            How many questions that were; marks of clicks, which go by the day, are not counted.
        """
        click = NOTES.c.name.startswith(_CLICK_PREFIX, autoescape=True)
        day = moment.astimezone(UTC).date().isoformat()
        connection.execute(delete(NOTES).where(click, NOTES.c.value < day))
        return connection.execute(delete(GAPS).where(GAPS.c.sent < minute_of(moment))).rowcount

    # --- Opinions and counts, without text ---

    @writes
    def add_opinion_once(
        self, connection: Connection, click: Click, entry: str, fingerprint: str
    ) -> bool:
        """Count a click about an entry, unless the same member has clicked so on the same card.

        Args:
            connection: Left out by callers.
            click: Who clicked, on which card, and what.
            entry: The id of the entry that the card showed.
            fingerprint: That of the FAQ which answered.

        Returns:
            Whether it was counted.
        """
        _make_key(connection)
        who = _hashed(connection, click.member, click.message, click.reference, click.verdict)
        mark = {"name": f"{_CLICK_PREFIX}{who}", "value": click.day.isoformat()}
        if not insert_or_change(connection, NOTES, mark):
            return False
        row = {"entry": entry, "fingerprint": fingerprint, "verdict": click.verdict, "clicks": 1}
        return insert_or_change(connection, OPINIONS, row, clicks=OPINIONS.c.clicks + 1)

    @reads
    def opinions(self, connection: Connection) -> tuple[Opinion, ...]:
        """All opinions, by entry."""
        rows = connection.execute(select(OPINIONS).order_by(*OPINIONS.primary_key))
        return tuple(Opinion(*row) for row in rows)

    @writes
    def add_counts(self, connection: Connection, counts: Mapping[Tally, int]) -> None:
        """Add to the daily counts, all or none of them.

        Args:
            connection: Left out by callers.
            counts: How often to add each; the kinds are the words of `ReplyKind`.
        """
        # In one order for all, so that two processes never wait for each other's rows.
        for tally in sorted(counts, key=astuple):
            times = counts[tally]
            row = asdict(tally) | {"times": times}
            insert_or_change(connection, COUNTS, row, times=COUNTS.c.times + times)

    @reads
    def counts(self, connection: Connection, since: date | None = None) -> tuple[Count, ...]:
        """The daily counts from a day on, by day, kind and entry."""
        wanted = select(COUNTS).order_by(*COUNTS.primary_key)
        if since is not None:
            wanted = wanted.where(COUNTS.c.day >= since)
        rows = connection.execute(wanted)
        return tuple(Count(Tally(day, kind, entry), times) for day, kind, entry, times in rows)

    # --- Channels and notes ---

    @writes
    def listen(self, connection: Connection, channel: Listening) -> None:
        """Remember that the bot listens in a channel."""
        insert_or_change(connection, LISTENING, asdict(channel))

    @writes
    def stop_listening(self, connection: Connection, channel: int) -> bool:
        """Forget a channel; False if the bot did not listen there."""
        gone = connection.execute(delete(LISTENING).where(LISTENING.c.channel == channel))
        return gone.rowcount > 0

    @reads
    def listening(self, connection: Connection) -> tuple[Listening, ...]:
        """All listening channels, by number."""
        wanted = select(LISTENING.c.guild, LISTENING.c.channel).order_by(LISTENING.c.channel)
        return tuple(Listening(*row) for row in connection.execute(wanted))

    @reads
    def note(self, connection: Connection, name: str) -> str | None:
        """A single value that was kept under a name."""
        return _note(connection, name)

    @reads
    def notes(self, connection: Connection, beginning: str) -> Mapping[str, str]:
        """All values whose name begins so."""
        begins = NOTES.c.name.startswith(beginning, autoescape=True)
        rows = connection.execute(select(NOTES.c.name, NOTES.c.value).where(begins))
        return {row.name: row.value for row in rows}

    @writes
    def keep_note(self, connection: Connection, name: str, value: str) -> None:
        """Keep a single value under a name, in place of an earlier one."""
        insert_or_change(connection, NOTES, {"name": name, "value": value}, value=value)

    @writes
    def drop_note(self, connection: Connection, name: str) -> None:
        """Forget a single value."""
        connection.execute(delete(NOTES).where(NOTES.c.name == name))

    @writes
    def look(self, connection: Connection) -> None:
        """Find out whether the database answers and lets us write; nothing is changed."""
        connection.exec_driver_sql("SELECT 1").close()

    def try_out(self) -> None:
        """Find out by a note of its own whether anything can be kept."""
        self.keep_note("tried", datetime.now(UTC).isoformat())


def _note(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(NOTES.c.value).where(NOTES.c.name == name))


def _found(
    connection: Connection, *which: ColumnElement[bool], limit: int | None = None, offset: int = 0
) -> tuple[Gap, ...]:
    shown = select(*(GAPS.c[one.name] for one in fields(Gap))).where(*which)
    rows = connection.execute(shown.order_by(GAPS.c.id.desc()).limit(limit).offset(offset))
    return tuple(Gap(*row) for row in rows)


def _count(connection: Connection, *which: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(GAPS).where(*which)) or 0


def _from(guild: int | None) -> ColumnElement[bool]:
    """What a statement is restricted to: a server, or everything."""
    return true() if guild is None else GAPS.c.guild == guild


def _storable(text: str) -> str:
    """A text without what no database takes: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\0", SHOWN)


# Members, for whom the ledger holds a keyed hash alone.
#
# The key is random and lies in the ledger itself, so that a member can erase their questions also
# after the operator has reset the token or moved to another machine. Who holds the ledger could
# test whether a given account number sent a question, but can't read any number out of it.


def _make_key(connection: Connection) -> None:
    """Make the ledger's key, unless there is one."""
    insert_or_change(connection, NOTES, {"name": _MEMBERS_KEY, "value": secrets.token_hex(32)})


def _hashed(connection: Connection, *what: object) -> str:
    """What stands for a member, or for what one clicked: 32 hexadecimal digits.

    Where there is no key yet nothing was kept of any member, and this stands for none.
    """
    key = bytes.fromhex(_note(connection, _MEMBERS_KEY) or "")
    return hmac.new(key, " ".join(map(str, what)).encode(), sha256).hexdigest()[:32]


# How long questions are kept, and the ledger without those that are past it.

SHORTEST_RETENTION = timedelta(minutes=45)
"""How long a question is kept where it is to be kept for no day at all, so that an editor who looks
can see it. What is past is erased every few minutes, so that after an hour it is surely gone."""


def kept_since(now: datetime, days: int) -> datetime:
    """The moment before which nothing is kept.

    Args:
        now: From when the days are counted.
        days: How long a question is kept; for three quarters of an hour if 0.
    """
    return now - (timedelta(days=days) or SHORTEST_RETENTION)


@contextmanager
def kept(
    address: str, retention_days: int, now: datetime, *, reading: bool = False
) -> Iterator[Ledger | None]:
    """The ledger at an address, as the editor's tools open it: without gaps past their days.

    Args:
        address: The database's address.
        retention_days: So many days a gap is kept.
        now: From when these days are counted.
        reading: Only look: what is past is not shown, and nothing is changed. That needs no
            permission to write, but for a ledger of an earlier version, which is brought up to
            date. Else what is past is erased first.

    Yields:
        None where an SQLite file is not there yet: looking makes none.

    Raises:
        LedgerUnusable: The database can't be used.
    """
    path = file_of(url_of(address))
    if path is not None and not path.exists():
        yield None
        return
    try:
        ledger = Ledger.open(address, reading=reading)
    except Outdated:
        Ledger.open(address).close()
        ledger = Ledger.open(address, reading=reading)
    try:
        ledger.since = kept_since(now, retention_days)
        if not reading:
            ledger.forget_before(ledger.since)
        yield ledger
    finally:
        ledger.close()
