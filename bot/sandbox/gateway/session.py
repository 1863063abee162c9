"""A session: what one IDENTIFY asked for, its numbered events, and the socket it is on, if any."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

REPLAY = 5_000
"""How many events a session keeps for a RESUME."""


class Line(Protocol):
    """Where a session's frames go while it is connected."""

    def push(self, text: str) -> None:
        """Send one frame after those before."""


@dataclass(slots=True, eq=False)
class Session:
    """One shard's session; it numbers its events and keeps the last ones for a RESUME."""

    intents: int
    shard: int = 0
    shards: int = 1
    id: str = field(default_factory=lambda: secrets.token_hex(16))
    sequence: int = 0
    line: Line | None = None
    resumed: int = 0
    ready: bool = False
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAY))

    def covers(self, guild_id: int | None) -> bool:
        """Whether events of this guild come here; direct messages come to shard 0."""
        return ((guild_id or 0) >> 22) % self.shards == self.shard

    def dispatch(self, event: str, data: str) -> None:
        """Number an event, keep it and send it where there is a socket; `data` is JSON."""
        self.sequence += 1
        frame = f'{{"op":0,"s":{self.sequence},"t":"{event}","d":{data}}}'
        self.sent.append((self.sequence, frame))
        if self.line is not None:
            self.line.push(frame)

    def missed_since(self, sequence: int) -> Iterator[str]:
        """The frames after this number."""
        return (frame for number, frame in self.sent if number > sequence)

    def remembers(self, sequence: int) -> bool:
        """Whether every event after this number is still kept."""
        if sequence > self.sequence:
            return False
        return sequence == self.sequence or (bool(self.sent) and self.sent[0][0] <= sequence + 1)
