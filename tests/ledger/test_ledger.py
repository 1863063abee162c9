"""The ledger keeps what it says and no more, in SQLite and in PostgreSQL alike."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import traceback
import uuid
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine

from bot.ledger import gaps as ledger_gaps
from bot.ledger.errors import LedgerDown, LedgerUnusable, TooManyGaps
from bot.ledger.ledger import Ledger
from bot.ledger.opening import url_of
from bot.ledger.records import Click, Listening, NewGap, Tally, begin_of
from bot.ledger.retention import kept_since
from bot.ledger.schema import METADATA, VERSION_NOW

DAY = date(2026, 3, 14)
SECOND = """CREATE TABLE footnote_gaps (
    id BIGINT NOT NULL, question TEXT NOT NULL, why VARCHAR(20) NOT NULL, entry TEXT NOT NULL,
    fingerprint VARCHAR(64) NOT NULL, member VARCHAR(64) NOT NULL, guild BIGINT NOT NULL,
    day DATE NOT NULL, PRIMARY KEY (id))"""  # the second version's table
SPLIT = "postgresql://me:a@b:5ecret/x"  # its password holds a mark that has to be encoded


def open_one(address: str, opened: list[int]) -> None:
    """Open a ledger and note its version."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        opened.append(ledger.version)


def gap(question: str = "who owns it", member: int = 42, guild: int = 7) -> NewGap:
    return NewGap(question, "not_covered", "", "f00d", member, guild, DAY)


@pytest.fixture
def sqlite_address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'footnote.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind."""
    return str(request.getfixturevalue(f"{request.param}_address"))


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with contextlib.closing(Ledger.open(address)) as opened:
        yield opened


def test_a_gap_comes_back_without_its_member(ledger: Ledger) -> None:
    """A stored question comes back as it was sent, with nothing that tells who sent it."""
    assert ledger.add_gap(gap())
    (kept,) = ledger.gaps()
    assert (kept.question, kept.why, kept.guild, kept.day) == ("who owns it", "not_covered", 7, DAY)
    assert not hasattr(kept, "member")


def test_the_same_question_of_a_member_is_kept_once(ledger: Ledger) -> None:
    """Two clicks store one question; another member's is another."""
    assert [ledger.add_gap(gap()), ledger.add_gap(gap())] == [True, False]
    assert ledger.add_gap(gap(member=43))
    assert len(ledger.gaps()) == 2


def test_gaps_can_be_asked_of_one_server(ledger: Ledger) -> None:
    """A server's moderators see what was sent from there, the latest first."""
    for number in range(3):
        ledger.add_gap(gap(f"question {number}"))
    ledger.add_gap(gap("elsewhere", guild=8))
    assert [one.question for one in ledger.gaps(guild=7, limit=2)] == ["question 2", "question 1"]


def test_gaps_are_read_page_by_page(ledger: Ledger) -> None:
    """A page is so many of a server's questions after those before it; all of them are counted."""
    for number in range(5):
        ledger.add_gap(gap(f"question {number}"))
    ledger.add_gap(gap("elsewhere", guild=8))
    second = ledger.gaps(guild=7, limit=2, offset=2)
    assert [one.question for one in second] == ["question 2", "question 1"]
    assert [one.question for one in ledger.gaps(offset=5)] == ["question 0"]
    assert (ledger.gap_count(7), ledger.gap_count(9), ledger.gap_count()) == (5, 0, 6)


def test_a_server_settles_its_own_questions_alone(ledger: Ledger) -> None:
    """Restricted to a server, settling leaves the questions of others, whatever their numbers."""
    ledger.add_gap(gap())
    ledger.add_gap(gap("elsewhere", guild=8))
    every = [one.id for one in ledger.gaps()]
    assert ledger.settle(every, guild=7) == 1
    assert [one.question for one in ledger.gaps()] == ["elsewhere"]
    assert ledger.settle([*every, *range(1_000_000, 1_100_000)]) == 1


def test_a_member_sees_and_erases_their_own(ledger: Ledger) -> None:
    """Erasing takes a member's questions out and leaves all others."""
    ledger.add_gap(gap())
    ledger.add_gap(gap("another", member=43))
    assert [one.question for one in ledger.gaps_of(42)] == ["who owns it"]
    assert ledger.erase_gaps_of(42) == 1
    assert [one.question for one in ledger.gaps()] == ["another"]


def test_settled_gaps_are_gone(ledger: Ledger) -> None:
    """What the editors have dealt with is taken out by its number."""
    ledger.add_gap(gap())
    assert ledger.settle([one.id for one in ledger.gaps()]) == 1
    assert ledger.gaps() == ()


def test_gaps_come_in_pages(ledger: Ledger) -> None:
    """They can be counted and read from any one on, of one server as of all."""
    for number in range(5):
        ledger.add_gap(gap(f"question {number}", guild=number % 2))
    assert (ledger.gap_count(), ledger.gap_count(0), ledger.gap_count(9)) == (5, 3, 0)
    assert [one.question for one in ledger.gaps(0, 2, 1)] == ["question 2", "question 0"]
    assert [one.question for one in ledger.gaps(offset=3)] == ["question 1", "question 0"]


def test_a_server_settles_its_own_gaps(ledger: Ledger) -> None:
    """With a server's number the questions of others stay."""
    ledger.add_gap(gap("mine", guild=1))
    ledger.add_gap(gap("theirs", guild=2))
    ids = [one.id for one in ledger.gaps()]
    assert ledger.settle(ids, guild=1) == 1
    assert [one.question for one in ledger.gaps()] == ["theirs"]


def test_old_gaps_are_forgotten(ledger: Ledger) -> None:
    """What is older than the retention is erased, the day itself is kept."""
    ledger.add_gap(gap())
    assert ledger.forget_before(begin_of(DAY)) == 0
    assert ledger.forget_before(begin_of(date(2026, 3, 15))) == 1


def test_erasing_outlives_a_restart(address: str) -> None:
    """The members' key lies in the ledger, so that a member is known again after a restart."""
    with contextlib.closing(Ledger.open(address)) as first:
        first.add_gap(gap())
    with contextlib.closing(Ledger.open(address)) as second:
        assert second.erase_gaps_of(42) == 1


def test_no_account_number_is_in_the_file(tmp_path: Path, sqlite_address: str) -> None:
    """No byte of the database tells a member's number."""
    member = 123456789012345678
    with contextlib.closing(Ledger.open(sqlite_address)) as ledger:
        ledger.add_gap(gap(member=member))
    data = (tmp_path / "footnote.db").read_bytes()
    assert str(member).encode() not in data
    assert member.to_bytes(8, "big") not in data


def test_opinions_add_up(ledger: Ledger) -> None:
    """Clicks about an entry are counted by verdict and fingerprint."""
    for verdict in ("up", "up", "down"):
        ledger.add_opinion("why", "f00d", "up" if verdict == "up" else "down")
    assert [(one.verdict, one.clicks) for one in ledger.opinions()] == [("down", 1), ("up", 2)]


def test_a_click_counts_once(ledger: Ledger) -> None:
    """Per member, card and verdict; what is kept for it is a hash, and goes with old questions."""
    alice, bob = (Click(member, 7, "why", "up", DAY) for member in (42_001, 42_002))
    added = [ledger.add_opinion_once(one, "why", "f00d") for one in (alice, alice, bob, alice)]
    assert added == [True, False, True, False]
    assert [one.clicks for one in ledger.opinions()] == [2]
    assert "4200" not in str(ledger.notes("click:"))
    assert set(ledger.notes("click:").values()) == {DAY.isoformat()}
    ledger.forget_before(begin_of(DAY))
    assert len(ledger.notes("click:")) == 2
    ledger.forget_before(begin_of(DAY) + timedelta(days=1))
    assert ledger.notes("click:") == {}


def test_counts_add_up_by_day(ledger: Ledger) -> None:
    """Daily counts add up over several writings and can be asked from a day on."""
    today, before = Tally(DAY, "Answer", "why"), Tally(date(2026, 3, 13), "NotCovered")
    ledger.add_counts({today: 2, before: 1})
    ledger.add_counts({today: 3})
    assert [(one.tally, one.times) for one in ledger.counts()] == [(before, 1), (today, 5)]
    assert [one.tally for one in ledger.counts(since=DAY)] == [today]


def test_listening_channels_are_kept(address: str) -> None:
    """A channel stays switched on over a restart, until it is switched off."""
    with contextlib.closing(Ledger.open(address)) as first:
        first.listen(Listening(7, 70))
        first.listen(Listening(7, 70))
    with contextlib.closing(Ledger.open(address)) as second:
        assert second.listening() == (Listening(7, 70),)
        assert second.stop_listening(70)
        assert not second.stop_listening(70)


def test_notes_are_replaced_and_dropped(ledger: Ledger) -> None:
    """A note has one value; notes can be asked for by the beginning of their name."""
    ledger.keep_note("commands:1:2", "aa")
    ledger.keep_note("commands:1:2", "bb")
    assert ledger.note("commands:1:2") == "bb"
    assert ledger.notes("commands:") == {"commands:1:2": "bb"}
    ledger.drop_note("commands:1:2")
    assert ledger.note("commands:1:2") is None


def test_two_processes_can_open_an_empty_database_at_once(address: str) -> None:
    """Whoever comes second waits for the tables and finds them."""
    opened: list[int] = []
    threads = [threading.Thread(target=open_one, args=(address, opened)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert opened == [VERSION_NOW] * 4


def test_a_new_database_that_somebody_is_writing_is_waited_for(sqlite_address: str) -> None:
    """SQLite refuses the write-ahead log at once while another process writes: we ask again."""
    opened: list[int] = []
    path = sqlite_address.removeprefix("sqlite:///")
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        opening = threading.Thread(target=open_one, args=(sqlite_address, opened))
        opening.start()
        opening.join(0.2)
        assert opening.is_alive()
        other.execute("COMMIT")
    opening.join()
    assert opened == [VERSION_NOW]


def test_two_processes_add_up_the_same_counts(address: str) -> None:
    """What several processes count at the same time is all there, and none waits for ever."""
    tallies = [Tally(DAY, "Answer", f"entry-{number}") for number in range(20)]

    def count(order: list[Tally]) -> None:
        with contextlib.closing(Ledger.open(address)) as ledger:
            for _ in range(5):
                ledger.add_counts(dict.fromkeys(order, 1))

    threads = [threading.Thread(target=count, args=(tallies[::step],)) for step in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with contextlib.closing(Ledger.open(address)) as ledger:
        assert {one.times for one in ledger.counts()} == {10}


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


@pytest.mark.parametrize(
    "address",
    [
        "sqlite:////no/such/folder/x.db",
        "sqlite:////proc/version",
        "nonsense",
        "mysql://x/y",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///file::memory:?uri=true",
        "sqlite://host/x.db",
        "sqlite:///x.db?timeout=soon",
        "sqlite:///x.db?sslmode=require",
        SPLIT,
    ],
)
def test_an_unusable_address_is_said_in_words(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that can't be opened is named with its setting, not waited for, and not made."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LedgerUnusable, match="DATABASE_URL") as refused:
        Ledger.open(address)
    assert not refused.value.passing
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "address",
    [
        SPLIT,
        "postgresql://me:a@5ecret@127.0.0.1:9/x",
        "postgresql://me:a@5ecret/b@127.0.0.1:9/x",
        "postgresql://me:a@127.0.0.1:9/5ecret@host/x",
        "postgresql://me:a?b@5ecret@127.0.0.1:9/x",
        "postgresql://me:5ecret@127.0.0.1:port/x",
        "postgresql://me:5ecret@127.0.0.1:9/x",
        "postgresql://me@127.0.0.1:9/x?password=5ecret",
        "postgresql:me:5ecret@127.0.0.1/x",
        "postgres//me:5ecret@127.0.0.1/x",
        "5ecret://me:a@127.0.0.1/x",
        "sqlite://me:5ecret@host/x.db",
        "mysql://me:5ecret@host/x",
    ],
)
def test_a_password_is_in_no_error(address: str) -> None:
    """However an address is broken, it is complained of without a piece of its password."""
    with pytest.raises(LedgerUnusable) as refused:
        Ledger.open(address)
    told = "".join(traceback.format_exception(refused.value))
    assert "5ecret" not in str(refused.value) + repr(refused.value)
    assert "5ecret" not in told.replace(f'Ledger.open("{address}")', "")


@pytest.mark.parametrize(
    "wrong",
    [
        "9/x?sslmod=require",
        "9/x?row_factory=x",
        "9/x?cursor_factory=x",
        "9/x?prepare_threshold=x",
        "9/x?sslmode=maybe",
        "9/x?target_session_attrs=maybe",
        "99999/x",
    ],
)
def test_a_wrong_option_of_a_server_needs_a_person(wrong: str) -> None:
    """What is wrong in an address of PostgreSQL is said in words and will not pass by waiting."""
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerUnusable, match="DATABASE_URL") as refused:
        Ledger.open(f"postgresql://me@127.0.0.1:{wrong}")
    assert not refused.value.passing


def test_any_text_can_be_sent_to_the_editors(address: str) -> None:
    """What no database can hold of a text is replaced, and the rest of it is kept."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        for _ in range(2):
            ledger.add_gap(gap("who\0 owns \ud800it"))
        assert [one.question for one in ledger.gaps()] == ["who\ufffd owns ?it"]


@pytest.mark.postgres
def test_a_password_is_not_shown(postgres_address: str) -> None:
    """The address that is shown has no password, in whichever part of the address that stands."""
    for secret in ("password=5ecret", "passfile=/5ecret", "sslpassword=5ecret"):
        address = f"{postgres_address.replace('@', ':5ecret@', 1)}&{secret}"
        with contextlib.closing(Ledger.open(address)) as ledger:
            assert ledger.address.startswith("postgresql")
            assert "5ecret" not in ledger.address


def test_a_refused_connection_may_pass_and_a_wrong_name_may_not(sqlite_address: str) -> None:
    """A server that is not up yet is waited for; a file that is no database is not."""
    pytest.importorskip("psycopg")
    with pytest.raises(LedgerDown, match="can't be used now") as down:
        Ledger.open("postgresql://me@127.0.0.1:9/x")
    assert down.value.passing
    path = sqlite_address.removeprefix("sqlite:///")
    Path(path).write_text("This is no database. " * 100)
    with pytest.raises(LedgerUnusable, match="not a database") as unusable:
        Ledger.open(sqlite_address)
    assert not unusable.value.passing


@pytest.mark.postgres
def test_what_a_server_refuses_needs_a_person(postgres_address: str) -> None:
    """A database or a role that is not there will not come by waiting."""
    for address in (
        postgres_address.replace("/ledger_", "/no_ledger_"),
        postgres_address.replace("footnote@", "nobody-such@"),
    ):
        with pytest.raises(LedgerUnusable, match="does not exist") as refused:
            Ledger.open(address)
        assert not refused.value.passing


@pytest.mark.postgres
def test_a_table_that_somebody_locks_may_pass(postgres_address: str) -> None:
    """PostgreSQL's own waiting for a lock ends within the time too, and nothing was kept."""
    import psycopg

    with (
        contextlib.closing(Ledger.open(postgres_address)) as ledger,
        psycopg.connect(postgres_address) as other,
    ):
        other.execute("LOCK TABLE footnote_gaps")
        with pytest.raises(LedgerDown, match="lock timeout"):
            ledger.add_gap(gap())
        other.rollback()
        assert ledger.gap_count() == 0


def test_what_is_opened_to_read_is_not_written(address: str) -> None:
    """Opened for reading, a ledger tells what it holds and refuses to keep anything."""
    with contextlib.closing(Ledger.open(address)) as ledger:
        ledger.add_gap(gap())
    with contextlib.closing(Ledger.open(address, reading=True)) as ledger:
        assert len(ledger.gaps()) == 1
        assert ledger.gaps_of(42) == ledger.gaps()
        with pytest.raises(LedgerUnusable):
            ledger.add_opinion("why", "f00d", "up")


def test_a_full_disk_may_pass(ledger: Ledger) -> None:
    """What finds no space is not kept, and is told as something that may pass by itself."""
    if not ledger.address.startswith("sqlite"):
        pytest.skip("a bound of SQLite's stands for the full disk")
    with contextlib.closing(sqlite3.connect(ledger.address.removeprefix("sqlite:///"))) as raw:
        (pages,) = raw.execute("PRAGMA page_count").fetchone()

    def bounded(connection: Connection) -> None:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        ledger_gaps.add(connection, gap("x" * 20_000))

    with pytest.raises(LedgerDown, match="full"):
        ledger._write(bounded)  # noqa: SLF001  as every method writes
    assert ledger.gap_count() == 0


def test_a_member_can_send_only_so_many_a_day(ledger: Ledger) -> None:
    """A member's questions of one day are bounded; another member and another day are not meant."""
    for number in range(ledger_gaps.A_DAY):
        assert ledger.add_gap(gap(f"question {number}"))
    with pytest.raises(TooManyGaps):
        ledger.add_gap(gap("one more"))
    assert not ledger.add_gap(gap("question 1"))
    assert ledger.add_gap(gap("one more", member=43))
    tomorrow = DAY + timedelta(days=1)
    assert ledger.add_gap(NewGap("one more", "picked", "", "f00d", 42, 7, tomorrow))
    assert ledger.gap_count() == ledger_gaps.A_DAY + 2


def test_time_is_counted_from_the_minute(ledger: Ledger) -> None:
    """A question is erased when its time is over to the minute, not at the end of a day."""
    sent = begin_of(DAY) + timedelta(hours=9, minutes=30, seconds=59)
    ledger.add_gap(NewGap("who", "picked", "", "f00d", 42, 7, DAY, sent))
    assert ledger.forget_before(sent) == 0
    assert ledger.forget_before(sent + timedelta(seconds=1)) == 1


def test_no_day_means_less_than_an_hour() -> None:
    """A retention of no day keeps a question so long that an editor can see it, and no hour."""
    now = begin_of(DAY)
    assert kept_since(now, 3) == now - timedelta(days=3)
    assert timedelta() < now - kept_since(now, 0) < timedelta(hours=1)


def test_the_log_is_written_ahead(tmp_path: Path, sqlite_address: str) -> None:
    """SQLite runs with a write-ahead log, so that a reader never blocks the writer."""
    Ledger.open(sqlite_address).close()
    with contextlib.closing(sqlite3.connect(tmp_path / "footnote.db")) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_answering_does_not_import_sqlalchemy() -> None:
    """Asking in the terminal starts without the database's library."""
    code = "import bot.answering.answerer, bot.faq.store, sys; print('sqlalchemy' in sys.modules)"
    assert run_quietly(sys.executable, "-c", code).strip() == "False"


def run_quietly(*command: str | Path, user: str | None = None) -> str:
    # The commands are those of this file, nothing from outside is in them.
    done = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, user=user
    )
    return done.stdout


def postgres_program(name: str) -> str | None:
    """Where a program of PostgreSQL's server is; Debian keeps them off the path."""
    debian = [str(place) for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(debian))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """A PostgreSQL of our own on a socket in a temporary folder; skipped where there is none."""
    pytest.importorskip("psycopg")
    control, init = postgres_program("pg_ctl"), postgres_program("initdb")
    if os.name != "posix" or control is None or init is None:
        pytest.skip("PostgreSQL is not installed")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="footnote-postgres-"))
    if user:
        shutil.chown(folder, user)
    run_quietly(init, "-D", folder / "data", "-A", "trust", "-U", "footnote", "-N", user=user)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    start = (control, "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    subprocess.run(start, check=True, user=user, stdout=subprocess.DEVNULL)  # noqa: S603 (as above)
    yield folder
    run_quietly(control, "-D", folder / "data", "-m", "immediate", "stop", user=user)
    shutil.rmtree(folder)


@pytest.fixture
def postgres_address(postgres_server: Path) -> str:
    """An empty database of that server."""
    import psycopg.sql

    name = f"ledger_{uuid.uuid4().hex}"
    place = f"host={postgres_server} user=footnote dbname=postgres"
    with psycopg.connect(place, autocommit=True) as connection:
        connection.execute(
            psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(name))
        )
    return f"postgresql://footnote@/{name}?host={postgres_server}"


@contextlib.contextmanager
def standing_still(server: Path) -> Iterator[None]:
    """All processes of a PostgreSQL server stopped, as a frozen machine's are; they go on after."""
    main = int((server / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    every = [main, *map(int, children)]
    for process in every:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in every:
            os.kill(process, signal.SIGCONT)


def restart(server: Path) -> None:
    """Restart a PostgreSQL server: every connection to it breaks."""
    control = postgres_program("pg_ctl")
    assert control is not None
    user = "nobody" if os.geteuid() == 0 else None
    command = (control, "-D", server / "data", "-m", "fast", "-l", server / "log", "-w", "restart")
    # The server inherits the output: a pipe would never end.
    subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL)  # noqa: S603 (as above)
