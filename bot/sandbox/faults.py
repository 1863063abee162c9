"""Faults on demand: errors, rate limits and held requests that a test orders beforehand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.sandbox.message import JSON


@dataclass(slots=True)
class Order:
    """A fault that waits for its requests.

    Attributes:
        method: GET, POST and so on, or `*`.
        pattern: A path without the API's prefix, `*` for any part: `/channels/*/messages`.
        times: How many requests meet it.
        status: What they are answered with; 0 only holds them.
        body: What is answered.
        gate: What they wait for.
        everywhere: Whether a rate limit is the global one.
        afterwards: Whether a request does its work first, and only its answer is lost.
    """

    method: str
    pattern: str
    times: int
    status: int = 0
    body: JSON = field(default_factory=dict)
    gate: asyncio.Event | None = None
    everywhere: bool = False
    afterwards: bool = False
    met: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is one it waits for."""
        if self.met >= self.times or self.method not in ("*", method):
            return False
        return fnmatchcase(path, self.pattern)


class Faults:
    """The orders of a test; a fresh one does nothing."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def fail(
        self,
        method: str,
        pattern: str,
        status: int,
        times: int = 1,
        *,
        code: int = 0,
        message: str | None = None,
        afterwards: bool = False,
    ) -> Order:
        """Answer the next requests of this kind with an error, as `Order` tells."""
        body = {"message": message or f"{status}: ordered by the test", "code": code}
        order = Order(method, pattern, times, status, body, afterwards=afterwards)
        self._orders.append(order)
        return order

    def rate_limit(
        self,
        method: str,
        pattern: str,
        retry_after: float = 0.05,
        times: int = 1,
        *,
        everywhere: bool = False,
    ) -> None:
        """Answer with 429; `everywhere` says that the limit is the global one."""
        words = "You are being rate limited."
        body = {"message": words, "retry_after": retry_after, "global": everywhere}
        self._orders.append(Order(method, pattern, times, 429, body, everywhere=everywhere))

    def hold(self, method: str, pattern: str, times: int = 1) -> asyncio.Event:
        """Keep requests waiting until the returned event is set."""
        gate = asyncio.Event()
        self._orders.append(Order(method, pattern, times, gate=gate))
        return gate

    async def meet(self, method: str, path: str) -> Order | None:
        """Let the orders have their way with a request; the one that answers it is returned."""
        for order in list(self._orders):
            if not order.fits(method, path):
                continue
            order.met += 1
            if order.gate is not None:
                await order.gate.wait()
            if order.status:
                return order
        return None

    @property
    def any(self) -> bool:
        """Whether there is any order at all."""
        return bool(self._orders)
