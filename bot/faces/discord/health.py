"""Health: a running process writes a sign of life, and a supervisor's question reads it."""

from __future__ import annotations

import contextlib
import json
import os
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.faces.discord.locks import file_of, private
from bot.faces.discord.options import Options

EVERY = 5.0  # seconds between two signs
STALE = 20.0  # seconds after which a sign no longer counts
NO_SPACE = "Degraded: connected and serving, but there is no space to write the sign of life."
DEGRADED = (
    "Degraded: connected and {serving}, but the database can't be used ({trouble}). Nothing is "
    "kept until it can."
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: when it was written, by whom, and what was so then."""

    at: float
    pid: int
    connected: bool
    shards: int
    down: int
    fingerprint: str
    trouble: str = ""
    """Why the database can't be used; empty while it can."""

    def differs(self, earlier: Sign) -> bool:
        """Whether it says another thing than an earlier one, but for the time."""
        return replace(self, at=earlier.at) != earlier


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the running process is connected and serving, and that in words."""

    serving: bool
    words: str


def sign_file(options: Options) -> Path:
    """Where the sign of a process with these options lies."""
    return file_of(options.runtime_dir, options.token, options.shard_ids, "json")


def write_sign(options: Options, sign: Sign) -> None:
    """Write a sign, whole or not at all; the file's time is the sign's.

    Where there is no space left, an empty one says that the process is connected and serving, for
    which no space is needed. Raises OSError all the same.
    """
    private(options.runtime_dir)
    path = sign_file(options)
    beside = path.with_suffix(f".{os.getpid()}.tmp")
    try:
        beside.write_text(json.dumps(asdict(sign)), encoding="utf-8")
        os.utime(beside, (sign.at, sign.at))
        beside.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            beside.unlink()
        if sign.connected:
            path.write_bytes(b"")
            os.utime(path, (sign.at, sign.at))
        else:
            path.unlink(missing_ok=True)
        raise


def take_down(options: Options) -> None:
    """Remove the sign: the process has left."""
    sign_file(options).unlink(missing_ok=True)


def health(options: Options, now: float | None = None) -> Health:
    """What the last sign says; `now` is in seconds since 1970.

    A process that answers members while its database does not is serving, and its words begin with
    "Degraded".
    """
    path = sign_file(options)
    try:
        age = (time.time() if now is None else now) - path.stat().st_mtime
        written = path.read_text(encoding="utf-8")
        sign = Sign(**json.loads(written)) if written else None
    except FileNotFoundError:
        return Health(False, "Not running: there is no sign of life. Start it with: footnote run")
    except (OSError, ValueError, TypeError):
        return Health(False, "The sign of life can't be read. Restart with: footnote run")
    if age > STALE:
        return Health(False, f"Not answering: the last sign of life is {age:.0f} seconds old.")
    if sign is None:  # there was no space to write one
        return Health(True, NO_SPACE)
    if not sign.connected:
        return Health(False, f"Not connected: {sign.down} of {sign.shards} shard(s) are down.")
    serving = f"serving FAQ {sign.fingerprint} on {sign.shards} shard(s)"
    if sign.trouble:
        return Health(True, DEGRADED.format(serving=serving, trouble=sign.trouble))
    return Health(True, f"Connected and {serving}.")
