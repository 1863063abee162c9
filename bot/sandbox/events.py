"""What happens in the sandbox, published to whoever waits for something or listens to it all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 20.0
"""Seconds until a wait gives up: generous, as nothing that works comes near it."""

BACKLOG = 10_000
"""How many events a listener may fall behind before it loses the oldest."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened; `about` holds the live objects, by the name of their role in it."""

    kind: str
    about: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Wait:
    condition: Callable[[], object]
    future: asyncio.Future[Any]

    def look(self) -> bool:
        """Whether the wait is over, after looking once."""
        if self.future.done():
            return True
        try:
            found = self.condition()
        except Exception as error:  # noqa: BLE001 - the waiter asked, so the waiter gets it
            self.future.set_exception(error)
            return True
        if found is None or found is False:
            return False
        self.future.set_result(found)
        return True


class EventBus:
    """Where events are published, waited for and listened to."""

    def __init__(self) -> None:
        self._waits: list[_Wait] = []
        self._listeners: set[asyncio.Queue[Event]] = set()

    def publish(self, kind: str, **about: Any) -> None:
        """Tell that something happened; waits whose condition now holds are over."""
        if self._listeners:
            event = Event(kind, about)
            for listener in self._listeners:
                if listener.full():
                    listener.get_nowait()
                listener.put_nowait(event)
        if self._waits:
            self._waits = [wait for wait in self._waits if not wait.look()]

    async def until(
        self, condition: Callable[[], T | None], what: str, patience: float = PATIENCE
    ) -> T:
        """Wait until the condition gives something other than None and False, and give that.

        Args:
            condition: Looked at now and after every event; cheap and without effects.
            what: What is waited for, for the message of the error.
            patience: Seconds to wait.

        Raises:
            TimeoutError: It did not come about.
        """
        wait = _Wait(condition, asyncio.get_running_loop().create_future())
        if not wait.look():
            self._waits.append(wait)
        try:
            async with asyncio.timeout(patience):
                found: T = await wait.future
                return found
        except TimeoutError:
            raise TimeoutError(f"waited {patience:g} s in vain for {what}") from None

    def listen(self) -> asyncio.Queue[Event]:
        """A new stream that gets every event from now on."""
        listener = asyncio.Queue[Event](BACKLOG)
        self._listeners.add(listener)
        return listener

    def leave(self, listener: asyncio.Queue[Event]) -> None:
        """End a stream."""
        self._listeners.discard(listener)


@asynccontextmanager
async def alongside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do some work while the block runs; at its end the work is cancelled and waited for."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
