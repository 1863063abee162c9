"""Connections: how many are taken and how long each may be silent, so that none exhausts us."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

LINGERING_SECONDS = 2.0
"""Seconds for which the rest of a request is read that was answered before its end."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The sandbox's own bounds, apart from those that Discord has; times in seconds.

    Attributes:
        sockets: Connections at a time, of whatever kind.
        unidentified: Websockets at a time that have not identified.
        silence: Until a connection has told what it asks for, and between two requests; longer
            than clients keep an idle connection, so that none is closed under a request.
        body: Until a request's body is here.
        identify: Until a websocket has identified; discord.py rests five between two shards.
    """

    sockets: int = 800
    unidentified: int = 64
    silence: float = 20.0
    body: float = 10.0
    identify: float = 20.0


def connection_factory(
    server: web.Server, bounds: Bounds, logger: logging.Logger
) -> Callable[[], asyncio.Protocol]:
    """A maker of protocols for new connections, which lets in so many at a time.

    Args:
        server: What answers the requests.
        bounds: How many, and how long each may be silent.
        logger: What is told of faults of the server.
    """
    loop = asyncio.get_running_loop()

    def accept() -> asyncio.Protocol:
        if len(server.connections) >= bounds.sockets:
            return _Refused()
        return BoundedConnection(
            server,
            loop=loop,
            access_log=None,  # type: ignore[arg-type]  # this is how it is switched off
            auto_decompress=False,
            keepalive_timeout=bounds.silence,
            lingering_time=LINGERING_SECONDS,
            logger=logger,
        )

    return accept


class BoundedConnection(web.RequestHandler):
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
        self.began_request()
        super().connection_lost(error)

    def began_request(self) -> None:
        """It has asked for something: its time no longer runs."""
        self._silence.cancel()


class _Refused(asyncio.Protocol):
    """Ends a connection for which there is no room."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Close at once."""
        transport.close()
