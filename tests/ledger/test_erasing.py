"""Erased is erased: no byte of a question is left in the database's files, nor for other users."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.ledger.ledger import Ledger, kept
from bot.ledger.records import NewGap, Tally, begin_of
from tests.conftest import ROOT, new_ledger
from tests.ledger.conftest import DAY, gap

WORDS = "who-painted-the-hidden-door"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "footnote.db"


@pytest.fixture
def ledger(file: Path) -> Iterator[Ledger]:
    with contextlib.closing(new_ledger(file)) as opened:
        yield opened


def traces(file: Path) -> int:
    """How often the secret stands in the database and the files beside it."""
    beside = file.parent.glob(f"{file.name}*")
    return sum(one.read_bytes().count(WORDS.encode()) for one in beside)


def secrets_among_others(ledger: Ledger, count: int = 400) -> None:
    """Questions of one member among many others, of all lengths, so that pages split and move."""
    chance = random.Random(7)  # noqa: S311  the same at every run
    for number in range(count):
        secret = chance.random() < 0.4
        text = (WORDS if secret else "something else") + "x" * chance.randrange(390) + str(number)
        day = DAY - timedelta(days=number // 15)
        who = 42 if secret else number + 1_000
        ledger.add_gap(NewGap(text, "not_covered", "", "f00d", who, 7, day, begin_of(day)))


@pytest.mark.parametrize(
    "erase",
    [
        lambda ledger: ledger.erase_gaps_of(42),
        lambda ledger: ledger.settle(
            [one.id for one in ledger.gaps() if one.question.startswith(WORDS)]
        ),
        lambda ledger: ledger.forget_before(datetime(2026, 12, 1, tzinfo=UTC)),
    ],
    ids=["as member", "settled", "outlived"],
)
def test_nothing_of_an_erased_question_is_left(
    ledger: Ledger, file: Path, erase: Callable[[Ledger], object]
) -> None:
    """Neither the file nor its log nor a free page holds a word of it, while the bot runs."""
    secrets_among_others(ledger)
    assert traces(file)
    erase(ledger)
    assert not traces(file)


@contextlib.contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Another program, which has begun to read and is done at the end of the block."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM footnote_gaps").fetchall()
        yield reader
        reader.execute("COMMIT")


def prove_tidied(ledger: Ledger, file: Path) -> None:
    """What is left is taken out the next time, without a trace."""
    assert ledger.tidy()
    assert not ledger.untidy
    assert not traces(file)


def test_what_others_hinder_is_erased_the_next_time(ledger: Ledger, file: Path) -> None:
    """A program that reads meanwhile keeps the log; one that writes fails no erasing either."""
    ledger.add_gap(gap(WORDS))
    with reading(file) as other:
        assert ledger.erase_gaps_of(42) == 1
        assert ledger.untidy
        other.execute("COMMIT")
        other.execute("BEGIN IMMEDIATE")
        assert not ledger.tidy()
    prove_tidied(ledger, file)


def test_what_another_program_could_not_erase_the_bot_erases(ledger: Ledger, file: Path) -> None:
    """What is left to do stands in the database, so that whoever comes next does it."""
    ledger.add_gap(gap(WORDS))
    with reading(file), contextlib.closing(Ledger.open(f"sqlite:///{file}")) as other:
        other.settle([one.id for one in other.gaps()])
    assert traces(file)
    prove_tidied(ledger, file)


def test_a_log_that_a_kill_left_is_erased_at_the_next_start(file: Path) -> None:
    """A process that dies right after erasing leaves traces; the next one takes them out."""
    dying = f"""
import os, signal
from bot.ledger.ledger import Ledger
from tests.conftest import ROOT
from tests.ledger.conftest import gap
ledger = Ledger.open("sqlite:///{file}")
ledger.add_gap(gap("{WORDS}"))
ledger.tidy = lambda: os.kill(os.getpid(), signal.SIGKILL)
ledger.erase_gaps_of(42)
"""
    code = subprocess.run([sys.executable, "-c", dying], cwd=ROOT, check=False).returncode  # noqa: S603
    assert code == -signal.SIGKILL
    assert traces(file)
    Ledger.open(f"sqlite:///{file}").close()
    assert not traces(file)


@pytest.mark.postgres
def test_an_erased_question_leaves_no_row(postgres_address: str, postgres_server: Path) -> None:
    """PostgreSQL's files of the tables hold nothing of it, though its journal may for a while."""
    with contextlib.closing(Ledger.open(postgres_address)) as ledger:
        secrets_among_others(ledger, 60)
        ledger.erase_gaps_of(42)
        assert len(ledger.gaps())
        assert not ledger.untidy
    import psycopg

    with psycopg.connect(postgres_address.replace("+psycopg", ""), autocommit=True) as raw:
        row = raw.execute("SELECT pg_relation_filepath('footnote_gaps')").fetchone()
        raw.execute("CHECKPOINT")
    assert row is not None
    assert WORDS.encode() not in (postgres_server / "data" / row[0]).read_bytes()


@pytest.mark.skipif(os.name != "posix", reason="permissions of another kind")
@pytest.mark.parametrize("earlier", [False, True])
def test_nobody_else_can_read_the_files(file: Path, *, earlier: bool) -> None:
    """The database, its log and its index are the bot's user's alone, whatever the umask.

    So is what an earlier version made readable for all, once the bot has started.
    """
    if earlier:
        Ledger.open(f"sqlite:///{file}").close()
        file.chmod(0o644)
    with contextlib.closing(Ledger.open(f"sqlite:///{file}")) as ledger:
        ledger.add_gap(gap())
        found = {one.name: stat.S_IMODE(one.stat().st_mode) for one in file.parent.iterdir()}
    assert found == dict.fromkeys((file.name, f"{file.name}-wal", f"{file.name}-shm"), 0o600)


def test_who_only_reads_changes_nothing(file: Path, tmp_path: Path) -> None:
    """Reading shows only what is within its time, erases nothing, and needs no right to write."""
    address = f"sqlite:///{file}"
    with contextlib.closing(Ledger.open(address)) as ledger:
        ledger.add_gap(gap("kept"))
        earlier = DAY - timedelta(days=40)
        ledger.add_gap(NewGap("past", "not_covered", "", "f", 1, 7, earlier, begin_of(earlier)))
    before = file.read_bytes()
    for mode in (0o700, 0o500):
        tmp_path.chmod(mode)
        file.chmod(mode & 0o600)
        try:
            with kept(address, 30, begin_of(DAY), reading=True) as found:
                assert found is not None
                assert [one.question for one in found.gaps()] == ["kept"]
                assert (found.gap_count(), found.opinions(), found.counts()) == (1, (), ())
        finally:
            tmp_path.chmod(0o700)
    assert file.read_bytes() == before
    with kept(address, 30, begin_of(DAY)) as found:
        assert found is not None
        found.since = begin_of(earlier)
        assert found.gap_count() == 1


def test_reading_beside_the_running_bot_sees_its_latest(ledger: Ledger, file: Path) -> None:
    """What stands only in the log so far is read too."""
    ledger.add_gap(gap())
    ledger.add_counts({Tally(DAY, "answer", "why"): 1})
    with kept(f"sqlite:///{file}", 30, begin_of(DAY), reading=True) as found:
        assert found is not None
        assert found.gap_count() == 1
