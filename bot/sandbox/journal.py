"""The journal: every request that the bot made, and what the sandbox thought of it."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from bot.sandbox.refusals import Fault

KEPT = 10_000
"""How many requests are kept; the counts go on."""
KEPT_BYTES = 8 << 20
"""How much they may weigh together; where it is more, the oldest go."""
LONGEST_BODY = 32 << 10
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
    weight: int = 0  # bytes, about

    def __str__(self) -> str:
        said = "; ".join(map(str, self.faults))
        return f"{self.method} {self.path} -> {self.status} ({self.code}) {said}".rstrip()


class Kept(deque[Request]):
    """The last requests, as many as fit by number and by weight."""

    weight = 0

    def append(self, request: Request) -> None:
        """Keep one more, and let the oldest go where there is no room."""
        super().append(request)
        self.weight += request.weight
        while len(self) > KEPT or self.weight > KEPT_BYTES:
            self.weight -= self.popleft().weight


class Journal:
    """The last requests, and the count of all of them."""

    def __init__(self) -> None:
        self.requests = Kept()
        self.refused = Kept()
        self.verdicts: Counter[Verdict] = Counter()
        self.statuses: Counter[int] = Counter()

    def write(self, request: Request) -> None:
        """Note one request."""
        self.requests.append(request)
        self.verdicts[request.verdict] += 1
        self.statuses[request.status] += 1
        if request.verdict == "refused":
            self.refused.append(request)

    @property
    def total(self) -> int:
        """How many requests there were."""
        return self.verdicts.total()

    @property
    def all_valid(self) -> bool:
        """Whether the sandbox never had to refuse anything."""
        return not self.verdicts["refused"]

    @property
    def counted_as_invalid(self) -> int:
        """Requests that Discord counts towards a ban: 401, 403 and 429."""
        return self.statuses[401] + self.statuses[403] + self.statuses[429]

    def to(self, method: str, route: str) -> list[Request]:
        """The kept requests to one route, named as in the route tables."""
        return [r for r in self.requests if r.method == method and r.route == route]
