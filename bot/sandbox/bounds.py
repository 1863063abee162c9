"""How much the sandbox takes and how long it waits: no stranger on this machine may exhaust it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from aiohttp import web

JSON_BYTES = 256 << 10
"""The longest JSON of a request where its route allows no more: Discord's limits, six-fold
escaped, stay below it."""
FILES_BYTES = 10 << 20
"""The most that files of one request weigh, as on Discord without a subscription."""
PARTS = 11
"""The most parts of one request: ten files and the JSON."""
FRAME_BYTES = 16 << 10
"""The longest frame that a client sends to the gateway; Discord itself takes a quarter of it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The sandbox's own bounds, apart from those that Discord has; times in seconds.

    Attributes:
        sockets: Connections at a time, of whatever kind.
        strangers: Websockets at a time that have not identified.
        silence: Until a connection has told what it asks for, and between two requests; longer
            than clients keep an idle connection, so that none is closed under a request.
        body: Until a request's body is here.
        identify: Until a websocket has identified; discord.py rests five between two shards.
    """

    sockets: int = 800
    strangers: int = 64
    silence: float = 20.0
    body: float = 10.0
    identify: float = 20.0


def turnstile(server: web.Server, most: int) -> Callable[[], asyncio.Protocol]:
    """A maker of protocols for new connections, which lets in so many at a time."""

    def enter() -> asyncio.Protocol:
        full = len(server.connections) >= most
        return _TurnedAway() if full else cast(asyncio.Protocol, server())

    return enter


class _TurnedAway(asyncio.Protocol):
    """Ends a connection for which there is no room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close at once."""
        transport.close()
