"""The gateway's door: who may open or resume a session, and what each frame means."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from bot.sandbox import payloads
from bot.sandbox.bounds import FRAME_BYTES, Bounds
from bot.sandbox.gateway.compression import stream_for
from bot.sandbox.gateway.connection import (
    ACKNOWLEDGED,
    HEARTBEAT,
    HELLO,
    IDENTIFY,
    INVALID_SESSION,
    PRESENCE,
    REQUEST_MEMBERS,
    RESUME,
    VOICE,
    Close,
    Connection,
)
from bot.sandbox.gateway.session import Session
from bot.sandbox.gateway.switchboard import Switchboard
from bot.sandbox.intents import EVERY, Intent, refused_by
from bot.sandbox.limits.fields import Faults, snowflake, snowflakes, text, whole
from bot.sandbox.messages import JSON, dump

SHARDING_FROM = 2_500
"""From so many guilds on, a session has to be a shard."""


def _ignored(_: Connection, __: Any) -> Close | None:
    return None


def _shard(asked: Any) -> tuple[int, int]:
    """The shard that a client asks for, and of how many; an impossible one where it is none."""
    if not asked:
        return 0, 1
    if not isinstance(asked, list) or [type(one) for one in asked] != [int, int]:
        return 0, 0
    return asked[0], asked[1]


def _members_faults(data: JSON) -> Faults:
    """The faults of a request for members."""
    yield from snowflake(data, "guild_id")
    yield from snowflakes(data, "user_ids", 100)
    yield from text(data, "query", 100)
    yield from whole(data, "limit", 0, 1_000)


class Door:
    """Takes the bot's websockets and opens and resumes sessions.

    Attributes:
        heartbeat_seconds: The interval that HELLO asks for.
        acknowledges: False leaves heartbeats without an answer.
        refuse_resumes: How many RESUMEs still get "invalid session".
        url: Where it listens; known once the server runs.
    """

    def __init__(
        self,
        switchboard: Switchboard,
        heartbeat_seconds: float = 41.25,
        bounds: Bounds | None = None,
    ) -> None:
        self.switchboard = switchboard
        self.world = switchboard.world
        self.hub = switchboard.hub
        self.heartbeat_seconds = heartbeat_seconds
        self.bounds = bounds or Bounds()
        self.acknowledges = True
        self.refuse_resumes = 0
        self.url = ""
        self.presence: JSON | None = None
        self.connections: dict[Connection, asyncio.BaseTransport | None] = {}
        self._answers: dict[int, Callable[[Connection, Any], Close | None]] = {
            HEARTBEAT: self._heartbeat,
            IDENTIFY: self._identify,
            RESUME: self._resume,
            PRESENCE: self._presence,
            REQUEST_MEMBERS: self._members,
            VOICE: _ignored,
        }

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket from HELLO to its end."""
        if sum(one.session is None for one in self.connections) >= self.bounds.strangers:
            raise web.HTTPServiceUnavailable(text="Too many have not identified yet.")
        socket = web.WebSocketResponse(max_msg_size=FRAME_BYTES, compress=False)
        await socket.prepare(request)
        connection = Connection(socket, stream_for(request.query.get("compress")))
        self.connections[connection] = request.transport
        writer = asyncio.create_task(connection.write())
        connection.say(HELLO, {"heartbeat_interval": int(self.heartbeat_seconds * 1000)})
        loop = asyncio.get_running_loop()
        waiting = loop.call_later(self.bounds.identify, self._give_up, connection)
        try:
            async for frame in connection.frames():
                if (close := self._answer(connection, frame)) is not None:
                    connection.end(close)
        finally:
            waiting.cancel()
            writer.cancel()
            self._gone(connection)
        return socket

    def _give_up(self, connection: Connection) -> None:
        if connection.session is None:
            connection.end(Close(4003, "Not authenticated."))

    def _answer(self, connection: Connection, frame: Any) -> Close | None:
        if not isinstance(frame, dict) or not isinstance(frame.get("op"), int):
            return Close(4002, "Error while decoding payload.")
        answer = self._answers.get(frame["op"])
        if answer is None:
            return Close(4001, "Unknown opcode.")
        if connection.session is None and frame["op"] not in (HEARTBEAT, IDENTIFY, RESUME):
            return Close(4003, "Not authenticated.")
        self.hub.publish("bot_frame", frame=frame)
        return answer(connection, frame.get("d"))

    def _gone(self, connection: Connection) -> None:
        del self.connections[connection]
        session = connection.session
        connection.leave_session()
        if session is not None and connection.socket.close_code in (1000, 1001):
            self.switchboard.sessions.pop(session.id, None)
        self.hub.publish("bot_disconnected", session=session)

    def _heartbeat(self, connection: Connection, _: Any) -> Close | None:
        if self.acknowledges:
            connection.say(ACKNOWLEDGED)
        return None

    def _presence(self, _: Connection, data: Any) -> Close | None:
        self.presence = data
        return None

    def _identify(self, connection: Connection, data: Any) -> Close | None:
        if connection.session is not None:
            return Close(4005, "Already authenticated.")
        if not isinstance(data, dict) or data.get("token") != self.world.portal.token:
            return Close(4004, "Authentication failed.")
        shard, shards = _shard(data.get("shard"))
        if not 0 <= shard < shards:
            return Close(4010, "Invalid shard.")
        if shards == 1 and len(self.world.guilds) >= SHARDING_FROM:
            return Close(4011, "Sharding required.")
        return self._open(connection, data.get("intents"), shard, shards)

    def _open(self, connection: Connection, intents: Any, shard: int, shards: int) -> Close | None:
        if not isinstance(intents, int) or intents & ~EVERY:
            return Close(4013, "Invalid intent(s).")
        if refused_by(self.world.portal, intents):
            return Close(4014, "Disallowed intent(s).")
        sessions = self.switchboard.sessions
        for old in [s for s in sessions.values() if s.line is None and s.shard == shard]:
            del sessions[old.id]
        session = Session(intents, shard, shards, line=connection)
        sessions[session.id] = connection.session = session
        self.switchboard.identified += 1
        self.switchboard.welcome(session, self.url)
        return None

    def _resume(self, connection: Connection, data: Any) -> Close | None:
        if not isinstance(data, dict) or data.get("token") != self.world.portal.token:
            return Close(4004, "Authentication failed.")
        session = self.switchboard.sessions.get(str(data.get("session_id")))
        sequence = data.get("seq") or 0
        if not isinstance(sequence, int):
            return Close(4007, "Invalid seq.")
        if self.refuse_resumes or session is None or not session.remembers(sequence):
            self.refuse_resumes = max(0, self.refuse_resumes - 1)
            connection.say(INVALID_SESSION, False)
            return None
        connection.session = session
        session.line = connection
        session.resumed += 1
        for frame in session.missed_since(sequence):
            connection.push(frame)
        session.dispatch("RESUMED", "{}")
        self.hub.publish("bot_connected", session=session)
        return None

    def _members(self, connection: Connection, data: Any) -> Close | None:
        session = connection.session
        if not isinstance(data, dict) or any(_members_faults(data)):
            return Close(4002, "Error while decoding payload.")
        guild = self.world.guilds.get(int(data.get("guild_id") or 0))
        if session is None or guild is None:
            return None
        if (
            not data.get("query")
            and not data.get("user_ids")
            and not session.intents & Intent.MEMBERS
        ):
            return Close(4014, "Disallowed intent(s).")
        wanted = {int(i) for i in data.get("user_ids") or ()}
        prefix = (data.get("query") or "").lower()
        found = [
            payloads.member(m)
            for m in guild.members.values()
            if (m.user.id in wanted if wanted else m.user.name.lower().startswith(prefix))
        ][: data.get("limit") or None]
        chunk = {
            "guild_id": str(guild.id),
            "members": found,
            "chunk_index": 0,
            "chunk_count": 1,
            "nonce": data.get("nonce"),
        }
        session.dispatch("GUILD_MEMBERS_CHUNK", dump(chunk))
        return None
