"""A database of any earlier version is brought up to date, with all that it holds."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from bot.ledger.engine import url_of
from bot.ledger.errors import LedgerUnusable
from bot.ledger.ledger import Ledger
from bot.ledger.records import METADATA, VERSION_NOW, Count, Listening, Tally, begin_of
from tests.ledger.conftest import DAY, gap

SECOND = """CREATE TABLE footnote_gaps (
    id BIGINT NOT NULL, question TEXT NOT NULL, why VARCHAR(20) NOT NULL, entry TEXT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, member VARCHAR(64) NOT NULL, guild BIGINT NOT NULL,
    day DATE NOT NULL, PRIMARY KEY (id))"""  # the second version's table
THIRD = (Path(__file__).parent / "version_3.sql").read_text(encoding="utf-8")


def test_a_database_of_the_third_version_is_migrated(address: str) -> None:
    """Replies counted under Python's names are counted on under words; the rest is as it was."""
    dump = THIRD if address.startswith("sqlite") else THIRD.replace("id INTEGER", "id BIGSERIAL")
    engine = create_engine(url_of(address))
    with engine.begin() as connection:
        for statement in dump.split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
    engine.dispose()
    with contextlib.closing(Ledger.open(address)) as ledger:
        assert ledger.version == VERSION_NOW
        assert ledger.counts() == COUNTED
        ledger.add_counts({Tally(DAY, "answer", "how-hot"): 1})
        assert Count(Tally(DAY, "answer", "how-hot"), 3) in ledger.counts()
        assert [one.why for one in ledger.gaps()] == ["wrong_answer", "not_covered"]
        assert [one.question for one in ledger.gaps_of(42)] == ["who owns the kiln"]
        assert [one.clicks for one in ledger.opinions()] == [1]
        assert ledger.listening() == (Listening(7, 70),)
        assert ledger.note("commands:1:2") == "aa"
    with contextlib.closing(Ledger.open(address)) as ledger:
        assert ledger.version == VERSION_NOW


COUNTED = (
    Count(Tally(date(2026, 3, 13), "answer", "how-hot"), 3),
    Count(Tally(DAY, "answer", "how-hot"), 2),
    Count(Tally(DAY, "answer", "who-built"), 1),
    Count(Tally(DAY, "did_you_mean"), 5),
    Count(Tally(DAY, "not_covered"), 6),
    Count(Tally(DAY, "passage"), 4),
    Count(Tally(DAY, "small_talk"), 7),
)


def test_a_ledger_of_the_second_version_is_migrated(address: str) -> None:
    """What was kept by its day is counted from that day's beginning, so never for longer."""
    engine = create_engine(url_of(address))
    with engine.begin() as connection:
        METADATA.create_all(connection)
        connection.exec_driver_sql("DROP TABLE footnote_gaps")
        connection.exec_driver_sql(SECOND)
        connection.exec_driver_sql("INSERT INTO footnote_schema VALUES (2)")
        for number, day in enumerate(("2026-03-13", "2026-03-14", "2026-03-14"), start=1):
            connection.exec_driver_sql(
                f"INSERT INTO footnote_gaps VALUES ({number}, 'q{number}', 'picked', '', 'f00d',"  # noqa: S608
                f" 'abc', 7, '{day}')"
            )
    engine.dispose()
    with contextlib.closing(Ledger.open(address)) as ledger:
        assert ledger.version == VERSION_NOW
        assert [one.day.day for one in ledger.gaps()] == [14, 14, 13]
        assert ledger.forget_before(begin_of(DAY)) == 1
        assert ledger.forget_before(begin_of(DAY) + timedelta(minutes=1)) == 2


def test_a_ledger_of_the_first_version_is_migrated(tmp_path: Path, sqlite_address: str) -> None:
    """What an older ledger holds is there after the migration, with the tables it lacked."""
    with contextlib.closing(Ledger.open(sqlite_address)) as ledger:
        ledger.listen(Listening(7, 70))
    with contextlib.closing(sqlite3.connect(tmp_path / "footnote.db")) as raw, raw:
        raw.executescript(
            "DROP TABLE footnote_gaps; DROP TABLE footnote_counts;"
            "UPDATE footnote_schema SET version = 1;"
        )
    with contextlib.closing(Ledger.open(sqlite_address)) as ledger:
        assert ledger.version == VERSION_NOW
        assert ledger.listening() == (Listening(7, 70),)
        assert ledger.add_gap(gap())


def test_a_later_ledger_is_left_alone(tmp_path: Path, sqlite_address: str) -> None:
    """A database that a later version wrote is refused in words, and not changed."""
    Ledger.open(sqlite_address).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "footnote.db")) as raw, raw:
        raw.execute("UPDATE footnote_schema SET version = 99")
    with pytest.raises(LedgerUnusable, match="later Footnote"):
        Ledger.open(sqlite_address)
