"""Locks: two processes of one machine never serve the same shards, else all is answered twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from bot.core.errors import because
from bot.store.private import FILE, NotOurs, make_private

ALL = "all"
GUARD_SECONDS = 5.0


class Taken(Exception):
    """Another process serves these shards."""


def token_name(token: str) -> str:
    """What stands for a token in the names of files; the token can't be read out of it."""
    return hashlib.sha256(b"footnote lock " + token.encode()).hexdigest()[:16]


def file_of(folder: Path, token: str, shards: tuple[int, ...] | None, ending: str) -> Path:
    """The file that belongs to a token and its shards."""
    served = "-".join(str(shard) for shard in sorted(shards)) if shards else ALL
    return folder / f"{token_name(token)}.{served}.{ending}"


@contextmanager
def held(folder: Path, token: str, shards: tuple[int, ...] | None) -> Iterator[None]:
    """Hold the shards of a token, all of them where none are named.

    Raises:
        Taken: Another process holds one of them.
        NotOurs: The folder is not this user's alone, or nothing can be written there.
    """
    make_private(folder)
    with ExitStack() as stack:
        try:
            with _lock(folder / f"{token_name(token)}.guard", GUARD_SECONDS):
                _take(stack, folder, token, shards)
        except Timeout:
            raise Taken from None
        except OSError as error:
            raise NotOurs(f"{folder} can't be written: {because(error)}") from None
        yield


def _take(stack: ExitStack, folder: Path, token: str, shards: tuple[int, ...] | None) -> None:
    """Take what is ours for as long as we run, and see that no other holds what overlaps."""
    own = [_file(folder, token, name) for name in (shards or (ALL,))]
    if shards:
        others = [_file(folder, token, ALL)]
    else:
        others = [path for path in folder.glob(f"{token_name(token)}.*.lock") if path not in own]
    for path in others:
        with _lock(path):
            pass
    for path in own:
        stack.enter_context(_lock(path))


def _file(folder: Path, token: str, name: int | str) -> Path:
    return folder / f"{token_name(token)}.{name}.lock"


def _lock(path: Path, timeout: float = 0.0) -> BaseFileLock:
    """A lock that no other user can take, not even of a file that they may read."""
    return FileLock(path, timeout=timeout, mode=FILE)
