"""The loopback: where the client connects for tests, and that it is this machine and no other."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Elsewhere(ValueError):
    """An address that is not on this machine."""


def point_at(base: str) -> None:
    """Make every client of this process connect to a Discord on this machine.

    Args:
        base: Its REST address, such as `http://127.0.0.1:8080/api/v10`; its gateway is at
            `/gateway/` beside it.

    Raises:
        Elsewhere: The token would be sent to another machine.
    """
    try:
        gateway = _gateway(urlsplit(base))
    except ValueError:  # no address at all, or an impossible port
        gateway = None
    if gateway is None:
        raise Elsewhere(
            "DISCORD_API_BASE must be an http address on this machine, such as "
            "http://127.0.0.1:8080/api/v10: the token is sent there. Leave it empty for Discord."
        )
    Route.BASE = base.rstrip("/")
    DiscordWebSocket.DEFAULT_GATEWAY = gateway


def _gateway(parts: SplitResult) -> yarl.URL | None:
    """The gateway beside an address; None if that is not on this machine."""
    if parts.scheme != "http" or parts.hostname not in LOOPBACK or "@" in parts.netloc:
        return None
    return yarl.URL(f"ws://{parts.netloc}/gateway/")
