"""How much the sandbox takes and how long it waits: no stranger on this machine may exhaust it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

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

LINGERING = 2.0
"""Seconds for which the rest of a request is read that was answered before its end."""


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


def turnstile(
    server: web.Server, bounds: Bounds, logger: logging.Logger
) -> Callable[[], asyncio.Protocol]:
    """A maker of protocols for new connections, which lets in so many at a time.

    Args:
        server: What answers the requests.
        bounds: How many, and how long each may be silent.
        logger: What is told of faults of the server.
    """
    loop = asyncio.get_running_loop()

    def enter() -> asyncio.Protocol:
        if len(server.connections) >= bounds.sockets:
            return _TurnedAway()
        return Visitor(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]  # this is how it is switched off
            auto_decompress=False,
            keepalive_timeout=bounds.silence,
            lingering_time=LINGERING,
            logger=logger,
        )

    return enter


class Visitor(web.RequestHandler):
    """A connection that is closed unless it soon tells what it asks for.

    aiohttp counts the time between two requests, and not in every version that before the first.
    """

    __slots__ = ("_silence",)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the time run."""
        super().connection_made(transport)
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(self.keepalive_timeout, self.force_close)

    def connection_lost(self, error: BaseException | None) -> None:
        """It has left by itself."""
        self.heard()
        super().connection_lost(error)

    def heard(self) -> None:
        """It has asked for something: its time no longer runs."""
        self._silence.cancel()


class _TurnedAway(asyncio.Protocol):
    """Ends a connection for which there is no room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close at once."""
        transport.close()
