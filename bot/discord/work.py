"""Work: what is being answered now, so that leaving can wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable, Iterator
from contextlib import contextmanager


class Work:
    """Counts what has begun and not ended."""

    def __init__(self) -> None:
        self._open: set[Hashable] = set()
        self._tasks: dict[Hashable, asyncio.Task[object]] = {}
        self._idle = asyncio.Event()
        self._idle.set()

    @property
    def busy(self) -> bool:
        """Whether anything is open."""
        return bool(self._open)

    def oldest(self) -> int | None:
        """The first message, interaction or post that is still open; None if there is none."""
        numbers = (key[-1] if isinstance(key, tuple) else key for key in self._open)
        return min((one for one in numbers if isinstance(one, int)), default=None)

    def begin(self, key: Hashable) -> None:
        """Something has begun."""
        self._open.add(key)
        self._idle.clear()

    def end(self, key: Hashable) -> None:
        """It has ended; ending twice does no harm."""
        self._open.discard(key)
        self._tasks.pop(key, None)
        if not self._open:
            self._idle.set()

    @contextmanager
    def doing(self, key: Hashable) -> Iterator[None]:
        """Something is done within this block.

        What is told a second time meanwhile is left alone by who handles it, and is no work.
        """
        if key in self._tasks:
            yield
            return
        self.begin(key)
        if (task := asyncio.current_task()) is not None:
            self._tasks[key] = task
        try:
            yield
        finally:
            self.end(key)

    def give_up(self) -> int:
        """Cancel what is still done within a block; how much that was."""
        tasks = set(self._tasks.values())
        for task in tasks:
            task.cancel()
        return len(tasks)

    async def finished(self, seconds: float) -> bool:
        """Wait until nothing is open; False if that takes longer than so many seconds."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True
