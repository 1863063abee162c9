"""The bot's requests: the journal of all of them, and the faults that a test orders beforehand."""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias

from bot.sandbox.errors import Fault
from bot.sandbox.message import JSON

MAX_REQUESTS = 2_000
"""How many requests are kept; the counts go on."""

MAX_BODY_BYTES = 4 << 10
"""Bytes of a body up to which it is kept; of a longer one its size is told."""

Verdict: TypeAlias = Literal["valid", "refused", "ordered"]
"""`ordered`: a fault that the test asked for answered in its place."""


@dataclass(slots=True)
class Request:
    """One request of the bot; `route` and what follows are known once it is answered."""

    method: str
    path: str
    route: str = ""
    body: Any = None
    status: int = 500
    code: int = 0
    verdict: Verdict = "refused"
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        said = "; ".join(map(str, self.faults))
        return f"{self.method} {self.path} -> {self.status} ({self.code}) {said}".rstrip()


class Journal:
    """The last requests, and the count of all of them."""

    def __init__(self) -> None:
        self.requests: deque[Request] = deque(maxlen=MAX_REQUESTS)
        self.refused: deque[Request] = deque(maxlen=MAX_REQUESTS)
        self.statuses: Counter[int] = Counter()

    def write(self, request: Request) -> None:
        """Note one request that was answered."""
        self.requests.append(request)
        self.statuses[request.status] += 1
        if request.verdict == "refused":
            self.refused.append(request)

    @property
    def all_valid(self) -> bool:
        """Whether the sandbox never had to refuse anything."""
        return not self.refused

    @property
    def counted_as_invalid(self) -> int:
        """Requests that Discord counts towards a ban: 401, 403 and 429."""
        return sum(self.statuses[status] for status in (401, 403, 429))

    def to(self, method: str, route: str) -> list[Request]:
        """The kept requests to one route, named as in the table of routes."""
        return [r for r in self.requests if r.method == method and r.route == route]


@dataclass(slots=True)
class Order:
    """A fault that waits for its requests."""

    method: str  # GET, POST and so on, or `*`
    pattern: str  # a path without the API's prefix, `*` for any part: `/channels/*/messages`
    times: int  # how many requests meet it
    status: int = 0  # what they are answered with, and body and headers; 0 only holds them
    body: JSON = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    gate: asyncio.Event | None = None  # what they wait for
    met: int = 0

    def fits(self, method: str, path: str) -> bool:
        """Whether this request is one it waits for."""
        wanted = self.met < self.times and self.method in ("*", method)
        return wanted and fnmatchcase(path, self.pattern)


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
        message: str = "ordered by the test",
    ) -> Order:
        """Answer the next requests of this kind with an error, as `Order` tells."""
        body = {"message": message, "code": code}
        self._orders.append(order := Order(method, pattern, times, status, body))
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
        # Clients take it for Discord's own only with `Via`.
        headers = {"Via": "1.1 sandbox", "X-RateLimit-Scope": "global" if everywhere else "user"}
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
        self._orders.append(Order(method, pattern, times, 429, body, headers))

    def hold(self, method: str, pattern: str, times: int = 1) -> asyncio.Event:
        """Keep requests waiting until the returned event is set."""
        gate = asyncio.Event()
        self._orders.append(Order(method, pattern, times, gate=gate))
        return gate

    async def meet(self, method: str, path: str) -> Order | None:
        """Let the orders have their way with a request; the one that answers it is returned."""
        for order in (one for one in list(self._orders) if one.fits(method, path)):
            order.met += 1
            if order.gate is not None:
                await order.gate.wait()
            if order.status:
                return order
        return None
