"""The gateway: the bot's websockets, what each frame means, and faults on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox.bounds import Bounds, NotJSON, parsed
from bot.sandbox.events import PATIENCE
from bot.sandbox.message import dump
from bot.sandbox.sessions import KNOWN_INTENTS, NEVER_GRANTED, Intent, Session, Sessions

HEARTBEAT, IDENTIFY, RESUME = 1, 2, 6
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


MAX_FRAME_BYTES = 16 << 10
"""The longest frame that a client sends; Discord itself takes a quarter of it."""


class Gateway:
    """Takes the bot's websockets, opens and resumes sessions, and disturbs them for a test.

    Attributes:
        heartbeat_seconds: The interval that HELLO asks for.
        acknowledges: False leaves heartbeats without an answer.
        url: Where it listens; known once the server runs.
    """

    def __init__(self, sessions: Sessions, heartbeat_seconds: float, bounds: Bounds) -> None:
        self.sessions = sessions
        self.world = sessions.world
        self.events = sessions.events
        self.heartbeat_seconds = heartbeat_seconds
        self.bounds = bounds
        self.acknowledges = True
        self.url = ""
        self.connections: set[GatewayConnection] = set()
        self._handlers: dict[int, Callable[[GatewayConnection, Any], Close | None]] = {
            HEARTBEAT: self._heartbeat,
            IDENTIFY: self._identify,
            RESUME: self._resume,
        }

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket from HELLO to its end."""
        waiting = sum(one.session is None for one in self.connections)
        if waiting >= self.bounds.unidentified:
            raise web.HTTPServiceUnavailable(text="Too many have not identified yet.")
        socket = web.WebSocketResponse(max_msg_size=MAX_FRAME_BYTES, compress=False)
        await socket.prepare(request)
        connection = GatewayConnection(socket, request.transport)
        self.connections.add(connection)
        writer = asyncio.create_task(connection.write())
        connection.send(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
        loop = asyncio.get_running_loop()
        deadline = loop.call_later(self.bounds.identify, self._give_up, connection)
        try:
            async for frame in connection.frames():
                if (close := self._handle(connection, frame)) is not None:
                    connection.end(close)
        finally:
            deadline.cancel()
            writer.cancel()
            self._ended(connection)
        return socket

    def _give_up(self, connection: GatewayConnection) -> None:
        if connection.session is None:
            connection.end(Close(4003, "Not authenticated."))

    def _handle(self, connection: GatewayConnection, frame: Any) -> Close | None:
        if not isinstance(frame, dict) or not isinstance(frame.get("op"), int):
            return Close(4002, "Error while decoding payload.")
        handler = self._handlers.get(frame["op"])
        if handler is None:
            return Close(4001, "Unknown opcode.")
        return handler(connection, frame.get("d"))

    def _ended(self, connection: GatewayConnection) -> None:
        self.connections.discard(connection)
        session = connection.session
        connection.leave_session()
        if session is not None and connection.socket.close_code in (1000, 1001):
            self.sessions.by_id.pop(session.id, None)
        self.events.publish("bot_disconnected", session=session)

    # What the bot sends.

    def _heartbeat(self, connection: GatewayConnection, _: Any) -> Close | None:
        if self.acknowledges:
            connection.send(ACKNOWLEDGED)
        return None

    def _has_token(self, data: Any) -> bool:
        return isinstance(data, dict) and data.get("token") == self.world.application.token

    def _identify(self, connection: GatewayConnection, data: Any) -> Close | None:
        if connection.session is not None:
            return Close(4005, "Already authenticated.")
        if not self._has_token(data):
            return Close(4004, "Authentication failed.")
        shard, shards = _shard_asked_for(data.get("shard"))
        if not 0 <= shard < shards:
            return Close(4010, "Invalid shard.")
        intents = data.get("intents")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            return Close(4013, "Invalid intent(s).")
        content_refused = not self.world.application.message_content
        if intents & (NEVER_GRANTED | (Intent.MESSAGE_CONTENT if content_refused else 0)):
            return Close(4014, "Disallowed intent(s).")
        known = self.sessions.by_id
        for old in [s for s in known.values() if s.line is None and s.shard == shard]:
            del known[old.id]
        connection.session = Session(intents, shard, shards, line=connection)
        self.sessions.open(connection.session, self.url)
        return None

    def _resume(self, connection: GatewayConnection, data: Any) -> Close | None:
        if not self._has_token(data):
            return Close(4004, "Authentication failed.")
        session = self.sessions.by_id.get(str(data.get("session_id")))
        sequence = data.get("seq") or 0
        if not isinstance(sequence, int):
            return Close(4007, "Invalid seq.")
        if session is None or not session.remembers(sequence):
            connection.send(INVALID_SESSION, False)
            return None
        connection.session = session
        session.line = connection
        session.resumed += 1
        for frame in session.missed_since(sequence):
            connection.push(frame)
        session.dispatch("RESUMED", "{}")
        self.events.publish("bot_connected", session=session)
        return None

    # Waiting for the bot, and disturbing it.

    async def connected(self, shards: int = 1, patience: float = PATIENCE) -> list[Session]:
        """Wait until so many sessions are ready and on a socket.

        Args:
            shards: How many.
            patience: Seconds to wait.

        Raises:
            TimeoutError: They did not come in time.
        """

        def enough() -> list[Session] | None:
            here = self.sessions.connected()
            return here if len(here) >= shards else None

        return await self.events.until(enough, f"{shards} session(s) of the bot", patience)

    def _connections_of(self, shard: int | None) -> list[GatewayConnection]:
        return [
            one
            for one in self.connections
            if one.session is not None and (shard is None or one.session.shard == shard)
        ]

    def drop(self, code: int | None = None, *, shard: int | None = None) -> int:
        """Cut the line without a word, or close it with a code; returns how many were cut."""
        chosen = self._connections_of(shard)
        for connection in chosen:
            if code is None:
                connection.break_off()
            else:
                connection.end(Close(code))
        return len(chosen)

    def ask_to_reconnect(self) -> None:
        """Send op 7: the client shall come back and resume."""
        for connection in self._connections_of(None):
            connection.send(RECONNECT)

    def invalidate(self) -> None:
        """Send op 9: the session is invalid, and forgotten."""
        for connection in self._connections_of(None):
            connection.send(INVALID_SESSION, False)
            if connection.session is not None:
                self.sessions.by_id.pop(connection.session.id, None)
                connection.leave_session()

    async def close(self) -> None:
        """Close every socket, at the server's end."""
        for connection in list(self.connections):
            connection.leave_session()
            await connection.socket.close(code=1001, message=b"The sandbox is closing.")


def _shard_asked_for(asked: Any) -> tuple[int, int]:
    """The shard that a client asks for, and of how many; an impossible one where it is none."""
    if not asked:
        return 0, 1
    if not isinstance(asked, list) or [type(one) for one in asked] != [int, int]:
        return 0, 0
    return asked[0], asked[1]
