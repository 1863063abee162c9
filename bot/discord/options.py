"""What the operator chooses about Discord, as one value, built from the settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CooldownLimits:
    """At most `member` questions of one member and `channel` of one channel within `seconds`."""

    member: int = 6
    channel: int = 30
    seconds: float = 30.0


@dataclass(frozen=True, slots=True)
class Options:
    """The operator's choices. The token is never shown, neither by `repr` nor in a log.

    `runtime_dir` is for this user alone: the lock and the sign of life lie there.
    `operator_guilds` are the operator's own servers: only there moderators may have the FAQ read
    again, and add to it if `writes_to` is its path and not None.
    """

    token: str = field(default="", repr=False)
    api_base: str | None = None
    test_guild: int | None = None
    shard_count: int | None = None
    shard_ids: tuple[int, ...] | None = None
    message_content: bool = False
    question_length: int = 400
    cooldown: CooldownLimits = CooldownLimits()
    conversation_minutes: float = 15.0
    retention_days: int = 180
    operator_guilds: frozenset[int] = frozenset()
    writes_to: Path | None = None
    runtime_dir: Path = Path(".footnote")
