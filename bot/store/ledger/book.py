"""The ledger itself: each method is one transaction, synchronous, safe in any thread."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple
from datetime import date
from typing import Any, Self

from sqlalchemy import ColumnElement, Engine, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.core.errors import FootnoteError
from bot.store.ledger.members import member_hash, members_key
from bot.store.ledger.migrations import TooNew, migrate, version_of
from bot.store.ledger.opening import engine_for
from bot.store.ledger.records import Count, Gap, Listening, NewGap, Opinion, Tally, Verdict
from bot.store.ledger.schema import COUNTS, GAPS, LISTENING, NOTES, OPINIONS
from bot.store.ledger.upsert import insert_adding, insert_ignoring, insert_replacing

_GAP = [GAPS.c[name] for name in ("id", "question", "why", "entry", "fingerprint", "guild", "day")]


class LedgerUnusable(FootnoteError):
    """The database can't be opened; the message says why and what to do."""


class Ledger:
    """Feedback, gaps, counts, listening channels and notes, in SQLite or PostgreSQL."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, address: str) -> Self:
        """Open the database at an SQLAlchemy address and bring its tables up to date.

        Raises LedgerUnusable.
        """
        try:
            engine = engine_for(address)
            with engine.begin() as connection:
                migrate(connection)
        except TooNew as error:
            raise LedgerUnusable(
                f"A later Footnote wrote this database (version {error}). "
                "Use that one here too, or set DATABASE_URL to another database."
            ) from None
        except (SQLAlchemyError, ImportError, OSError, ValueError) as error:
            raise LedgerUnusable(_said(error)) from error
        return cls(engine)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @property
    def version(self) -> int:
        """The version of the tables."""
        with self._engine.begin() as connection:
            return version_of(connection)

    @property
    def address(self) -> str:
        """Where it is, without a password, in whichever part of the address that stands."""
        url = self._engine.url.difference_update_query(["password"])
        return url.render_as_string(hide_password=True)

    # --- Gaps ---

    def add_gap(self, gap: NewGap) -> bool:
        """Keep a question; False if this member's same question is there already."""
        with self._engine.begin() as connection:
            who = member_hash(members_key(connection), gap.member)
            same = select(GAPS.c.id).where(GAPS.c.member == who, GAPS.c.question == gap.question)
            if connection.execute(same.limit(1)).first():
                return False
            row = {name: getattr(gap, name) for name in _STORED}
            connection.execute(GAPS.insert().values(**row, member=who))
            return True

    def gaps(
        self, guild: int | None = None, limit: int | None = None, offset: int = 0
    ) -> tuple[Gap, ...]:
        """The stored questions, the latest first; of one server, or of all."""
        wanted = select(*_GAP).order_by(GAPS.c.id.desc()).limit(limit).offset(offset)
        if guild is not None:
            wanted = wanted.where(GAPS.c.guild == guild)
        return self._gaps(wanted)

    def gap_count(self, guild: int | None = None) -> int:
        """How many questions are stored; of one server, or of all."""
        wanted = select(func.count()).select_from(GAPS)
        if guild is not None:
            wanted = wanted.where(GAPS.c.guild == guild)
        with self._engine.begin() as connection:
            return connection.scalar(wanted) or 0

    def gaps_of(self, member: int) -> tuple[Gap, ...]:
        """What a member has sent, the latest first."""
        with self._engine.begin() as connection:
            who = member_hash(members_key(connection), member)
        return self._gaps(select(*_GAP).where(GAPS.c.member == who).order_by(GAPS.c.id.desc()))

    def erase_gaps_of(self, member: int) -> int:
        """Erase what a member has sent; how many that were."""
        with self._engine.begin() as connection:
            who = member_hash(members_key(connection), member)
            return connection.execute(delete(GAPS).where(GAPS.c.member == who)).rowcount

    def settle(self, ids: Iterable[int], guild: int | None = None) -> int:
        """Take questions out that the editors have dealt with; how many that were.

        With a server's number only questions from that server are taken out.
        """
        which = delete(GAPS).where(GAPS.c.id.in_(list(ids)))
        if guild is not None:
            which = which.where(GAPS.c.guild == guild)
        with self._engine.begin() as connection:
            return connection.execute(which).rowcount

    def forget_before(self, day: date) -> int:
        """Erase the questions from before a day; how many that were."""
        with self._engine.begin() as connection:
            return connection.execute(delete(GAPS).where(GAPS.c.day < day)).rowcount

    def _gaps(self, wanted: Any) -> tuple[Gap, ...]:
        with self._engine.begin() as connection:
            return tuple(Gap(*row) for row in connection.execute(wanted))

    # --- Opinions and counts, without text ---

    def add_opinion(self, entry: str, fingerprint: str, verdict: Verdict) -> None:
        """Count a click about an entry."""
        row = {"entry": entry, "fingerprint": fingerprint, "verdict": verdict, "clicks": 1}
        with self._engine.begin() as connection:
            connection.execute(insert_adding(connection, OPINIONS, row, OPINIONS.c.clicks))

    def opinions(self) -> tuple[Opinion, ...]:
        """All opinions, by entry."""
        order = (OPINIONS.c.entry, OPINIONS.c.fingerprint, OPINIONS.c.verdict)
        with self._engine.begin() as connection:
            return tuple(
                Opinion(*row) for row in connection.execute(select(OPINIONS).order_by(*order))
            )

    def add_counts(self, counts: Mapping[Tally, int]) -> None:
        """Add to the daily counts, all or none of them."""
        with self._engine.begin() as connection:
            # In one order for all, so that two processes never wait for each other's rows.
            for tally, times in sorted(counts.items(), key=lambda count: astuple(count[0])):
                row = {"day": tally.day, "kind": tally.kind, "entry": tally.entry, "times": times}
                connection.execute(insert_adding(connection, COUNTS, row, COUNTS.c.times))

    def counts(self, since: date | None = None) -> tuple[Count, ...]:
        """The daily counts from a day on, by day, kind and entry."""
        wanted = select(COUNTS).order_by(COUNTS.c.day, COUNTS.c.kind, COUNTS.c.entry)
        if since is not None:
            wanted = wanted.where(COUNTS.c.day >= since)
        with self._engine.begin() as connection:
            return tuple(
                Count(Tally(row.day, row.kind, row.entry), row.times)
                for row in connection.execute(wanted)
            )

    # --- Channels and notes ---

    def listen(self, channel: Listening) -> None:
        """Remember that the bot listens in a channel."""
        row = {"guild": channel.guild, "channel": channel.channel}
        with self._engine.begin() as connection:
            connection.execute(insert_ignoring(connection, LISTENING).values(row))

    def stop_listening(self, channel: int) -> bool:
        """Forget a channel; False if the bot did not listen there."""
        return bool(self._delete(LISTENING.c.channel == channel, LISTENING))

    def listening(self) -> tuple[Listening, ...]:
        """All listening channels, by number."""
        wanted = select(LISTENING.c.guild, LISTENING.c.channel).order_by(LISTENING.c.channel)
        with self._engine.begin() as connection:
            return tuple(Listening(*row) for row in connection.execute(wanted))

    def note(self, name: str) -> str | None:
        """A single value that was kept under a name."""
        with self._engine.begin() as connection:
            return connection.scalar(select(NOTES.c.value).where(NOTES.c.name == name))

    def notes(self, beginning: str) -> Mapping[str, str]:
        """All values whose name begins so."""
        wanted = select(NOTES.c.name, NOTES.c.value).where(
            NOTES.c.name.startswith(beginning, autoescape=True)
        )
        with self._engine.begin() as connection:
            return {row.name: row.value for row in connection.execute(wanted)}

    def keep_note(self, name: str, value: str) -> None:
        """Keep a single value under a name, in place of an earlier one."""
        with self._engine.begin() as connection:
            row = {"name": name, "value": value}
            connection.execute(insert_replacing(connection, NOTES, row))

    def drop_note(self, name: str) -> None:
        """Forget a single value."""
        self._delete(NOTES.c.name == name, NOTES)

    def _delete(self, which: ColumnElement[bool], table: Any) -> int:
        with self._engine.begin() as connection:
            return connection.execute(delete(table).where(which)).rowcount


_STORED: Sequence[str] = ("question", "why", "entry", "fingerprint", "guild", "day")


def _said(error: Exception) -> str:
    if isinstance(error, ImportError):
        return (
            "The database's driver is not installed. For PostgreSQL: pip install -e '.[postgres]'; "
            "or leave DATABASE_URL empty to use SQLite."
        )
    if isinstance(error, ValueError):  # its words could hold a piece of the password
        return "DATABASE_URL is no database's address. .env.example shows what one looks like."
    cause = getattr(error, "orig", None) or error
    first = str(cause).strip().splitlines()[0] if str(cause).strip() else type(cause).__name__
    return f"The database can't be opened: {first}. Check DATABASE_URL."
