"""The gateway: the bot's websockets, what each frame means, and faults on demand."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.sandbox import errors
from bot.sandbox.bounds import Bounds, parsed
from bot.sandbox.events import PATIENCE
from bot.sandbox.message import dump
from bot.sandbox.sessions import KNOWN_INTENTS, NEVER_GRANTED, Intent, Session, Sessions

RECONNECT, INVALID_SESSION, HELLO, ACKNOWLEDGED = 7, 9, 10, 11
"""The opcodes of what goes to the bot."""


class Close(Exception):
    """The end of a connection, with the code that tells why."""

    def __init__(self, code: int, reason: str = "") -> None:
        super().__init__(reason)
        self.code = code


@dataclass(slots=True, eq=False)
class GatewayConnection:
    """A socket with its queue of frames; a session uses it until either ends."""

    socket: web.WebSocketResponse
    transport: asyncio.BaseTransport | None
    session: Session | None = None
    _queue: asyncio.Queue[str | Close] = field(default_factory=asyncio.Queue)

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

    def leave_session(self) -> None:
        """Let the session live on without a socket."""
        if self.session is not None and self.session.line == self.push:
            self.session.line = None

    async def write(self) -> None:
        """Send what is queued until the connection ends."""
        while isinstance(item := await self._queue.get(), str):
            try:
                await self.socket.send_str(item)
            except ConnectionError:
                self.leave_session()
                return
        await self.socket.close(code=item.code, message=str(item).encode())


MAX_FRAME_BYTES = 16 << 10
"""The longest frame that a client sends; Discord itself takes a quarter of it."""


class Gateway:
    """Takes the bot's websockets, opens and resumes sessions, and disturbs them for a test."""

    def __init__(self, sessions: Sessions, bounds: Bounds) -> None:
        self.sessions = sessions
        self.world = sessions.world
        self.events = sessions.events
        self.bounds = bounds
        self.heartbeat_seconds = 41.25  # the interval that HELLO asks for
        self.acknowledges = True  # or leaves heartbeats without an answer
        self.url = ""  # where a client finds it, once the server runs
        self.connections: set[GatewayConnection] = set()

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
            async for frame in socket:
                if frame.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    self._handle(connection, frame.data)
        finally:
            deadline.cancel()
            writer.cancel()
            self.connections.discard(connection)
            connection.leave_session()
            if (session := connection.session) and socket.close_code in (1000, 1001):
                self.sessions.by_id.pop(session.id, None)
            self.events.publish("bot_disconnected", session=session)
        return socket

    def _give_up(self, connection: GatewayConnection) -> None:
        if connection.session is None:
            connection.end(Close(4003, "Not authenticated."))

    # What the bot sends.

    def _handle(self, connection: GatewayConnection, sent: str | bytes) -> None:
        try:
            match frame := parsed(sent.encode() if isinstance(sent, str) else sent):
                case {"op": 1}:  # heartbeat
                    if self.acknowledges:
                        connection.send(ACKNOWLEDGED)
                case {"op": 2}:
                    self._identify(connection, frame.get("d"))
                case {"op": 6}:
                    self._resume(connection, frame.get("d"))
                case {"op": int()}:
                    raise Close(4001, "Unknown opcode.")
                case _:
                    raise errors.invalid_json()
        except errors.Refused:
            connection.end(Close(4002, "Error while decoding payload."))
        except Close as close:
            connection.end(close)

    def _check_token(self, data: Any) -> None:
        if not isinstance(data, dict) or data.get("token") != self.world.application.token:
            raise Close(4004, "Authentication failed.")

    def _identify(self, connection: GatewayConnection, data: Any) -> None:
        if connection.session is not None:
            raise Close(4005, "Already authenticated.")
        self._check_token(data)
        match data.get("shard") or [0, 1]:
            case [int() as shard, int() as shards] if 0 <= shard < shards:
                intents = data.get("intents")
            case _:
                raise Close(4010, "Invalid shard.")
        if not isinstance(intents, int) or intents & ~KNOWN_INTENTS:
            raise Close(4013, "Invalid intent(s).")
        content_refused = not self.world.application.message_content
        if intents & (NEVER_GRANTED | (Intent.MESSAGE_CONTENT if content_refused else 0)):
            raise Close(4014, "Disallowed intent(s).")
        known = self.sessions.by_id
        for old in [s for s in known.values() if s.line is None and s.shard == shard]:
            del known[old.id]
        connection.session = Session(intents, shard, shards, line=connection.push)
        self.sessions.open(connection.session, self.url)

    def _resume(self, connection: GatewayConnection, data: Any) -> None:
        self._check_token(data)
        session = self.sessions.by_id.get(str(data.get("session_id")))
        sequence = data.get("seq") or 0
        if not isinstance(sequence, int):
            raise Close(4007, "Invalid seq.")
        missed = None if session is None else session.missed_since(sequence)
        if session is None or missed is None:
            connection.send(INVALID_SESSION, False)
            return
        connection.session = session
        session.line = connection.push
        session.resumed += 1
        for frame in missed:
            connection.push(frame)
        session.dispatch("RESUMED", "{}")
        self.events.publish("bot_connected", session=session)

    # Waiting for the bot, and disturbing it.

    async def connected(self, shards: int = 1, patience: float = PATIENCE) -> list[Session]:
        """Wait until so many sessions are ready and on a socket; TimeoutError if none come."""
        here = self.sessions.connected
        what = f"{shards} session(s) of the bot"
        await self.events.until(lambda: len(here()) >= shards, what, patience)
        return here()

    def _identified(self) -> list[GatewayConnection]:
        return [one for one in self.connections if one.session is not None]

    def drop(self, *, shard: int | None = None) -> int:
        """Cut the line as a network does: what was not sent stays with its session. How many?"""
        here = self._identified()
        chosen = [c for c in here if shard is None or (c.session and c.session.shard == shard)]
        for connection in chosen:
            connection.leave_session()
            if isinstance(connection.transport, asyncio.Transport):
                connection.transport.abort()
        return len(chosen)

    def ask_to_reconnect(self) -> None:
        """Send op 7: the client shall come back and resume."""
        for connection in self._identified():
            connection.send(RECONNECT)

    def invalidate(self) -> None:
        """Send op 9: the session is invalid, and forgotten."""
        for connection in self._identified():
            connection.send(INVALID_SESSION, False)
            connection.leave_session()
        self.sessions.by_id.clear()

    async def close(self) -> None:
        """Close every socket, at the server's end."""
        for connection in list(self.connections):
            connection.leave_session()
            await connection.socket.close(code=1001, message=b"The sandbox is closing.")
