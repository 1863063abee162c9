"""Rate limits: the headers that clients pace themselves by, and limits that a test sets."""

from __future__ import annotations

from dataclasses import dataclass

from bot.sandbox.messages import JSON
from bot.sandbox.snowflakes import Clock

UNLIMITED = 1_000_000
"""What the headers tell where no limit was set: so much that no client ever waits."""


@dataclass(slots=True)
class Window:
    """A limit of so many requests in so many seconds, and how far it is used up."""

    limit: int
    per: float
    opened: float = float("-inf")
    used: int = 0

    def take(self, now: float) -> bool:
        """Use one up; False where there is none left."""
        if now >= self.opened + self.per:
            self.opened, self.used = now, 0
        if self.used >= self.limit:
            return False
        self.used += 1
        return True

    def wait(self, now: float) -> float:
        """Seconds until the window opens anew."""
        return max(0.0, self.opened + self.per - now)


class RateLimits:
    """No limits until they are set, by route or for everything."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._set: dict[tuple[str, str], tuple[int, float]] = {}
        self._windows: dict[tuple[str, str, str], Window] = {}
        self._everywhere: Window | None = None

    def limit(self, method: str, route: str, requests: int, per: float) -> None:
        """Allow so many requests in so many seconds on a route, per channel, guild or webhook."""
        self._set[method, route] = (requests, per)

    def limit_everything(self, requests: int, per: float) -> None:
        """Allow so many requests in so many seconds over all routes that carry the token."""
        self._everywhere = Window(requests, per)

    def window(self, method: str, route: str, major: str) -> Window | None:
        """The window that a request falls into; None where no limit was set."""
        if (method, route) not in self._set:
            return None
        limit, per = self._set[method, route]
        return self._windows.setdefault((method, route, major), Window(limit, per))

    def spend_everywhere(self) -> float:
        """Count a request that carries the token; the seconds to wait where there were too many."""
        window = self._everywhere
        if window is None or window.take(now := self._clock.now()):
            return 0.0
        return window.wait(now)

    def spend(self, window: Window) -> bool:
        """Count a request in its window; False where there were too many."""
        return window.take(self._clock.now())

    def headers(self, bucket: str, window: Window | None) -> dict[str, str]:
        """The rate-limit headers of an answer."""
        limit, remaining, after = UNLIMITED, UNLIMITED - 1, 1.0
        if window is not None:
            after = window.wait(self._clock.now())
            limit, remaining = window.limit, window.limit - window.used
        return {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": f"{self._clock.now() + after:.3f}",
            "X-RateLimit-Reset-After": f"{after:.3f}",
            "X-RateLimit-Bucket": bucket,
        }


def exceeded(retry_after: float, *, everywhere: bool) -> JSON:
    """The body of a 429."""
    return {
        "message": "You are being rate limited.",
        "retry_after": round(retry_after, 3),
        "global": everywhere,
    }
