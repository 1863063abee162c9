"""What hangs is given up: others are served meanwhile, and nothing of it is kept."""

from __future__ import annotations

import contextlib
import threading

import pytest
from sqlalchemy import Connection

from bot.ledger.errors import LedgerDown
from bot.ledger.ledger import Ledger
from bot.ledger.records import NOTES
from bot.ledger.worker import MOST_STUCK, GivenUp, Worker


def test_what_was_given_up_undoes_what_it_did(sqlite_address: str) -> None:
    """Whoever wanted it was told that nothing is kept, so nothing is once it goes on."""
    begun, go = threading.Event(), threading.Event()

    def hang(connection: Connection) -> None:
        connection.execute(NOTES.insert().values(name="late", value="x"))
        begun.set()
        go.wait()

    with contextlib.closing(Ledger.open(sqlite_address)) as ledger:
        errand = ledger.worker.begin(lambda: ledger.transact(hang))
        begun.wait()
        assert ledger.worker.give_up(errand)
        assert ledger.note("late") is None
        go.set()
        with pytest.raises(GivenUp):
            errand.outcome.result()
        ledger.keep_note("next", "y")
        assert ledger.notes("") == {"next": "y"}


def test_a_database_that_hangs_holds_few_threads() -> None:
    """Only so many threads wait for it; once one goes on, it does what is asked then."""
    worker, begun, go = Worker(), threading.Semaphore(0), threading.Event()

    def hang() -> None:
        begun.release()
        go.wait()

    hanging = [worker.begin(hang)]
    while len(hanging) < MOST_STUCK:
        begun.acquire()
        assert worker.give_up(hanging[-1])
        hanging.append(worker.begin(hang))
    begun.acquire()
    with pytest.raises(LedgerDown, match="does not answer"):
        worker.do(lambda: 1, seconds=0.01)  # it waits for its turn
    assert worker.give_up(hanging[-1])
    with pytest.raises(LedgerDown, match="does not answer"):
        worker.begin(lambda: 1)
    go.set()
    for errand in hanging:
        errand.outcome.result()
    assert worker.do(lambda: 2) == 2
    worker.close()
    with pytest.raises(LedgerDown, match="it is closed"):
        worker.begin(lambda: 1)
