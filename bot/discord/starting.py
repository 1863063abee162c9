"""Starting: the database is waited for, for a minute at most, before anything is served."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from bot.discord.running import DONE, Ending, Say
from bot.exit_status import ExitStatus
from bot.ledger.errors import LedgerDown
from bot.ledger.ledger import Ledger

PATIENCE = 60.0  # seconds until a database that can't be used is given up
BETWEEN = 3.0  # seconds between two attempts
AGAIN = "{error} Trying again for a minute."


class _Told(BaseException):
    """A supervisor wants the process to end."""


@dataclass(frozen=True, slots=True)
class Clock:
    """What waiting needs of the time; tests bring a time of their own."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep


REAL = Clock()


@contextmanager
def started(address: str, say: Say, clock: Clock = REAL) -> Iterator[Ledger | Ending]:
    """The ledger at an address, closed afterwards; or why there is none to serve with.

    Args:
        address: The database's address.
        say: Tells the operator what is waited for.
        clock: The time.

    Raises:
        LedgerUnusable: What does not pass by itself.
    """
    try:
        with _told_by_signal():
            ledger = awaited(address, say, clock)
    except (_Told, KeyboardInterrupt):
        yield DONE
        return
    except LedgerDown as error:
        yield Ending(ExitStatus.DATABASE, str(error))
        return
    try:
        yield ledger
    finally:
        ledger.close()


def awaited(address: str, say: Say, clock: Clock = REAL) -> Ledger:
    """The ledger, tried again for a minute while what hinders it may pass.

    Raises LedgerDown if it does not, and LedgerUnusable at once where a person is needed.
    """
    until = clock.now() + PATIENCE
    told = ""
    while True:
        try:
            return Ledger.open(address)
        except LedgerDown as error:
            if clock.now() >= until:
                raise
            if str(error) != told:
                told = str(error)
                say(AGAIN.format(error=error))
        clock.sleep(BETWEEN)


@contextmanager
def _told_by_signal() -> Iterator[None]:
    """While this waits, SIGTERM ends the waiting, as Ctrl-C does; later the event loop sees to it.

    Raises _Told within the block.
    """

    def tell(_number: int, _frame: FrameType | None) -> None:
        raise _Told

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, tell)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
