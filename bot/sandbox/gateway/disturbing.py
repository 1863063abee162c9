"""Disturbing the gateway: lines cut, reconnects asked for, sessions declared invalid."""

from __future__ import annotations

from bot.sandbox.gateway.connection import INVALID_SESSION, RECONNECT, Close, Connection
from bot.sandbox.gateway.door import Door
from bot.sandbox.gateway.session import Session
from bot.sandbox.hub import PATIENCE


class Gateway(Door):
    """The gateway with what a test can do to its lines."""

    async def connected(self, shards: int = 1, patience: float = PATIENCE) -> list[Session]:
        """Wait until so many sessions are ready and on a socket."""
        board = self.switchboard
        return await self.hub.until(
            lambda: board.connected() if len(board.connected()) >= shards else None,
            f"{shards} session(s) of the bot",
            patience,
        )

    def _on(self, shard: int | None) -> list[Connection]:
        return [
            c
            for c in self.connections
            if c.session is not None and (shard is None or c.session.shard == shard)
        ]

    def drop(self, code: int | None = None, *, shard: int | None = None) -> int:
        """Cut the line without a word, or close it with a code; returns how many were cut."""
        chosen = self._on(shard)
        for connection in chosen:
            if code is None:
                connection.break_off(self.connections[connection])
            else:
                connection.end(Close(code))
        return len(chosen)

    def ask_to_reconnect(self, *, shard: int | None = None) -> None:
        """Send op 7: the client shall come back and resume."""
        for connection in self._on(shard):
            connection.say(RECONNECT)

    def invalidate(self, *, resumable: bool, shard: int | None = None) -> None:
        """Send op 9: the session is invalid; where it is not resumable it is forgotten."""
        for connection in self._on(shard):
            connection.say(INVALID_SESSION, resumable)
            if not resumable and connection.session is not None:
                self.switchboard.sessions.pop(connection.session.id, None)
                connection.leave_session()

    async def close(self) -> None:
        """Close every socket, at the server's end."""
        for connection in list(self.connections):
            connection.leave_session()
            await connection.socket.close(code=1001, message=b"The sandbox is closing.")
