"""What happens in the sandbox, published to whoever waits for something or listens to it all."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds until a wait gives up: generous, as nothing that works comes near it."""

BACKLOG = 10_000
"""How many events a listener may fall behind before it loses the oldest."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something happened; `about` holds the live objects, by the name of their role in it."""

    kind: str
    about: dict[str, Any] = field(default_factory=dict)


class EventBus:
    """Where events are published, waited for and listened to."""

    def __init__(self) -> None:
        self._happened = asyncio.Event()
        self._listeners: set[asyncio.Queue[Event]] = set()

    def publish(self, kind: str, **about: Any) -> None:
        """Tell that something happened; whoever waits looks whether that is it."""
        for listener in self._listeners:
            if listener.full():
                listener.get_nowait()
            listener.put_nowait(Event(kind, about))
        self._happened.set()
        self._happened = asyncio.Event()

    async def until(
        self, condition: Callable[[], T | None], what: str, patience: float = PATIENCE
    ) -> T:
        """Wait until the condition gives something other than None and False, and give that.

        Args:
            condition: Looked at now and after events; cheap, without effects, and such that what
                has come about stays so for a moment.
            what: What is waited for, for the message of the error.
            patience: Seconds to wait.

        Raises:
            TimeoutError: It did not come about.
        """
        try:
            async with asyncio.timeout(patience):
                while (found := condition()) is None or found is False:
                    await self._happened.wait()
                return found
        except TimeoutError:
            raise TimeoutError(f"waited {patience:g} s in vain for {what}") from None

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[asyncio.Queue[Event]]:
        """A stream that gets every event while the block runs."""
        listener = asyncio.Queue[Event](BACKLOG)
        self._listeners.add(listener)
        try:
            yield listener
        finally:
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
