"""Bounds for what comes in: connections, how long each may be silent, and bodies of requests."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import dataclass
from typing import Any

from aiohttp import ClientPayloadError, web
from aiohttp.http import HttpProcessingError

from bot.sandbox import errors
from bot.sandbox.message import dump

LINGERING_SECONDS = 2.0
"""Seconds for which the rest of a request is read that was answered before its end."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The sandbox's own bounds, apart from those that Discord has; times in seconds."""

    sockets: int = 800  # connections at a time, of whatever kind
    unidentified: int = 64  # websockets at a time that have not identified
    # Until a connection has told what it asks for, and between two requests; longer than clients
    # keep an idle connection, so that none is closed under a request.
    silence: float = 20.0
    body: float = 10.0  # until a request's body is here
    identify: float = 20.0  # until a websocket has; discord.py rests five between two shards


class BoundedConnection(web.RequestHandler):
    """A connection that is closed where there is no room, or unless it soon tells what it wants.

    aiohttp counts the time between two requests, and not in every version that before the first.
    """

    __slots__ = ("_server", "_silence", "_sockets")

    def __init__(self, server: web.Server, bounds: Bounds, logger: logging.Logger) -> None:
        super().__init__(
            server,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # this is how it is switched off
            auto_decompress=False,
            keepalive_timeout=bounds.silence,
            lingering_time=LINGERING_SECONDS,
            logger=logger,
        )
        self._server, self._sockets = server, bounds.sockets

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Let the time run, if there is room."""
        super().connection_made(transport)
        loop = asyncio.get_running_loop()
        self._silence = loop.call_later(self.keepalive_timeout, self.force_close)
        if len(self._server.connections) > self._sockets:
            self.force_close()

    def connection_lost(self, error: BaseException | None) -> None:
        """It has left by itself."""
        self.began_request()
        super().connection_lost(error)

    def began_request(self) -> None:
        """It has asked for something: its time no longer runs."""
        self._silence.cancel()


MAX_DEPTH = 24
"""How deep lists and objects may lie in each other; Discord's bodies stay below ten."""

MAX_JSON_BYTES = 256 << 10
"""The longest JSON of a request where its route allows no more: Discord's limits, six-fold
escaped, stay below it."""

UNREADABLE = (
    AssertionError,
    ClientPayloadError,
    HttpProcessingError,
    LookupError,
    RuntimeError,
    ValueError,
    web.RequestPayloadError,
)
"""What aiohttp raises for bodies that are not what their headers say."""


def parsed(raw: bytes) -> Any:
    """The JSON in a body; Refused where it is none, or lies too deep.

    So is what could not be written again: NaN, infinities, halves of surrogate pairs.
    """
    try:
        made = json.loads(raw.decode())
        dump(made).encode()
        if _depth(made) > MAX_DEPTH:
            raise errors.invalid_json()
    except (ValueError, RecursionError):
        raise errors.invalid_json() from None
    return made


def _depth(value: Any) -> int:
    inside = value.values() if isinstance(value, dict) else value
    return 1 + max(map(_depth, inside), default=0) if isinstance(value, (dict, list)) else 0


def legible(text: str) -> str:
    """A text out of a request line or header, without what can't be written again."""
    return text.encode("utf-8", "replace").decode()


async def read(request: web.Request, most: int, seconds: float) -> bytes:
    """A request's body; Refused where it is too long, too late, or not what its header says."""
    if (request.content_length or 0) > most:
        raise errors.too_large()
    taken = bytearray()
    try:
        async with asyncio.timeout(seconds):
            while chunk := await request.content.readany():
                taken += chunk
                if len(taken) > most:
                    raise errors.too_large()
    except TimeoutError:
        raise errors.too_slow() from None
    except UNREADABLE:
        raise errors.invalid_json() from None
    return bytes(taken)
