"""Who may ask the sandbox: this machine's own names for it, its own page, and who has a session."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from aiohttp import web

OWN_SITES = frozenset(("same-origin", "none"))
"""What a browser says of requests of the page itself, and of those that a person began."""


@dataclass(slots=True)
class PageAccess:
    """Checks hosts and origins, and trades one-time keys for sessions."""

    port: int = 0  # where the sandbox listens
    _keys: set[str] = field(default_factory=set)
    _sessions: set[str] = field(default_factory=set)

    def new_key(self) -> str:
        """A key that opens one session, once."""
        key = secrets.token_urlsafe(32)
        self._keys.add(key)
        return key

    def enter(self, key: str) -> str | None:
        """Trade a key for a session; None where it was never given out or is used up."""
        if (known := _among(self._keys, key)) is None:
            return None
        self._keys.discard(known)
        session = secrets.token_urlsafe(32)
        self._sessions.add(session)
        return session

    def knows(self, session: str) -> bool:
        """Whether this is a session of ours."""
        return _among(self._sessions, session) is not None

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: browsers don't keep the ports of one host apart."""
        return f"sandbox_session_{self.port}"

    def refusal(self, request: web.Request) -> tuple[int, str] | None:
        """Why a request is not served, with its status: for its host, or for the page it is from.

        A name that was made to lead here is none of this machine's. A bot carries no `Origin`;
        browsers send `Sec-Fetch-Site` where they send none. To the page itself a browser may go by
        a link in whatever place.
        """
        own = {f"127.0.0.1:{self.port}", f"localhost:{self.port}"}
        hosts = request.headers.getall("Host", ())
        if not hosts or not own.issuperset(hosts):
            return 421, "This sandbox is reached as 127.0.0.1 only."
        opens = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        sites = () if opens else request.headers.getall("Sec-Fetch-Site", ())
        origins = request.headers.getall("Origin", ())
        if not OWN_SITES.issuperset(sites) or not {f"http://{h}" for h in own}.issuperset(origins):
            return 403, "Only the sandbox's own page may ask this."
        return None


def _among(secret: set[str], given: str) -> str | None:
    """The one of some secrets that is given; how long it takes doesn't tell. Any text may be."""
    as_bytes = given.encode("utf-8", "surrogatepass")
    return next((one for one in secret if hmac.compare_digest(one.encode(), as_bytes)), None)
