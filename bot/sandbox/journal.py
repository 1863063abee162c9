"""The journal: every request that the bot made, and what the sandbox thought of it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

from bot.sandbox.errors import Fault

MAX_REQUESTS = 2_000
"""How many requests are kept; the counts go on."""

MAX_BODY_BYTES = 4 << 10
"""Bytes of a body up to which it is kept; of a longer one its size is told."""

Verdict: TypeAlias = Literal["valid", "refused", "ordered"]
"""`ordered`: a fault that the test asked for answered in its place."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request of the bot."""

    method: str
    path: str
    route: str
    body: Any
    status: int
    code: int
    verdict: Verdict
    faults: tuple[Fault, ...] = ()

    def __str__(self) -> str:
        said = "; ".join(map(str, self.faults))
        return f"{self.method} {self.path} -> {self.status} ({self.code}) {said}".rstrip()


class Journal:
    """The last requests, and the count of all of them."""

    def __init__(self) -> None:
        self.requests: deque[Request] = deque(maxlen=MAX_REQUESTS)
        self.refused: deque[Request] = deque(maxlen=MAX_REQUESTS)
        self.total = 0
        self.statuses: Counter[int] = Counter()

    def write(self, request: Request, size: int) -> None:
        """Note one request.

        Args:
            request: The request.
            size: The bytes of its body.
        """
        if size > MAX_BODY_BYTES:
            request = replace(request, body=f"({size} bytes)")
        self.requests.append(request)
        self.total += 1
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
        return self.statuses[401] + self.statuses[403] + self.statuses[429]

    def to(self, method: str, route: str) -> list[Request]:
        """The kept requests to one route, named as in the table of routes."""
        return [r for r in self.requests if r.method == method and r.route == route]
