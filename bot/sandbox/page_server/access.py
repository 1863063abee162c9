"""Who may act as a member over HTTP: this machine's own page, with a key that opens once."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field

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
        for known in self._keys:
            if _same(known, key):
                self._keys.discard(known)
                session = secrets.token_urlsafe(32)
                self._sessions.add(session)
                return session
        return None

    def knows(self, session: str | None) -> bool:
        """Whether this is a session of ours."""
        if not session:
            return False
        return any(_same(known, session) for known in self._sessions)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie: browsers don't keep the ports of one host apart."""
        return f"sandbox_session_{self.port}"

    @property
    def _hosts(self) -> tuple[str, str]:
        return f"127.0.0.1:{self.port}", f"localhost:{self.port}"

    def trusts_hosts(self, hosts: Sequence[str]) -> bool:
        """Whether a request names this machine, and not a name that was made to lead here.

        Args:
            hosts: Every `Host` that it carries.
        """
        return bool(hosts) and all(host in self._hosts for host in hosts)

    def trusts_page(self, origins: Sequence[str], sites: Sequence[str] = ()) -> bool:
        """Whether a request comes from the sandbox's own page, or from no page at all.

        Args:
            origins: Every `Origin` that it carries; a bot carries none.
            sites: Every `Sec-Fetch-Site`, which browsers send where they send no `Origin`.
        """
        own = {f"http://{host}" for host in self._hosts}
        return own.issuperset(origins) and all(site in OWN_SITES for site in sites)


def _same(known: str, given: str) -> bool:
    """Whether two secrets are the same; how long it takes doesn't tell. Any text may be given."""
    return hmac.compare_digest(known.encode(), given.encode("utf-8", "surrogatepass"))
