"""The ledger: keeps gaps, opinions, counts and settings; every method is one transaction.

All methods are synchronous, safe in any thread, and end within three seconds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select

from bot.ledger import gaps
from bot.ledger.database import Database
from bot.ledger.gaps import click_hash, members_key
from bot.ledger.records import Click, Count, Gap, Listening, NewGap, Opinion, Tally
from bot.ledger.schema import (
    COUNTS,
    LISTENING,
    NOTES,
    OPINIONS,
    insert_adding,
    insert_ignoring,
    insert_replacing,
)

BEGINNING_OF_TIME = datetime(1970, 1, 1, tzinfo=UTC)
_WRITE_TEST = "tried"
_CLICK_PREFIX = "click:"
"""What the name of a note begins with that keeps a click from counting twice; it holds the day."""


class Ledger(Database):
    """Feedback, gaps, counts, listening channels and notes, in SQLite or PostgreSQL."""

    since = BEGINNING_OF_TIME
    """Questions from before are not shown: their time is over, though nobody erased them yet."""

    # --- Gaps ---

    def add_gap(self, gap: NewGap) -> bool:
        """Keep a question that a member sent.

        Returns:
            False if this member's same question is there already.

        Raises:
            TooManyGaps: The member has sent as many questions that day as one may.
        """
        return self._write(lambda connection: gaps.add(connection, gap))

    def gaps(
        self, guild: int | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[Gap, ...]:
        """The stored questions, the latest first; of one server, or of all.

        Args:
            guild: The server they came from; of all servers and direct messages if None.
            limit: At most so many; all if None.
            offset: So many of the latest are left out.
        """
        since = self.since
        return self._read(lambda connection: gaps.page(connection, guild, limit, offset, since))

    def gap_count(self, guild: int | None = None) -> int:
        """How many questions are stored; of one server, or of all."""
        return self._read(lambda connection: gaps.count(connection, guild, self.since))

    def gaps_of(self, member: int) -> tuple[Gap, ...]:
        """What a member has sent, the latest first."""
        return self._read(lambda connection: gaps.of_member(connection, member))

    def erase_gaps_of(self, member: int) -> int:
        """Erase what a member has sent; how many that were."""
        return self._erase(lambda connection: gaps.erase_of_member(connection, member))

    def settle(self, ids: Iterable[int], guild: int | None = None) -> int:
        """Erase questions that the editors have dealt with.

        Args:
            ids: The questions' numbers.
            guild: Only those that came from this server; wherever they came from if None.

        Returns:
            How many questions that were.
        """
        numbers = list(ids)
        return self._erase(lambda connection: gaps.erase(connection, numbers, guild))

    def forget_before(self, moment: datetime) -> int:
        """Erase what is kept of members from before a moment, to the minute.

        Returns:
            How many questions that were; marks of clicks, which go by the day, are not counted.
        """
        old = NOTES.c.name.startswith(_CLICK_PREFIX, autoescape=True)

        def take_out(connection: Connection) -> int:
            day = moment.astimezone(UTC).date().isoformat()
            connection.execute(delete(NOTES).where(old, NOTES.c.value < day))
            return gaps.erase_before(connection, moment)

        return self._erase(take_out)

    # --- Opinions and counts, without text ---

    def add_opinion_once(self, click: Click, entry: str, fingerprint: str) -> bool:
        """Count a click about an entry, unless the same member has clicked so on the same card.

        Args:
            click: Who clicked, on which card, and what.
            entry: The id of the entry that the card showed.
            fingerprint: That of the FAQ which answered.

        Returns:
            Whether it was counted.
        """
        row = {"entry": entry, "fingerprint": fingerprint, "verdict": click.verdict, "clicks": 1}

        def add(connection: Connection) -> bool:
            mark = f"{_CLICK_PREFIX}{click_hash(members_key(connection), click)}"
            kept = {"name": mark, "value": click.day.isoformat()}
            marking = insert_ignoring(connection, NOTES).values(kept).returning(NOTES.c.name)
            if connection.execute(marking).first() is None:
                return False
            connection.execute(insert_adding(connection, OPINIONS, row, OPINIONS.c.clicks))
            return True

        return self._write(add)

    def opinions(self) -> tuple[Opinion, ...]:
        """All opinions, by entry."""
        order = (OPINIONS.c.entry, OPINIONS.c.fingerprint, OPINIONS.c.verdict)
        rows = self._rows(select(OPINIONS).order_by(*order))
        return tuple(Opinion(*row) for row in rows)

    def add_counts(self, counts: Mapping[Tally, int]) -> None:
        """Add to the daily counts, all or none of them.

        Args:
            counts: How often to add each; the kinds are the words of `kind_of`.
        """
        # In one order for all, so that two processes never wait for each other's rows.
        ordered = sorted(counts.items(), key=lambda count: astuple(count[0]))

        def add(connection: Connection) -> None:
            for tally, times in ordered:
                row = {"day": tally.day, "kind": tally.kind, "entry": tally.entry, "times": times}
                connection.execute(insert_adding(connection, COUNTS, row, COUNTS.c.times))

        self._write(add)

    def counts(self, since: date | None = None) -> tuple[Count, ...]:
        """The daily counts from a day on, by day, kind and entry."""
        wanted = select(COUNTS).order_by(COUNTS.c.day, COUNTS.c.kind, COUNTS.c.entry)
        if since is not None:
            wanted = wanted.where(COUNTS.c.day >= since)
        rows = self._rows(wanted)
        return tuple(Count(Tally(row.day, row.kind, row.entry), row.times) for row in rows)

    # --- Channels and notes ---

    def listen(self, channel: Listening) -> None:
        """Remember that the bot listens in a channel."""
        row = {"guild": channel.guild, "channel": channel.channel}

        def add(connection: Connection) -> None:
            connection.execute(insert_ignoring(connection, LISTENING).values(row))

        self._write(add)

    def stop_listening(self, channel: int) -> bool:
        """Forget a channel; False if the bot did not listen there."""
        return bool(self._delete(LISTENING.c.channel == channel, LISTENING))

    def listening(self) -> tuple[Listening, ...]:
        """All listening channels, by number."""
        wanted = select(LISTENING.c.guild, LISTENING.c.channel).order_by(LISTENING.c.channel)
        return tuple(Listening(*row) for row in self._rows(wanted))

    def note(self, name: str) -> str | None:
        """A single value that was kept under a name."""
        wanted = select(NOTES.c.value).where(NOTES.c.name == name)
        return self._read(lambda connection: connection.scalar(wanted))

    def notes(self, beginning: str) -> Mapping[str, str]:
        """All values whose name begins so."""
        begins = NOTES.c.name.startswith(beginning, autoescape=True)
        rows = self._rows(select(NOTES.c.name, NOTES.c.value).where(begins))
        return {row.name: row.value for row in rows}

    def keep_note(self, name: str, value: str) -> None:
        """Keep a single value under a name, in place of an earlier one."""
        row = {"name": name, "value": value}

        def keep(connection: Connection) -> None:
            connection.execute(insert_replacing(connection, NOTES, row))

        self._write(keep)

    def drop_note(self, name: str) -> None:
        """Forget a single value."""
        self._delete(NOTES.c.name == name, NOTES)

    def look(self) -> None:
        """Find out whether the database answers and lets us write; nothing is changed."""
        self._write(lambda connection: connection.exec_driver_sql("SELECT 1").close())

    def try_out(self) -> None:
        """Find out by a note of its own whether anything can be kept."""
        self.keep_note(_WRITE_TEST, datetime.now(UTC).isoformat())

    def _rows(self, wanted: Any) -> list[Any]:
        return self._read(lambda connection: list(connection.execute(wanted)))

    def _delete(self, which: ColumnElement[bool], table: Any) -> int:
        return self._write(
            lambda connection: connection.execute(delete(table).where(which)).rowcount
        )
