"""One websocket of the bot: its frames in and out, in order, until it ends."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.gateway.sessions import Session
from bot.sandbox.message import dump
from bot.sandbox.request_body import NotJSON, parsed

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, INVALID_SESSION, HELLO, ACKNOWLEDGED = 7, 9, 10, 11


@dataclass(frozen=True, slots=True)
class Close:
    """The end of a connection, with the code that tells why."""

    code: int
    reason: str = ""


class GatewayConnection:
    """A socket with its queue of frames; a session uses it until either ends."""

    def __init__(
        self, socket: web.WebSocketResponse, transport: asyncio.BaseTransport | None
    ) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._transport = transport
        self._queue: asyncio.Queue[str | Close] = asyncio.Queue()

    def push(self, text: str) -> None:
        """Send one frame after those before."""
        self._queue.put_nowait(text)

    def send(self, op: int, data: Any = None) -> None:
        """Send a frame that is no event."""
        self.push(dump({"op": op, "d": data, "s": None, "t": None}))

    def end(self, close: Close) -> None:
        """Close after the frames before."""
        self.leave_session()
        self._queue.put_nowait(close)

    def break_off(self) -> None:
        """Cut the line at once, as a network does; what was not sent stays with the session."""
        self.leave_session()
        if isinstance(self._transport, asyncio.Transport):
            self._transport.abort()

    def leave_session(self) -> None:
        """Let the session live on without a socket."""
        if self.session is not None and self.session.line is self:
            self.session.line = None

    async def write(self) -> None:
        """Send what is queued until the connection ends."""
        while True:
            item = await self._queue.get()
            if isinstance(item, Close):
                await self.socket.close(code=item.code, message=item.reason.encode())
                return
            try:
                await self.socket.send_str(item)
            except ConnectionError:
                self.leave_session()
                return

    async def frames(self) -> AsyncIterator[Any]:
        """The client's frames as JSON, until the socket closes; None for what is none."""
        async for frame in self.socket:
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            data = frame.data.encode() if frame.type is WSMsgType.TEXT else frame.data
            try:
                yield parsed(data)
            except NotJSON:
                yield None
