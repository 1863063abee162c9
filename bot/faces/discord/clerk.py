"""The clerk: keeps the ledger off the event loop, in one thread of its own, and gathers counts."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from bot.core.reply import Answer
from bot.core.turn import Turn
from bot.store.ledger import Ledger, Tally

T = TypeVar("T")


class Clerk:
    """Does one thing at a time in the ledger; counts are written together, now and then."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._counts: Counter[Tally] = Counter()

    async def do(self, work: Callable[[Ledger], T]) -> T:
        """The result of some work on the ledger; raises what it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._ledger)

    def count(self, turn: Turn) -> None:
        """Note each part's kind and entry, no text."""
        day = today()
        for part in turn.parts:
            entry = part.reply.entry.id if isinstance(part.reply, Answer) else ""
            self._counts[Tally(day, type(part.reply).__name__, entry)] += 1

    async def write_counts(self) -> None:
        """Write the counts that were gathered; if that fails, they are kept for the next time."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await self.do(lambda ledger: ledger.add_counts(counts))
        except Exception:
            self._counts.update(counts)
            raise

    async def forget_older_than(self, days: int) -> int:
        """Erase the questions that were kept for longer than so many days."""
        before = today() - timedelta(days=days)
        return await self.do(lambda ledger: ledger.forget_before(before))

    def close(self) -> None:
        """End the thread once it has done what it is at; what waits behind that is dropped."""
        self._thread.shutdown(wait=True, cancel_futures=True)


def today() -> date:
    """The day by UTC: the same for all processes that share a ledger."""
    return datetime.now(UTC).date()
