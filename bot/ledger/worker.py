"""A thread that does what is asked of the database, so that nobody has to wait for one that hangs.

A database that hangs can't be interrupted from outside: its thread waits in the operating system.
So the thread is given up, and another takes its place. What was given up undoes what it did as soon
as it goes on, for whoever wanted it has got the error that nothing was kept.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, field
from queue import SimpleQueue
from typing import Any, Generic, TypeVar, cast

from bot.ledger.errors import LedgerDown

T = TypeVar("T")
SECONDS = 3.0  # until an errand is given up: Discord wants a first answer within three
MOST_WAITING = 1_000  # errands
MOST_STUCK = 2  # threads; each holds a connection

SILENT = "it does not answer"
BUSY = "too much waits for it"
CLOSED = "it is closed"


class GivenUp(Exception):
    """An errand was given up, and undoes what it did."""


@dataclass(slots=True, eq=False)
class Errand(Generic[T]):
    """One thing to do, and what comes of it."""

    work: Callable[[], T]
    outcome: Future[T] = field(default_factory=Future)
    given_up: bool = False


class Worker:
    """Does one thing at a time, in a thread that never keeps the process from ending."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: SimpleQueue[Errand[Any] | None] = SimpleQueue()
        self._working = False
        self._stuck = 0
        self._closed = False
        self._here = threading.local()

    def do(self, work: Callable[[], T], seconds: float = SECONDS) -> T:
        """The result of some work, or what it raises.

        Args:
            work: Done at once if this is the worker's own thread.
            seconds: How long to wait.

        Raises:
            LedgerDown: It took too long, or could not even begin.
        """
        if self._errand is not None:
            return work()
        errand = self.begin(work)
        try:
            return errand.outcome.result(seconds)
        except TimeoutError:
            if self.give_up(errand):
                raise LedgerDown(SILENT) from None
            return errand.outcome.result()

    def begin(self, work: Callable[[], T]) -> Errand[T]:
        """Have something done, without waiting for it. Raises LedgerDown if it can't begin."""
        errand = Errand(work)
        with self._lock:
            if self._closed:
                raise LedgerDown(CLOSED)
            if not self._working and self._stuck >= MOST_STUCK:
                raise LedgerDown(SILENT)
            if self._waiting.qsize() >= MOST_WAITING:
                raise LedgerDown(BUSY)
            self._waiting.put(cast("Errand[Any]", errand))
            self._have_a_thread()
        return errand

    def give_up(self, errand: Errand[Any]) -> bool:
        """Wait no longer for an errand; False if it was done just now."""
        if errand.outcome.cancel():
            return True  # it had not begun, and never will
        with self._lock:
            if errand.outcome.done():
                return False
            errand.given_up = True
            self._working = False
            self._stuck += 1
            if self._waiting.qsize():
                self._have_a_thread()
        return True

    @property
    def given_up(self) -> bool:
        """Within an errand: whether nobody waits for it any more, so that it must keep nothing."""
        return self._errand is not None and self._errand.given_up

    def close(self) -> None:
        """Take nothing more; the thread ends after what is waiting."""
        with self._lock:
            self._closed = True
            self._waiting.put(None)

    @property
    def _errand(self) -> Errand[Any] | None:
        """What the calling thread does for us, if it is ours."""
        return getattr(self._here, "errand", None)

    def _have_a_thread(self) -> None:
        if not self._working and self._stuck < MOST_STUCK:
            self._working = True
            threading.Thread(target=self._serve, name="ledger", daemon=True).start()

    def _serve(self) -> None:
        while (errand := self._waiting.get()) is not None:
            if not errand.outcome.set_running_or_notify_cancel():
                continue
            result, error = None, None
            self._here.errand = errand
            try:
                result = errand.work()
            except BaseException as raised:  # noqa: BLE001  raised where the result is waited for
                error = raised
            self._here.errand = None
            with self._lock:
                if error is None:
                    errand.outcome.set_result(result)
                else:
                    errand.outcome.set_exception(error)
                if errand.given_up:
                    self._stuck -= 1
                    if self._working:  # another thread, which took this one's place
                        return
                    self._working = True
