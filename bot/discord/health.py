"""Health: a running process writes a sign of life, and a supervisor's question reads it."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import BaseFileLock, FileLock, Timeout

from bot.discord.options import Options
from bot.errors import because
from bot.faq.files import FILE, NotOurs, make_private, prove_private, put_private, read_private

if TYPE_CHECKING:
    from bot.discord.client import FootnoteBot

# Locks: two processes of one machine never serve the same shards, else all is answered twice.

ALL = "all"
GUARD_SECONDS = 5.0


class ShardsTaken(Exception):
    """Another process serves these shards."""


def _file(options: Options, ending: str) -> Path:
    """A file of a token's, which can't be read out of its name."""
    name = hashlib.sha256(b"footnote lock " + options.token.encode()).hexdigest()[:16]
    return options.runtime_dir / f"{name}.{ending}"


@contextmanager
def held(options: Options) -> Iterator[None]:
    """Hold the shards of a token, all of them where none are named.

    Raises:
        ShardsTaken: Another process holds one of them.
        NotOurs: The folder is not this user's alone, or nothing can be written there.
    """
    make_private(options.runtime_dir)
    with ExitStack() as stack:
        try:
            with _lock(_file(options, "guard"), GUARD_SECONDS):
                _take(stack, options)
        except Timeout:
            raise ShardsTaken from None
        except OSError as error:
            raise NotOurs(f"{options.runtime_dir} can't be written: {because(error)}") from None
        yield


def _take(stack: ExitStack, options: Options) -> None:
    """Take what is ours for as long as we run, and see that no other holds what overlaps."""
    of_all = _file(options, f"{ALL}.lock")
    if options.shard_ids:
        own, others = [_file(options, f"{shard}.lock") for shard in options.shard_ids], [of_all]
    else:
        locks = options.runtime_dir.glob(_file(options, "*.lock").name)
        own, others = [of_all], [path for path in locks if path != of_all]
    for path in others:
        with _lock(path):
            pass
    for path in own:
        stack.enter_context(_lock(path))


def _lock(path: Path, timeout: float = 0.0) -> BaseFileLock:
    """A lock that no other user can take, not even of a file that they may read."""
    return FileLock(path, timeout=timeout, mode=FILE)


EVERY = 5.0  # seconds between two signs
STALE = 20.0  # seconds after which a sign no longer counts
LARGEST = 4_096  # bytes; a sign has some hundred
NO_SPACE = "Degraded: connected and serving, but there is no space to write the sign of life."
DEGRADED = (
    "Degraded: connected and {serving}, but the database can't be used ({trouble}). Nothing is "
    "kept until it can."
)

NO_CHOICE = " The model can't be asked ({trouble}): what is not sure is answered without it."


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """A sign of life: when it was written, by whom, and what was so then."""

    at: float
    pid: int
    connected: bool
    shards: int
    down: int
    fingerprint: str
    trouble: str = ""
    """Why the database can't be used; empty while it can."""
    model_trouble: str = ""
    """Why the model that chooses can't be asked; empty while it can."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether the running process is connected and serving, and that in words."""

    serving: bool
    words: str


def sign_file(options: Options) -> Path:
    """Where the sign of a process with these options lies."""
    shards = "-".join(map(str, sorted(options.shard_ids))) if options.shard_ids else ALL
    return _file(options, f"{shards}.json")


def write_sign(options: Options, sign: SignOfLife) -> None:
    """Write a sign, whole or not at all; the file's time is the sign's.

    Where there is no space left, an empty one says that the process is connected and serving, for
    which no space is needed. Raises OSError all the same, or NotOurs for somebody else's folder.
    """
    make_private(options.runtime_dir)
    path = sign_file(options)
    try:
        put_private(path, json.dumps(asdict(sign)).encode())
    except OSError:
        if sign.connected:
            path.write_bytes(b"")
        else:
            path.unlink(missing_ok=True)
        raise
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.utime(path, (sign.at, sign.at))


def health(options: Options, now: float | None = None) -> Health:
    """What the last sign says; `now` is in seconds since 1970.

    A process that answers members while its database does not is serving, and its words begin with
    "Degraded". Raises NotOurs where others could have written the sign.
    """
    prove_private(options.runtime_dir, root_may=True)
    path = sign_file(options)
    try:
        age = (time.time() if now is None else now) - path.stat().st_mtime
        written = read_private(path, LARGEST, root_may=True)
        sign = SignOfLife(**json.loads(written)) if written else None
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
    said = f"Connected and {serving}."
    if sign.trouble:
        said = DEGRADED.format(serving=serving, trouble=sign.trouble)
    if sign.model_trouble:
        said += NO_CHOICE.format(trouble=sign.model_trouble.rstrip("."))
    return Health(True, said)


LOOK_EVERY = 0.5  # seconds
SILENT = 120.0  # seconds of latency that no living connection has


def sign_of(client: FootnoteBot) -> SignOfLife:
    """What is so now."""
    shards = client.shards
    down = sum(shard.is_closed() or not shard.latency < SILENT for shard in shards.values())
    return SignOfLife(
        at=time.time(),
        pid=os.getpid(),
        connected=bool(shards) and not down and client.is_ready() and not client.leaving,
        shards=len(shards),
        down=down,
        fingerprint=client.service.answerer.knowledge.fingerprint,
        trouble=client.service.recorder.trouble,
        model_trouble=chooser.trouble if (chooser := client.service.chooser) else "",
    )


async def keep_signing(client: FootnoteBot) -> None:
    """Write a sign now and then, and at once when the connection changes; take it down at last."""
    from bot.discord.logs import fault  # discord.py takes its time to load

    options = client.service.options
    written, failed = None, False
    try:
        while True:
            sign = sign_of(client)
            if (
                written is None
                or sign.at - written.at >= EVERY
                or replace(sign, at=written.at) != written  # it says something new
            ):
                written = sign
                try:
                    await asyncio.to_thread(write_sign, options, sign)
                    failed = False
                except (OSError, NotOurs) as error:
                    if not failed:
                        fault("writing the sign of life", error)
                    failed = True
            await asyncio.sleep(LOOK_EVERY)
    finally:
        sign_file(options).unlink(missing_ok=True)
