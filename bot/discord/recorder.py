"""The recorder: uses the ledger off the event loop, gathers counts, knows how the database is.

Every request ends within three seconds. While the database is known to hang, requests fail at once
instead of waiting in line; every few seconds one attempt finds out whether it is back.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from typing import TypeVar

from bot.answering.reply import Answer, Response, entry_of, kind_of
from bot.discord.logs import log
from bot.ledger.errors import LedgerDown, LedgerUnusable
from bot.ledger.ledger import Ledger, kept_since
from bot.ledger.records import Tally
from bot.ledger.worker import CLOSED, SECONDS, SILENT, Errand

T = TypeVar("T")
SLOW = 1.0  # seconds; what fails faster need not be kept away from the database
MOST_TALLIES = 10_000  # different ones that wait to be written; weeks of a database's absence
WRITTEN_AT_ONCE = 500
CHOSEN_BY_MODEL = "chosen_by_model"  # counted beside the kind of the reply


class Recorder:
    """Does one thing at a time in the ledger; counts are written together, now and then."""

    def __init__(self, ledger: Ledger, seconds: float = SECONDS) -> None:
        self._ledger = ledger
        self._seconds = seconds
        self._counts: Counter[Tally] = Counter()
        self._hangs = False
        self._closed = False
        self.trouble = ""
        """Why the database can't be used now, in brief; empty while it can."""

    @property
    def leaves_nothing(self) -> bool:
        """Whether what is erased leaves no trace in anything that the database itself keeps."""
        return self._ledger.leaves_nothing

    async def do(self, work: Callable[[Ledger], T]) -> T:
        """The result of some work on the ledger; raises what it raises.

        Raises:
            LedgerUnusable: The database can't be used, and nothing was kept. While it is known to
                hang this comes at once.
        """
        if self._closed or self._hangs:
            raise LedgerDown(CLOSED if self._closed else self.trouble)
        return await self._attempt(work)

    async def _attempt(self, work: Callable[[Ledger], T]) -> T:
        began = asyncio.get_running_loop().time()
        try:
            return await self._outcome(self._ledger.worker.begin(partial(work, self._ledger)))
        except LedgerUnusable as error:
            took = asyncio.get_running_loop().time() - began
            self._hangs = self._hangs or took >= SLOW
            if not self.trouble:
                log.error("The database can't be used, nothing is kept: %s", error.reason)
            self.trouble = error.reason
            raise

    async def _outcome(self, errand: Errand[T]) -> T:
        coming = asyncio.wrap_future(errand.outcome)
        try:
            done, _ = await asyncio.wait({coming}, timeout=self._seconds)
            if not done and self._ledger.worker.give_up(errand):
                raise LedgerDown(SILENT)
            return await coming
        finally:
            coming.cancel()  # no effect on what is done; what has not begun never will

    def count(self, response: Response) -> None:
        """Note each part's kind and entry, no text; and which entries a model chose."""
        day = today()
        for part in response.parts:
            entry = entry_of(part.reply)
            self.note(Tally(day, kind_of(part.reply), entry.id if entry else ""))
            if isinstance(part.reply, Answer) and part.reply.chosen_by == "model":
                self.note(Tally(day, CHOSEN_BY_MODEL, part.reply.entry.id))

    def note(self, tally: Tally) -> None:
        """Count one more; a tally that is new is left out where too many wait to be written."""
        if tally in self._counts or len(self._counts) < MOST_TALLIES:
            self._counts[tally] += 1

    async def write_counts(self) -> None:
        """Write the counts that were gathered, and find out how the database is.

        Counts that can't be written now are kept for the next time. To be called every few seconds:
        this alone ends a trouble.
        """
        try:
            if self.trouble:
                await self._attempt(Ledger.try_out)
                log.warning("The database can be used again.")
                self.trouble, self._hangs = "", False
            elif not self._counts:
                await self._attempt(Ledger.look)
            while self._counts and not self._closed:
                await self._write_some()
            if self._ledger.untidy and self._ledger.leaves_nothing:
                await self._attempt(Ledger.tidy)
        except LedgerUnusable:
            return  # it is logged when it begins, and told by `trouble`

    async def _write_some(self) -> None:
        some = dict(islice(self._counts.items(), WRITTEN_AT_ONCE))
        for tally in some:
            del self._counts[tally]
        try:
            await self._attempt(lambda ledger: ledger.add_counts(some))
        except Exception:
            self._counts.update(some)
            raise

    async def forget_older_than(self, days: int) -> int:
        """Erase the questions that were kept for longer than so many days, with all traces.

        What can't be erased now is erased the next time.
        """
        before = kept_since(datetime.now(UTC), days)

        def forget(ledger: Ledger) -> int:
            count = ledger.forget_before(before)
            ledger.tidy()  # also what other programs have erased
            return count

        try:
            return await self.do(forget)
        except LedgerUnusable:
            return 0  # as in `write_counts`

    def close(self) -> None:
        """Take nothing more."""
        self._closed = True


def today() -> date:
    """The day by UTC: the same for all processes that share a ledger."""
    return datetime.now(UTC).date()
