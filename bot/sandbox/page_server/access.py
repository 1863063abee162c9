"""Who may ask the sandbox: this machine's own names for it, its own page, and who has a session."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field

from aiohttp import web

OWN_SITES = ("same-origin", "none")
"""What a browser says of requests of the page itself, and of those that a person began."""


@dataclass(slots=True)
class PageAccess:
    """Checks hosts and origins, and trades one-time keys for sessions.

    Attributes:
        port: The port that the sandbox listens on.
    """

    port: int = 0
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

    @property
    def _hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def trusts_host(self, request: web.Request) -> bool:
        """Whether a request names this machine, and not a name that was made to lead here."""
        hosts = request.headers.getall("Host", ())
        return bool(hosts) and all(host in self._hosts for host in hosts)

    def trusts_page(self, request: web.Request) -> bool:
        """Whether a request comes from the sandbox's own page, or from no page at all.

        A bot carries no `Origin`; browsers send `Sec-Fetch-Site` where they send none. To the page
        itself a browser may go by a link in whatever place.
        """
        own = {f"http://{host}" for host in self._hosts}
        opens = request.path == "/" and request.headers.get("Sec-Fetch-Mode") == "navigate"
        sites = () if opens else request.headers.getall("Sec-Fetch-Site", ())
        origins = request.headers.getall("Origin", ())
        return own.issuperset(origins) and all(site in OWN_SITES for site in sites)


def _among(secret: set[str], given: str) -> str | None:
    """The one of some secrets that is given; how long it takes doesn't tell. Any text may be."""
    as_bytes = given.encode("utf-8", "surrogatepass")
    return next((one for one in secret if hmac.compare_digest(one.encode(), as_bytes)), None)
