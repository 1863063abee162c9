"""Health: a running process writes a sign of life, and a supervisor's question reads it."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from bot.faces.discord.locks import file_of
from bot.faces.discord.options import Options
from bot.store.private import make_private, prove_private, put_private, read_private

EVERY = 5.0  # seconds between two signs
STALE = 20.0  # seconds after which a sign no longer counts
LARGEST = 4_096  # bytes; a sign has some hundred


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: when it was written, by whom, and what was so then."""

    at: float
    pid: int
    connected: bool
    shards: int
    down: int
    fingerprint: str

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
    """Write a sign, whole or not at all. Raises OSError, or NotOurs for somebody else's folder."""
    make_private(options.runtime_dir)
    put_private(sign_file(options), json.dumps(asdict(sign)).encode())


def take_down(options: Options) -> None:
    """Remove the sign: the process has left."""
    sign_file(options).unlink(missing_ok=True)


def health(options: Options, now: float | None = None) -> Health:
    """What the last sign says; `now` is in seconds since 1970.

    Raises NotOurs where others could have written the sign.
    """
    prove_private(options.runtime_dir, root_may=True)
    try:
        sign = Sign(**json.loads(read_private(sign_file(options), LARGEST)))
    except FileNotFoundError:
        return Health(False, "Not running: there is no sign of life. Start it with: footnote run")
    except (OSError, ValueError, TypeError):
        return Health(False, "The sign of life can't be read. Restart with: footnote run")
    age = (time.time() if now is None else now) - sign.at
    if age > STALE:
        return Health(False, f"Not answering: the last sign of life is {age:.0f} seconds old.")
    if not sign.connected:
        return Health(False, f"Not connected: {sign.down} of {sign.shards} shard(s) are down.")
    return Health(True, f"Connected and serving FAQ {sign.fingerprint} on {sign.shards} shard(s).")
