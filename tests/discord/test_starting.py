"""Starting: what passes by itself is waited for, what needs a person is said at once."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.discord.running import PATIENCE, Ending, awaited, started
from bot.discord.service import Recorder
from bot.exit_status import ExitStatus
from bot.ledger.errors import LedgerDown, LedgerUnusable
from bot.ledger.ledger import Ledger
from bot.ledger.records import Tally
from bot.terminal.main import run
from tests.conftest import ROOT, Folder
from tests.discord.server import Server
from tests.ledger.conftest import DAY

NOBODY = "postgresql://me@127.0.0.1:9/x"  # nothing listens there
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "bot" / "discord" / "README.md").read_text(encoding="utf-8")


class Slept:
    """A time that only sleeping moves on; `then` happens at every sleep."""

    def __init__(self) -> None:
        self.now = 0.0
        self.then: Callable[[], object] = lambda: None

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self.then()


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> Slept:
    made = Slept()
    monkeypatch.setattr("bot.discord.running.monotonic", lambda: made.now)
    monkeypatch.setattr("bot.discord.running.sleep", made.sleep)
    return made


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'footnote.db'}"


@pytest.fixture
def locked(tmp_path: Path) -> sqlite3.Connection:
    """Another program that has the database's file to itself."""
    other = sqlite3.connect(tmp_path / "footnote.db", isolation_level=None)
    other.execute("PRAGMA journal_mode=WAL")
    other.execute("BEGIN IMMEDIATE")
    return other


def test_a_lock_is_waited_for(address: str, locked: sqlite3.Connection, slept: Slept) -> None:
    """As soon as the other program lets go, the bot starts; it said once what it waits for."""
    said: list[str] = []
    slept.then = lambda: locked.rollback() if slept.now > 3 else None
    with (
        contextlib.closing(locked),
        contextlib.closing(awaited(address, said.append)) as ledger,
    ):
        assert ledger.version
    (line,) = said
    assert "is locked" in line
    assert "Trying again for a minute" in line


def test_after_a_minute_it_has_an_exit_status_of_its_own(slept: Slept) -> None:
    """A database that is still not there then: exit status 7, which a supervisor tries again."""
    pytest.importorskip("psycopg")
    said: list[str] = []
    with started(NOBODY, said.append) as ending:
        assert isinstance(ending, Ending)
        assert ending.status == 7
        assert "DATABASE_URL" in ending.words
    assert slept.now >= PATIENCE
    assert len(said) == 1


@pytest.mark.parametrize("address", ["nonsense", "mysql://x/y", "sqlite:////no/such/x.db"])
def test_what_needs_a_person_is_not_waited_for(address: str, slept: Slept) -> None:
    """A wrong address is said at once."""
    with pytest.raises(LedgerUnusable) as refused:
        awaited(address, lambda _: None)
    assert not isinstance(refused.value, LedgerDown)
    assert slept.now == 0


def test_being_told_to_end_ends_the_waiting(slept: Slept) -> None:
    """SIGTERM while the database is waited for: status 0."""
    pytest.importorskip("psycopg")
    slept.then = lambda: signal.raise_signal(signal.SIGTERM)
    before = signal.getsignal(signal.SIGTERM)
    with started(NOBODY, lambda _: None) as ending:
        assert isinstance(ending, Ending)
        assert ending.status == 0
    assert signal.getsignal(signal.SIGTERM) is before


def test_what_was_opened_is_closed(address: str) -> None:
    """The ledger is open within the block and closed after it."""
    with started(address, lambda _: None) as ledger:
        assert isinstance(ledger, Ledger)
        assert ledger.listening() == ()
    with pytest.raises(LedgerDown):
        ledger.listening()


async def test_it_ends_while_it_waits(
    server: Server, address: str, locked: sqlite3.Connection
) -> None:
    """`footnote run` before a locked database, told to end: within five seconds, with status 0."""
    with contextlib.closing(locked):
        process = await server.process(DATABASE_URL=address)
        assert process.stdout is not None
        assert b"Trying again" in await process.stdout.readline()
        process.terminate()
        await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode == 0


@pytest.mark.parametrize(
    "settings",
    [{"DATABASE_URL": "sqlite://"}, {"SHARD_COUNT": "2", "SHARD_IDS": "0,0"}],
)
def test_unusable_settings_have_their_status(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: dict[str, str]
) -> None:
    """A database in memory, a shard named twice: status 3."""
    monkeypatch.setenv("FOOTNOTE_RUNTIME_DIR", str(tmp_path / "run"))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert run(["run", "--faq", str(folder())]) == ExitStatus.UNUSABLE


async def test_counts_that_cannot_be_written_are_bounded(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted while the database is away is written afterwards, up to a bound."""
    most = 50
    monkeypatch.setattr("bot.discord.service.MOST_TALLIES", most)
    recorder = Recorder(ledger)
    for number in range(most + 5):
        recorder.note(Tally(DAY, "answer", f"entry-{number}"))
        recorder.note(Tally(DAY, "answer", "entry-0"))
    await recorder.write_counts()
    written = {one.tally.entry: one.times for one in ledger.counts()}
    assert len(written) == most
    assert written["entry-0"] == most + 6


def test_a_supervisor_starts_again_what_may_pass() -> None:
    """A supervisor of the operator's guide starts again all but what needs a person."""
    (kept,) = [line for line in GUIDE.splitlines() if line.startswith("RestartPrevent")]
    needs_a_person = {"LOCKED", "UNUSABLE", "TOKEN", "INTENT"}
    assert {int(one) for one in kept.partition("=")[2].split()} == {
        ExitStatus[name].value for name in needs_a_person
    }
    (told,) = [line for line in README.splitlines() if "6 no network" in line]
    assert "7 the database can't be used now" in told
    assert all(f"| {one.value} |" in GUIDE for one in ExitStatus)
