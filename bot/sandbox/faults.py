"""Faults on demand: errors, rate limits, delays and shut channels that a test orders beforehand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from bot.sandbox.channels import Channel
from bot.sandbox.messages import JSON


@dataclass(slots=True)
class Order:
    """A fault that waits for its requests.

    `afterwards` lets the request do its work first, as a gateway does that fails on the way back.
    `pattern` is a path without the API's prefix, `*` for any part: `/channels/*/messages`.
    """

    method: str
    pattern: str
    times: int
    status: int | None = None
    body: JSON = field(default_factory=dict)
    delay: float = 0.0
    gate: asyncio.Event | None = None
    everywhere: bool = False
    afterwards: bool = False
    met: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is one it waits for."""
        return (
            self.met < self.times
            and self.method in ("*", method)
            and fnmatchcase(path, self.pattern)
        )


ENDLESS = 1 << 30


class Faults:
    """The orders of a test; a fresh one does nothing."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def _add(self, order: Order) -> Order:
        self._orders.append(order)
        return order

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
        """Answer the next requests of this kind with an error.

        Args:
            method: GET, POST and so on, or `*`.
            pattern: The path without the API's prefix; `*` stands for anything.
            status: The answer's status.
            times: How many requests meet it.
            code: Discord's code in the body.
            message: Discord's words in the body.
            afterwards: Whether a request does its work first, and only its answer is lost.
        """
        body = {"message": message or f"{status}: ordered by the test", "code": code}
        return self._add(Order(method, pattern, times, status, body, afterwards=afterwards))

    def rate_limit(
        self,
        method: str,
        pattern: str,
        retry_after: float = 0.05,
        times: int = 1,
        *,
        everywhere: bool = False,
    ) -> Order:
        """Answer with 429; `everywhere` says that the limit is the global one."""
        body = {
            "message": "You are being rate limited.",
            "retry_after": retry_after,
            "global": everywhere,
        }
        return self._add(Order(method, pattern, times, 429, body, everywhere=everywhere))

    def forbid(self, channel: Channel) -> Order:
        """Answer everything in one channel with 403 until told otherwise."""
        body = {"message": "Missing Permissions", "code": 50013}
        return self._add(Order("*", f"/channels/{channel.id}*", ENDLESS, 403, body))

    def delay(self, method: str, pattern: str, seconds: float, times: int = ENDLESS) -> Order:
        """Take so long before a request is looked at."""
        return self._add(Order(method, pattern, times, delay=seconds))

    def hold(self, method: str, pattern: str, times: int = 1) -> asyncio.Event:
        """Keep requests waiting until the returned event is set."""
        gate = asyncio.Event()
        self._add(Order(method, pattern, times, gate=gate))
        return gate

    def lift(self, order: Order) -> None:
        """Take an order back."""
        self._orders.remove(order)

    def clear(self) -> None:
        """Take all orders back."""
        self._orders.clear()

    async def meet(self, method: str, path: str) -> Order | None:
        """Let the orders have their way with a request; the one that answers it is returned."""
        for order in list(self._orders):
            if not order.fits(method, path):
                continue
            order.met += 1
            if order.delay:
                await asyncio.sleep(order.delay)
            if order.gate is not None:
                await order.gate.wait()
            if order.status is not None:
                return order
        return None

    @property
    def any(self) -> bool:
        """Whether there is any order at all."""
        return bool(self._orders)
