"""One websocket of the bot: its frames in and out, in order, until it ends."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.gateway.compression import Stream
from bot.sandbox.gateway.session import Session
from bot.sandbox.intake import NotJSON, parsed
from bot.sandbox.messages import dump

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, ACKNOWLEDGED = 7, 8, 9, 10, 11


@dataclass(frozen=True, slots=True)
class Close:
    """The end of a connection, with the code that tells why."""

    code: int | None
    reason: str = ""


class Connection:
    """A socket with its queue of frames; a session uses it until either ends."""

    def __init__(self, socket: web.WebSocketResponse, stream: Stream | None) -> None:
        self.socket = socket
        self.session: Session | None = None
        self._stream = stream
        self._queue: asyncio.Queue[str | Close] = asyncio.Queue()
        self._transport: asyncio.BaseTransport | None = None

    def push(self, text: str) -> None:
        """Send one frame after those before."""
        self._queue.put_nowait(text)

    def say(self, op: int, data: Any = None) -> None:
        """Send a frame that is no event."""
        self.push(dump({"op": op, "d": data, "s": None, "t": None}))

    def end(self, close: Close) -> None:
        """Close after the frames before."""
        self.leave_session()
        self._queue.put_nowait(close)

    def break_off(self, transport: asyncio.BaseTransport | None) -> None:
        """Cut the line at once, as a network does; what was not sent stays with the session."""
        self.leave_session()
        if isinstance(transport, asyncio.Transport):
            transport.abort()

    def leave_session(self) -> None:
        """Let the session live on without a socket."""
        if self.session is not None and self.session.line is self:
            self.session.line = None

    async def write(self) -> None:
        """Send what is queued until the connection ends."""
        while True:
            item = await self._queue.get()
            if isinstance(item, Close):
                await self.socket.close(code=item.code or 1000, message=item.reason.encode())
                return
            try:
                await self._send(item)
            except ConnectionError:
                self.leave_session()
                return

    async def _send(self, text: str) -> None:
        if self._stream is None:
            await self.socket.send_str(text)
        else:
            await self.socket.send_bytes(self._stream.compress(text))

    async def frames(self) -> Any:
        """The client's frames as JSON, until the socket closes; None for what is none."""
        async for frame in self.socket:
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                continue
            data = frame.data.encode() if frame.type is WSMsgType.TEXT else frame.data
            try:
                yield parsed(data)
            except NotJSON:
                yield None
